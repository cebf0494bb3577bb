"""`polku report selling-cost`: effort and cost of selling and the profit after it, for the whole company."""

import csv
import json
import sys
from datetime import datetime

import click

from polku.access.logic import SYSTEM
from polku.company.queries import company
from polku.cycle.metrics.effort import BY, effort, table
from polku.insight.filters import Filter
from polku.insight.reports import checked
from polku.kernel.errors import DomainError
from polku.site.commands.report import printed

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def report() -> None:
    """Figures of the sales process; a table by default, --json or --csv for programs."""


@report.command("selling-cost")
@click.option("--by", type=click.Choice(sorted(BY)), default="owner", help="What groups are made by.")
@click.option("--process", default="", help="Only deals of this process, by its key.")
@click.option("--from", "date_from", type=_DAY, help="Only deals opened on this day or later.")
@click.option("--to", "date_to", type=_DAY, help="Only deals opened on this day or before.")
@click.option("--source", "sources", multiple=True, help="Only deals of this source; may be repeated.")
@click.option("--segment", "segments", multiple=True, help="Only customers of this segment; may be repeated.")
@click.option("--json", "form", flag_value="json", help="One JSON object, amounts in minor units.")
@click.option(
    "--csv", "form", flag_value="csv", help="Comma-separated rows with a header, amounts in minor units."
)
def selling_cost(
    by: str,
    process: str,
    date_from: datetime | None,
    date_to: datetime | None,
    sources: tuple[str, ...],
    segments: tuple[str, ...],
    form: str | None,
) -> None:
    """Activities and hours per win, what a win costs, and the margin of paid bills less that cost."""
    chosen = Filter(
        process=process,
        date_from=date_from.date() if date_from else None,
        date_to=date_to.date() if date_to else None,
        sources=sources,
        segments=segments,
    )
    try:
        made = table(effort(SYSTEM, checked(chosen), by))
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    if form == "json":
        rows = [dict(zip(made.keys, row, strict=True)) for row in made.rows]
        answer = {"n": made.n, "currency": company().currency, "rows": rows}
        click.echo(json.dumps(answer, ensure_ascii=False))
    elif form == "csv":
        csv.writer(sys.stdout).writerows([made.keys, *made.rows])
    else:
        click.echo(printed(made))


COMMANDS = [report]
