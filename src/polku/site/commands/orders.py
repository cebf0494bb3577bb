"""`polku import orders DIR --preset olist` and `polku report cycle`."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from django.utils import timezone

from polku.access.logic import SYSTEM
from polku.company.queries import company, rates
from polku.cycle.actions import bring_in
from polku.cycle.following import told
from polku.cycle.logic import olist
from polku.eventlog.events import Via
from polku.kernel.errors import NotFound
from polku.process.actions import load_ready
from polku.process.queries import published

ACTOR = SYSTEM.through(Via.CLI)


@click.group("import")
def import_() -> None:
    """Bring files in."""


@click.group("report")
def report() -> None:
    """Figures."""


@import_.command("orders")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--preset",
    type=click.Choice(["olist"]),
    required=True,
    help="Whose files these are, and so what they mean.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def orders(folder: Path, preset: str, as_json: bool) -> None:
    """Bring the orders of another system in, with their deliveries, bills and payments.

    Dates and states are taken as they were. Orders that are here already stay as they are.
    """
    del preset
    try:
        published("pay-first")
    except NotFound:
        load_ready("pay-first", actor=ACTOR, at=timezone.now())
    rows = list(olist.past_orders(folder, ZoneInfo(company().time_zone)))
    _rated(min((row.purchased_at for row in rows), default=timezone.now()))
    done = bring_in(
        rows,
        products=olist.products(folder),
        actor=ACTOR,
        at=timezone.now(),
        tell=lambda so_far: click.echo(f"\r{so_far} of {len(rows)} orders", nl=False, err=True),
    )
    click.echo(err=True)
    counts = asdict(done)
    if as_json:
        click.echo(json.dumps(counts))
        return
    for name, number in counts.items():
        click.echo(f"{number:>8}  {name.replace('_', ' ')}")


def _rated(first: date) -> None:
    """See to it that the orders' currency has a rate from their first day on. Raises: ClickException."""
    own = company().currency
    if own == olist.CURRENCY or rates().filter(currency=olist.CURRENCY, from_date__lte=first).exists():
        return
    raise click.ClickException(
        f"The orders are in {olist.CURRENCY}, the company reckons in {own}, and no rate is kept of {first}. Set up a"
        f" company of their currency (polku init --currency {olist.CURRENCY}), or state a rate in the settings."
    )


@report.command("cycle")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--fresh", is_flag=True, help="Judge every order anew instead of reading the list that is kept."
)
def cycle(as_json: bool, fresh: bool) -> None:
    """Which orders are closed, and what is left open of the others."""
    found = told(ACTOR, fresh=fresh, at=timezone.now())
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(f"{found['orders']} orders, {found['closed']} closed")
    kinds = found["kinds"]
    assert isinstance(kinds, dict)  # as `summary` makes it
    for kind, row in kinds.items():
        click.echo(f"{row['n']:>8}  {kind:<24} {row['net']:>14} {row['absolute']:>14}")


COMMANDS = (import_, report)
