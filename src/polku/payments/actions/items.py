"""Open items, locked in the order of their numbers until the transaction ends."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from polku.access.logic import Actor
from polku.db import few
from polku.db.lists import among
from polku.db.prepared import Prepared
from polku.eventlog.actions import Entry
from polku.eventlog.events import Happened
from polku.eventlog.models import Event
from polku.payments.events import InvoicePaid, InvoiceReopened
from polku.payments.logic.kinds import Kind, Side
from polku.payments.models import Allocation, Item


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


def difference(debit: Item, left: int, worth: int, on: date, at: datetime) -> Item:
    """What is let go of a bill, as an item of its own that settles it; `worth` in the company's currency."""
    return _beside(debit, Kind.DIFFERENCE, left, worth, on, at)


def late_charge(bill: Item, minor: int, worth: int, on: date, at: datetime) -> Item:
    """Fee and interest of a bill that came, as an item of its own that the money settles.

    It is of no order: what an order costs and what was paid for it stay the same.
    """
    return _beside(bill, Kind.LATE_CHARGE, minor, worth, on, at)


def _beside(bill: Item, kind: Kind, minor: int, worth: int, on: date, at: datetime) -> Item:
    """An item that is settled as soon as it is made, and never open."""
    is_charge = kind == Kind.LATE_CHARGE
    return Item.objects.create(
        side=Side.DEBIT if is_charge else Side.CREDIT,
        kind=kind,
        number=bill.number,
        customer_id=bill.customer_id,
        order_id=None if is_charge else bill.order_id,
        deal=bill.deal,
        owner_id=bill.owner_id,
        team_id=bill.team_id,
        currency=bill.currency,
        amount_minor=minor,
        open_minor=0,
        company_minor=worth,
        on_date=on,
        recorded_at=at,
    )


def settled(debit: Item, credit: Item, minor: int, entry_id: int, actor: Actor, at: datetime) -> Allocation:
    """The match of an item with what was booked beside it."""
    return Allocation.objects.create(
        debit=debit,
        credit=credit,
        amount_minor=minor,
        credit_minor=minor,
        entry_id=entry_id,
        by_id=actor.user_id,
        at=at,
    )


def last_paid(invoice_id: int) -> int | None:
    """The event that told last of a bill that it is paid, unless it says so no more."""
    told = Event.objects.filter(subject_type="invoice", subject_id=invoice_id, history=False).order_by("id")
    last = told.filter(kind__in=[InvoicePaid.kind, InvoiceReopened.kind]).last()
    return last.id if last is not None and last.kind == InvoicePaid.kind else None


def first_told(subject: tuple[str, int]) -> int | None:
    """The event that told of a match or a payment first: what taking it back takes back."""
    kind, row_id = subject
    told = Event.objects.filter(subject_type=kind, subject_id=row_id, history=False).order_by("id")
    return told.values_list("id", flat=True).first()


def last_told(subject: tuple[str, int], kind: str) -> int | None:
    """The event of a kind that was told last of something."""
    told = Event.objects.filter(subject_type=subject[0], subject_id=subject[1], kind=kind)
    return told.order_by("id").values_list("id", flat=True).last()


def entry(
    event: Happened, item: Item, subject: tuple[str, int], at: datetime, *, undoes: int | None = None
) -> Entry:
    """Where an event of an item belongs: to its deal, if it has one."""
    deal = item.deal
    return Entry(
        event=event,
        subject=subject,
        at=at,
        case_id=item.deal_id,
        version_id=deal.version_id if deal else None,
        stage=deal.stage if deal else "",
        undoes_id=undoes,
    )
