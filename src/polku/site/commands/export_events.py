"""`polku export events`: the whole log in a file for other tools; it holds ids and keys, no personal data."""

from pathlib import Path

import click

from polku.insight.exports import FORMATS, write_events


@click.group()
def export() -> None:
    """Data for other tools."""


@export.command("events")
@click.option("--format", "file_format", type=click.Choice(FORMATS), default="csv", show_default=True)
@click.option("--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path))
def events(file_format: str, out: Path) -> None:
    """Write every event, oldest first, as it is read; memory does not grow with the log."""
    n = write_events(out, file_format)
    click.echo(f"Wrote {n} events to {out}", err=True)


COMMANDS = [export]
