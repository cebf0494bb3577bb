"""`polku report forecast` and `polku report what-helps`: the same values as the API, over all deals of the company."""

import json

import click
from django.utils import timezone

from polku.access.logic import SYSTEM
from polku.advice import queries as advice
from polku.deals.queries.filters import DealFilter
from polku.forecast import queries
from polku.forecast.web.exporting import plain
from polku.site.commands.report import report
from polku.site.filtering import WHOSE, owner_ids, team_ids


@report.command("forecast", help="Wins by month: committed, by stage, as learned; P10, P50 and P90.")
@WHOSE[0]
@WHOSE[1]
@click.option("--json", "form", flag_value="json", help="One JSON object.")
def forecast(owners: tuple[str, ...], teams: tuple[str, ...], form: str | None) -> None:
    """The forecast of this month and the next five."""
    f = DealFilter(
        owners=tuple(str(one) if one else "none" for one in owner_ids(owners)),
        teams=tuple(str(one) for one in team_ids(teams)),
    )
    told = plain(queries.outlook(f, SYSTEM, timezone.now()))
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    if refused := told["learned"]["refused"]:
        click.echo(f"nothing is learned yet ({refused}): {told['learned']['closed'] or 0} deals are closed")
    for month in told["months"]:
        for method in [name for name in month if name != "month"]:
            wins, value = month[method]["wins"], month[method]["value_minor"]
            marks = " ".join(f"{wins[name]:8.1f}" for name in ("p10", "p50", "p90"))
            amounts = " ".join(f"{value[name] / 100:14.0f}" for name in ("p10", "p50", "p90"))
            click.echo(f"{month['month']}  {method:<9} {marks}  {amounts} {told['currency']}")


@report.command("what-helps", help="What goes with winning, stage by stage, against like deals without it.")
@click.option("--json", "form", flag_value="json", help="One JSON list.")
def what_helps(form: str | None) -> None:
    """Every comparison of the last night, the surest first."""
    rows = advice.effects(advice.newest())
    if form == "json":
        click.echo(json.dumps([one.to_json() for one in rows]))
        return
    for one in rows:
        said = f"{one.difference:+.3f} ({one.low:+.3f} to {one.high:+.3f})  n {one.n_with} / {one.n_without}"
        click.echo(f"{one.stage:<20} {one.act:<28} {said}{'  stands out' if one.found else ''}")


COMMANDS: list[click.Command] = []
"""Both stand in `polku report`."""
