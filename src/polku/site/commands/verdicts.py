"""`polku report verdicts`: what became of changes of the process, with their figures."""

import csv
import json
import sys

import click
from django.utils import timezone

from polku.access.logic import SYSTEM
from polku.proposals.queries import decided
from polku.proposals.reports import FIGURES, verdict_values
from polku.proposals.tasks import decide_due

_KEYS = ("proposal_id", "process", "indicator", "stage", "verdict", "why", *FIGURES)


@click.group()
def report() -> None:
    """Figures of the sales process; a table by default, --json or --csv for programs."""


@report.command("verdicts")
@click.option("--decide", is_flag=True, help="Decide first what is due; a job does so every hour.")
@click.option(
    "--json", "form", flag_value="json", help="One JSON list; shares from 0 to 1, days, or minor units."
)
@click.option("--csv", "form", flag_value="csv", help="Comma-separated rows with a header.")
def verdicts(decide: bool, form: str | None) -> None:
    """Keep, undo or unclear for every proposal that has ended, with the difference and its interval."""
    if decide:
        decide_due(at=timezone.now())
    rows = [verdict_values(row) for row in decided(SYSTEM)]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False))
    elif form == "csv":
        csv.writer(sys.stdout).writerows([_KEYS, *([row[key] for key in _KEYS] for row in rows)])
    else:
        click.echo(f"verdicts, n {len(rows)}")
        for row in rows:
            ends = (
                f"{row['difference']} ({row['low']} to {row['high']})"
                if row["difference"] is not None
                else "-"
            )
            click.echo(f"{row['verdict']:8}  {row['indicator']:15}  {ends}  n {row['new_n']}  {row['title']}")


COMMANDS = [report]
