"""Open items, locked in the order of their numbers until the transaction ends."""

from collections.abc import Collection, Sequence
from datetime import datetime

from polku.db import few
from polku.db.lists import among
from polku.db.prepared import Prepared
from polku.eventlog.actions import Entry
from polku.eventlog.events import Happened
from polku.payments.logic.kinds import Side
from polku.payments.models import Item


def held(ids: Collection[int]) -> dict[int, Item]:
    """Items that nobody else matches meanwhile; with the deals that their events belong to."""
    rows = Item.objects.filter(id__in=among(ids)).select_related("deal")
    return {row.id: row for row in rows.select_for_update(of=("self",)).order_by("id")}


def held_bills(invoice_ids: Collection[int]) -> dict[int, Item]:
    """The items of these bills, held in the same way."""
    return {row.id: row for row in _bills(list(invoice_ids))}


_bills = Prepared(
    lambda invoice_ids: (
        Item.objects.filter(invoice_id__in=among(invoice_ids), side=Side.DEBIT)
        .select_related("deal")
        .select_for_update(of=("self",))
        .order_by("id")
    )
)


def held_note(invoice_id: int) -> Item | None:
    """The item of a credit note, held in the same way."""
    rows = Item.objects.filter(invoice_id=invoice_id, side=Side.CREDIT).select_related("deal")
    return rows.select_for_update(of=("self",)).first()


def lower(items: Sequence[Item]) -> None:
    """Write back how much is open, and whose the money became; the database refuses less than nothing."""
    few.change(items, ["open_minor", "deal", "owner", "team"])


def entry(event: Happened, item: Item, subject: tuple[str, int], at: datetime) -> Entry:
    """Where an event of an item belongs: to its deal, if it has one."""
    deal = item.deal
    return Entry(
        event=event,
        subject=subject,
        at=at,
        case_id=item.deal_id,
        version_id=deal.version_id if deal else None,
        stage=deal.stage if deal else "",
    )
