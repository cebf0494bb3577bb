"""`polku report selling-cost`: effort and cost of selling and the profit after it, for the whole company."""

import csv
import json
import sys

import click

from polku.access.logic import SYSTEM
from polku.cycle.metrics.effort import BY, answer, effort, table
from polku.insight.filters import Filter
from polku.insight.reports import checked
from polku.kernel.errors import DomainError
from polku.site.commands.report import printed
from polku.site.filtering import filtered


@click.group()
def report() -> None:
    """Figures of the sales process; a table by default, --json or --csv for programs."""


@report.command("selling-cost")
@click.option("--by", type=click.Choice(sorted(BY)), default="owner", help="What groups are made by.")
@filtered("Only deals of this process, by its key.")
@click.option("--json", "form", flag_value="json", help="One JSON object, amounts in minor units.")
@click.option(
    "--csv", "form", flag_value="csv", help="Comma-separated rows with a header, amounts in minor units."
)
def selling_cost(
    by: str,
    chosen: Filter,
    form: str | None,
) -> None:
    """Activities and hours per win, what a win costs, and the margin of paid bills less that cost."""
    try:
        found = effort(SYSTEM, checked(chosen), by)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    made = table(found)
    if form == "json":
        click.echo(json.dumps(answer(found), ensure_ascii=False))
    elif form == "csv":
        csv.writer(sys.stdout).writerows([made.keys, *made.rows])
    else:
        click.echo(printed(made))


COMMANDS = [report]
