"""`polku export events`: the log in a file for other tools: ids, keys and names of stages, no personal data."""

from pathlib import Path

import click

from polku.access.logic import SYSTEM
from polku.exchange import files
from polku.exchange.queries.log import ACTIVITIES
from polku.insight.filters import OF_DEALS, Filter


@click.group()
def export() -> None:
    """Data for other tools."""


@export.command("events")
@click.option(
    "--format",
    "file_format",
    type=click.Choice(tuple(files.FORMATS)),
    default="csv",
    show_default=True,
    help="csv and parquet: the log as it is kept. xes and ocel (2.0 JSON): case by case, for process mining.",
)
@click.option(
    "--activities",
    type=click.Choice(ACTIVITIES),
    default="stages",
    show_default=True,
    help="xes and ocel: stages and endings alone, or all that happened.",
)
@click.option(
    "--own-names", is_flag=True, help="Call the cases of an imported history as the other system did."
)
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="NAME=VALUE",
    help=f"Which deals, as for reports; can be repeated. Names: {', '.join(OF_DEALS)}.",
)
@click.option("--language", default="en", show_default=True, help="Of the names of stages.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path))
def events(
    file_format: str, activities: str, own_names: bool, filters: tuple[str, ...], language: str, out: Path
) -> None:
    """Write events, oldest first, as they are read; memory does not grow with the log."""
    query: dict[str, list[str]] = {}
    for text in filters:
        name, _, value = text.partition("=")
        if name not in OF_DEALS:
            raise click.UsageError(f"“{name}” is no filter; there are: {', '.join(OF_DEALS)}.")
        query.setdefault(name, []).append(value)
    wanted = files.Wanted(SYSTEM, Filter.of(SYSTEM, query), file_format, activities, language, own_names)
    size = files.write(wanted, out)
    click.echo(f"Wrote {size} bytes to {out}", err=True)
    if missing := files.left_out(wanted):
        click.echo(f"{missing} events without a time are not in it: OCEL has no way to hold them.", err=True)


COMMANDS = [export]
