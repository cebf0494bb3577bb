"""`polku feed`: the log and the marts as Parquet files, kept level with the database."""

import json
import time
from pathlib import Path

import click
from django.utils import timezone

from polku.insight.feed import feed as fed


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--every", type=click.IntRange(1, 86_400), help="Go on, and look again after so many seconds.")
def feed(folder: Path, every: int | None) -> None:
    """Write to FOLDER what is new in the log, as Parquet by month, and the marts of Insight, for Spark and others."""
    while True:
        start = time.perf_counter()
        try:
            done = fed(folder, at=timezone.now())
        except BlockingIOError as error:
            raise click.ClickException(f"another polku feed writes to {folder}") from error
        told = {"events": done.events, "files": done.files, "marts": done.marts_written}
        click.echo(json.dumps(told | {"seconds": round(time.perf_counter() - start, 3)}))
        if every is None:
            return
        time.sleep(every)


COMMANDS = [feed]
