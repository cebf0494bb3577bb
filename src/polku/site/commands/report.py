"""`polku report`: the figures on the command line, over all deals of the company."""

import csv
import json
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click
from django.utils import timezone

from polku.insight import queries
from polku.insight.filters import EVERYTHING, Filter
from polku.insight.logic import answers, tables
from polku.insight.logic.tables import Table

Made = tuple[Table, dict[str, Any]]


_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def report() -> None:
    """Figures of the sales process; a table by default, --json or --csv for programs."""


def _command(name: str, about: str, make: Callable[[Filter, datetime], Made]) -> None:
    @report.command(name, help=about)
    @click.option(
        "--process", default="", help="The process by its key; the one with most deals if left out."
    )
    @click.option("--from", "date_from", type=_DAY, help="Only deals opened on this day or later.")
    @click.option("--to", "date_to", type=_DAY, help="Only deals opened on this day or before.")
    @click.option("--source", "sources", multiple=True, help="Only deals of this source; may be repeated.")
    @click.option("--json", "form", flag_value="json", help="One JSON object.")
    @click.option("--csv", "form", flag_value="csv", help="Comma-separated rows with a header.")
    def run(
        process: str,
        date_from: datetime | None,
        date_to: datetime | None,
        sources: tuple[str, ...],
        form: str | None,
    ) -> None:
        _refuse_unknown(process)
        chosen = Filter(
            process=process,
            date_from=date_from.date() if date_from else None,
            date_to=date_to.date() if date_to else None,
            sources=sources,
        )
        table, answer = make(chosen, timezone.now())
        if form == "json":
            click.echo(json.dumps(answer, ensure_ascii=False))
        elif form == "csv":
            csv.writer(sys.stdout).writerows([table.keys, *table.rows])
        else:
            click.echo(_printed(table))


def _refuse_unknown(process: str) -> None:
    known = [key for key, _ in queries.processes(EVERYTHING)]
    if process and process not in known:
        raise click.ClickException(
            f"no process “{process}” is published; there are: {', '.join(known) or 'none'}"
        )


def _funnel(f: Filter, now: datetime) -> Made:
    found = queries.funnel(f)
    return tables.funnel(found), answers.funnel(found, queries.stage_time(f, now))


def _stage_time(f: Filter, now: datetime) -> Made:
    found = queries.stage_time(f, now)
    return tables.stage_time(found), answers.stage_time(found)


def _time_to_win(f: Filter, now: datetime) -> Made:
    found = queries.time_to_win(f, now)
    answer = answers.time_to_win(found)
    columns = (tables.Column("figure", "Figure", "text"), tables.Column("value", "Value", "text"))
    rows = tuple((key, value) for key, value in answer.items() if key != "quantiles")
    return Table("time-to-win", found.of, columns, rows), answer


def _sources(f: Filter, now: datetime) -> Made:
    found = queries.by(f, "source")
    return tables.breakdown(found), answers.sources(found)


def _variants(f: Filter, now: datetime) -> Made:
    found = queries.variants(f)
    return tables.variants(found), answers.variants(found)


def _printed(table: Table) -> str:
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


_command("funnel", "Reached, moved on, lost, still there, per stage; open and lost deals kept.", _funnel)
_command("stage-time", "Time in each stage by Kaplan-Meier, deals still there censored.", _stage_time)
_command(
    "time-to-win", "From opening to winning: the median of wins and the one over all deals.", _time_to_win
)
_command("sources", "Deals and won share by source, with the 95 % interval (Wilson).", _sources)
_command("variants", "Sequences of stages as walked, most frequent first.", _variants)

COMMANDS = [report]
