"""Giving up what is open of a bill: a loss that is booked, and can be taken back."""

from datetime import datetime

from polku.access.logic import Actor
from polku.books.actions import Line, NewEntry, post
from polku.company.queries import company, day_of
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.kernel.errors import NotFound, Refused, gettext_noop
from polku.kernel.money import Money
from polku.payments.actions import items
from polku.payments.actions.matching import worth_of
from polku.payments.events import BillWrittenOff
from polku.payments.logic.kinds import Kind, Side
from polku.payments.logic.relief import loss
from polku.payments.models import Allocation, Item
from polku.payments.queries.plans import rules
from polku.payments.queries.taxed import taxed_of
from polku.payments.rules import PaymentPermission


def write_off(item_id: int, *, actor: Actor, at: datetime) -> Allocation:
    """Book what is open of a bill as a bad debt: it is settled, and nobody is reminded of it.

    Undoing the match takes it back. The tax stays as it was billed, unless the company's rules take it off: then each
    rate's share of what is open is not owed any more, and stands in the VAT report.

    Raises: Refused (nothing is open), NotFound, NotAllowed.
    """
    actor.require(PaymentPermission.REFUND)
    with write():
        reached = Item.objects.reached_by(actor, PaymentPermission.REFUND).filter(kind=Kind.INVOICE)
        known = reached.filter(id=item_id, side=Side.DEBIT).exists()
        debit = items.held([item_id]).get(item_id) if known else None
        if debit is None:
            raise NotFound(gettext_noop("There is no such bill or payment."))
        if not debit.open_minor:
            raise Refused(gettext_noop("Nothing of this bill is open."), code="not_open")
        return give_up(debit, actor=actor, at=at)


def give_up(debit: Item, *, actor: Actor, at: datetime) -> Allocation:
    """`write_off` of a held bill of which something is open, for actions that have checked their own rights."""
    with write():
        left = debit.open_minor
        row, relieved = _lost(debit, left, worth_of(debit, left), actor, at)
        debit.open_minor = 0
        items.lower([debit])
        event = BillWrittenOff(
            allocation_id=row.id,
            invoice_id=debit.invoice_id,
            number=debit.number,
            currency=debit.currency,
            amount_minor=left,
            tax_minor=relieved,
            order_id=debit.order_id,
        )
        told = items.entry(event, debit, ("allocation", row.id), at)
        append([told], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row


def _lost(debit: Item, left: int, worth: int, actor: Actor, at: datetime) -> tuple[Allocation, int]:
    """The loss as an item of its own, booked and matched with the bill; and the tax that came off with it."""
    on = day_of(at)
    credit = items.difference(debit, left, worth, on, at)
    money = Money(left, debit.currency)
    taxed = taxed_of(debit) if rules().relieve_tax else []
    own = company().currency
    lost, relieved = loss(taxed, left=money, worth=worth, of=debit.amount_minor, own=own)
    entry = NewEntry(
        date=on,
        kind="bad_debt",
        source=("item", credit.id),
        text_key="payments.written_off",
        deal_id=debit.deal_id,
        customer_id=debit.customer_id,
        lines=(
            *lost,
            Line(role="receivable", credit=money, company_minor=worth),
        ),
    )
    (entry_id,) = post([entry], actor=actor, at=at)
    return items.settled(debit, credit, left, entry_id, actor, at), relieved
