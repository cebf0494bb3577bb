"""Fee and interest that reminders asked for: kept of what came on top of a bill, or waived."""

from collections.abc import Iterable
from datetime import datetime

from polku.access.logic import Actor
from polku.books.actions import Line, NewEntry, post
from polku.company.queries import day_of
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.kernel.errors import Invalid, Message, NotFound, Refused, gettext_noop
from polku.kernel.money import Money
from polku.kernel.text import clean
from polku.payments.actions import items
from polku.payments.actions.matching import worth_of
from polku.payments.events import LateChargeKept, LateChargeWaived, WaiverWithdrawn
from polku.payments.logic.kinds import MONEY, Kind, Side
from polku.payments.models import Allocation, Item, LateCharge, Waiver
from polku.payments.queries.charges import asked_of
from polku.payments.rules import PaymentPermission


def keep_late_charge(
    bill_id: int, *, credit_id: int, amount_minor: int | None = None, actor: Actor, at: datetime
) -> Allocation:
    """Keep what is left of a payment as the fee and interest that reminders of a paid bill asked for.

    All of it by default, at most what was asked. It is income from that day on, without VAT; undoing the match takes it
    back to the cent.

    Raises: Invalid (another customer or currency), Refused (not paid, not asked for), NotFound, NotAllowed.
    """
    actor.require(PaymentPermission.MATCH)
    with write():
        found = items.held([bill_id, credit_id])
        bill, credit = found.get(bill_id), found.get(credit_id)
        if bill is None or credit is None or bill.kind != Kind.INVOICE or credit.kind not in MONEY:
            raise NotFound(gettext_noop("There is no such bill or payment."))
        if bill.customer_id and credit.customer_id and bill.customer_id != credit.customer_id:
            raise Invalid(gettext_noop("The payment is another customer's."), field="credit_id")
        if bill.currency != credit.currency:
            other = gettext_noop("The payment is in another currency than the bill.")
            raise Invalid(other, field="credit_id")
        most = _most(bill, credit)
        amount = most if amount_minor is None else amount_minor
        if not 0 < amount <= most:
            said = gettext_noop("At most %(most)s was asked for on top and is left.")
            raise Refused(Message(said, most=str(Money(most, bill.currency))), code="not_asked")
        return _keep(bill, credit, amount, actor, at)


def keep_rest(credit_id: int, bill_ids: Iterable[int], *, actor: Actor, at: datetime) -> list[Allocation]:
    """Keep what is left of a payment as fee and interest of the bills that it pays, as far as it was asked for.

    Raises: Refused (nothing was asked for), NotAllowed.
    """
    actor.require(PaymentPermission.MATCH)
    made = []
    with write():
        found = items.held({credit_id, *bill_ids})
        credit = found[credit_id]
        for bill_id in bill_ids:
            bill = found[bill_id]
            if bill.currency == credit.currency and not bill.open_minor and (most := _most(bill, credit)):
                made.append(_keep(bill, credit, most, actor, at))
    if not made:
        raise Refused(gettext_noop("Nothing is left that a reminder asked for on top."), code="not_asked")
    return made


def _most(bill: Item, credit: Item) -> int:
    """So much of held money can be fee and interest of a held bill. Raises: Refused."""
    if bill.open_minor:
        left = str(Money(bill.open_minor, bill.currency))
        said = gettext_noop("%(left)s of the bill itself is open: match that first.")
        raise Refused(Message(said, left=left), code="not_paid")
    one = asked_of(bill)
    return min(one.left_minor, credit.open_minor) if one else 0


def _keep(bill: Item, credit: Item, amount: int, actor: Actor, at: datetime) -> Allocation:
    """What was asked as an item that is never open, booked, and settled by the money."""
    worth, on = worth_of(credit, amount), day_of(at)
    charge = items.late_charge(bill, amount, worth, on, at)
    money = Money(amount, bill.currency)
    entry = NewEntry(
        date=on,
        kind="late_charge",
        source=("item", charge.id),
        text_key="payments.late_charge",
        deal_id=bill.deal_id,
        customer_id=bill.customer_id,
        lines=(
            Line(role="receivable", debit=money, company_minor=worth),
            Line(role="late_charges", credit=money, company_minor=worth),
        ),
    )
    (entry_id,) = post([entry], actor=actor, at=at)
    row = items.settled(charge, credit, amount, entry_id, actor, at)
    LateCharge.objects.create(bill=bill, allocation=row)
    credit.open_minor -= amount
    if credit.deal_id is None:
        credit.deal, credit.owner_id, credit.team_id = bill.deal, bill.owner_id, bill.team_id
    items.lower([credit])
    event = LateChargeKept(
        allocation_id=row.id,
        invoice_id=bill.invoice_id,
        number=bill.number,
        currency=bill.currency,
        amount_minor=amount,
        order_id=bill.order_id,
    )
    told = items.entry(event, bill, ("allocation", row.id), at)
    append([told], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row


def waive(item_id: int, *, reason: str, actor: Actor, at: datetime) -> Waiver:
    """Ask for no fee or interest of a bill any more, and say why; what was paid of them already stays.

    Later letters name none, and one that waits is written anew without.

    Raises: Invalid without a reason, Refused (nothing was asked for), NotFound, NotAllowed.
    """
    actor.require(PaymentPermission.CHASE)
    words = clean(reason.strip(), multiline=True, max_length=1000, field="reason")
    if not words:
        raise Invalid(gettext_noop("Say why the fee and interest are waived."), field="reason")
    with write():
        bill = _bill(item_id, actor)
        one = asked_of(bill)
        if one is None:
            raise Refused(gettext_noop("No reminder of it asks for fee or interest."), code="not_asked")
        row = Waiver.objects.create(item=bill, reason=words, by_id=actor.user_id, at=at)
        event = LateChargeWaived(
            waiver_id=row.id,
            invoice_id=bill.invoice_id or 0,
            number=bill.number,
            currency=bill.currency,
            amount_minor=one.left_minor,
        )
        told = items.entry(event, bill, ("waiver", row.id), at)
        append([told], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row


def withdraw_waiver(waiver_id: int, *, actor: Actor, at: datetime) -> Waiver:
    """Let the fee and interest of a bill count again.

    Raises: Refused (they count already), NotFound, NotAllowed.
    """
    actor.require(PaymentPermission.CHASE)
    with write():
        found = Waiver.objects.filter(id=waiver_id).first()
        if found is None:
            raise NotFound(gettext_noop("There is no such waiver."))
        bill = _bill(found.item_id, actor)
        row = Waiver.objects.select_for_update().get(id=waiver_id)
        if row.ended_at is not None:
            raise Refused(gettext_noop("The fee and interest count again already."), code="ended_already")
        row.ended_at, row.ended_by_id = at, actor.user_id
        row.save(update_fields=["ended_at", "ended_by"])
        event = WaiverWithdrawn(waiver_id=row.id, invoice_id=bill.invoice_id or 0, number=bill.number)
        undoes = items.first_told(("waiver", row.id))
        told = items.entry(event, bill, ("waiver", row.id), at, undoes=undoes)
        append([told], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row


def _bill(item_id: int, actor: Actor) -> Item:
    """A bill within reach, locked, paid or not. Raises: NotFound."""
    mine = Item.objects.reached_by(actor, PaymentPermission.CHASE).filter(kind=Kind.INVOICE, side=Side.DEBIT)
    if not mine.filter(id=item_id).exists():
        raise NotFound(gettext_noop("There is no such bill or payment."))
    return items.held([item_id])[item_id]
