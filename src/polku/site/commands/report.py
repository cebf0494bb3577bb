"""`polku report`: the figures on the command line, over all deals of the company."""

import csv
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from django.utils import timezone

from polku.access.logic import SYSTEM
from polku.insight.engine import asking
from polku.insight.filters import Filter
from polku.insight.logic import tables
from polku.insight.logic.asked import GROUPS, Asked
from polku.insight.logic.tables import Table
from polku.insight.queries import knows_phases
from polku.insight.reports import REPORTS, Report, checked
from polku.insight.spark import SparkEngine
from polku.kernel.errors import DomainError
from polku.measures.logic.periods import EVERY
from polku.measures.measuring.showing import Span, figures
from polku.measures.measuring.showing import answer as measured_answer
from polku.measures.measuring.showing import table as measured_table
from polku.measures.queries import indicator as indicator_by_key
from polku.site.filtering import DAY, filtered


@click.group()
def report() -> None:
    """Figures of the sales process; a table by default, --json or --csv for programs."""


_ASKED = {
    "stage": click.option("--stage", default="", help="The stage it is about, or begins at, by its key."),
    "until": click.option("--until", default="", help="The stage it ends at, by its key, or “won”."),
    "act": click.option("--act", default="", help="The first kind of act, as engage.call."),
    "then": click.option("--then", default="", help="The kind of act it may lead to, as engage.demo."),
    "days": click.option("--days", default="", help="Within so many days."),
    "per": click.option(
        "--per", default="", type=click.Choice(["", "week", "month"]), help="By week or month."
    ),
    "about": click.option(
        "--about",
        default="",
        type=click.Choice(["", "loss", "unwon", "slowness"]),
        help="Loss, no win in the usual time, or slowness.",
    ),
    "by": click.option(
        "--by",
        default="",
        type=click.Choice(["", *GROUPS]),
        help="What groups are made by; the stage is known of satisfaction alone.",
    ),
}


def _asking(one: Report) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options of what a finding may be asked."""

    def with_options(run: Callable[..., None]) -> Callable[..., None]:
        for name in reversed(one.asks):
            run = _ASKED[name](run)
        return run

    return with_options


def _of_phases(one: Report) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The option of reports that can be of a part of the line."""
    if not knows_phases(one.name):
        return lambda run: run
    words = "Only this phase of the line, as find, or finding for those before selling; may be repeated."
    return click.option("--phase", "phases", multiple=True, help=words)


def _command(one: Report) -> None:
    @report.command(one.name, help=one.about)
    @_asking(one)
    @filtered("The process by its key; the one with most deals if left out.")
    @_of_phases(one)
    @click.option("--json", "form", flag_value="json", help="One JSON object.")
    @click.option("--csv", "form", flag_value="csv", help="Comma-separated rows with a header.")
    @click.option(
        "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", help="What computes it."
    )
    @click.option("--master", default="local[*]", help="Spark's master, as spark://host:7077.")
    @click.option("--feed", type=click.Path(path_type=Path), help="The folder that “polku feed” writes.")
    def run(
        engine: str,
        master: str,
        feed: Path | None,
        chosen: Filter,
        form: str | None,
        phases: tuple[str, ...] = (),
        **asked: str,
    ) -> None:
        chosen = chosen.having(phases=phases)
        try:
            with _asked_of(engine, master, feed):
                table, answer = one.make(checked(chosen, report=one.name), timezone.now(), Asked.parse(asked))
        except DomainError as error:
            raise click.ClickException(str(error)) from error
        if form == "json":
            click.echo(json.dumps(answer, ensure_ascii=False))
        elif form == "csv":
            csv.writer(sys.stdout).writerows([table.keys, *table.rows])
        else:
            click.echo(printed(table))


@contextmanager
def _asked_of(engine: str, master: str, folder: Path | None) -> Iterator[None]:
    """Figures come from DuckDB over the database, or from Spark over the files of the feed."""
    if engine == "duckdb":
        yield
        return
    if folder is None:
        raise click.UsageError("--engine spark reads the files of “polku feed”: name their folder by --feed")
    spark = SparkEngine(master, folder.resolve())
    try:
        with asking(spark):
            yield
    finally:
        spark.stop()


def printed(table: Table) -> str:
    """The table in columns, numbers to the right, with its n."""
    rows = [[_text(value) for value in row] for row in table.rows]
    widths = [max(map(len, column)) for column in zip(table.keys, *rows, strict=True)]
    numeric = [column.kind not in ("text", "stage", "key", "path") for column in table.columns]
    lines = [
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ).rstrip()
        for row in [list(table.keys), *rows]
    ]
    return "\n".join([f"{table.name}, n {table.n}", "", *lines])


def _text(value: tables.Value) -> str:
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    return "-" if value is None or value == "" else str(value)


@report.command("indicator")
@click.argument("key")
@click.option("--every", type=click.Choice(EVERY), default="month", help="Weeks, months, quarters or years.")
@click.option("--periods", type=click.IntRange(1, 60), help="How many of them, the present one included.")
@click.option("--from", "date_from", type=DAY, help="From this day on.")
@click.option("--to", "date_to", type=DAY, help="To this day.")
@filtered("Only deals of this process, by its key.", opened=False)
@click.option("--json", "form", flag_value="json", help="One JSON object.")
@click.option("--csv", "form", flag_value="csv", help="Comma-separated rows with a header.")
def indicator(
    key: str,
    every: str,
    periods: int | None,
    date_from: datetime | None,
    date_to: datetime | None,
    chosen: Filter,
    form: str | None,
) -> None:
    """An indicator by its KEY over periods, with n and interval; “win-rate”, “value-won”, or one of your own."""
    now = timezone.now()
    asked = {"every": every, "periods": str(periods or "")}
    asked |= {"from": f"{date_from:%Y-%m-%d}"} if date_from else {}
    asked |= {"to": f"{date_to:%Y-%m-%d}"} if date_to else {}
    try:
        known = indicator_by_key(key)
        span = Span.of(asked, timezone.localdate(now))
        found = figures(known, checked(chosen), span, actor=SYSTEM, now=now)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    made = measured_table(known, span, found)
    if form == "json":
        click.echo(json.dumps(measured_answer(known, span, found), ensure_ascii=False))
    elif form == "csv":
        csv.writer(sys.stdout).writerows([made.keys, *made.rows])
    else:
        click.echo(printed(made))


for _report in REPORTS.values():
    _command(_report)

COMMANDS = [report]
