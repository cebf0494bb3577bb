"""Giving up what is open of a bill: a loss that is booked, and can be taken back."""

from datetime import datetime
from zoneinfo import ZoneInfo

from polku.access.logic import Actor
from polku.books.actions import Line, NewEntry, post
from polku.company.queries import company
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.kernel.errors import NotFound, Refused, gettext_noop
from polku.kernel.money import Money
from polku.payments.actions import items
from polku.payments.actions.matching import worth_of
from polku.payments.events import BillWrittenOff
from polku.payments.logic.kinds import Kind, Side
from polku.payments.models import Allocation, Item
from polku.payments.rules import PaymentPermission


def write_off(item_id: int, *, actor: Actor, at: datetime) -> Allocation:
    """Book what is open of a bill as a bad debt: it is settled, and nobody is reminded of it.

    Undoing the match takes it back. The tax stays as it was billed: what may be claimed back of it differs by country.

    Raises: Refused (nothing is open), NotFound, NotAllowed.
    """
    actor.require(PaymentPermission.REFUND)
    with write():
        reached = Item.objects.reached_by(actor, PaymentPermission.REFUND).filter(kind=Kind.INVOICE)
        known = reached.filter(id=item_id, side=Side.DEBIT).exists()
        debit = items.held([item_id]).get(item_id) if known else None
        if debit is None:
            raise NotFound(gettext_noop("There is no such bill or payment."))
        left = debit.open_minor
        if not left:
            raise Refused(gettext_noop("Nothing of this bill is open."), code="not_open")
        row = _lost(debit, left, worth_of(debit, left), actor, at)
        debit.open_minor = 0
        items.lower([debit])
        event = BillWrittenOff(
            allocation_id=row.id,
            invoice_id=debit.invoice_id,
            number=debit.number,
            currency=debit.currency,
            amount_minor=left,
            order_id=debit.order_id,
        )
        told = items.entry(event, debit, ("allocation", row.id), at)
        append([told], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row


def _lost(debit: Item, left: int, worth: int, actor: Actor, at: datetime) -> Allocation:
    """The loss as an item of its own, booked and matched with the bill."""
    on = at.astimezone(ZoneInfo(company().time_zone)).date()
    credit = items.difference(debit, left, worth, on, at)
    money = Money(left, debit.currency)
    entry = NewEntry(
        date=on,
        kind="difference",
        source=("item", credit.id),
        text_key="payments.written_off",
        deal_id=debit.deal_id,
        customer_id=debit.customer_id,
        lines=(
            Line(role="bad_debt", debit=money, company_minor=worth),
            Line(role="receivable", credit=money, company_minor=worth),
        ),
    )
    (entry_id,) = post([entry], actor=actor, at=at)
    return Allocation.objects.create(
        debit=debit,
        credit=credit,
        amount_minor=left,
        credit_minor=left,
        entry_id=entry_id,
        by_id=actor.user_id,
        at=at,
    )
