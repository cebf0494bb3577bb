"""Paying money back."""

from datetime import datetime

from polku.access.logic import Actor
from polku.billing.models import Invoice
from polku.books.actions import Line, NewEntry, post
from polku.company.queries import day_of
from polku.db.transactions import write
from polku.documents.actions import next_number
from polku.eventlog.actions import append_later
from polku.kernel.errors import Invalid, Message, NotFound, Refused, gettext_noop
from polku.kernel.money import Money
from polku.kernel.text import clean
from polku.payments.actions import items
from polku.payments.actions.matching import link, worth_of
from polku.payments.actions.receiving import SERIES, money_lines
from polku.payments.events import MoneyRefunded
from polku.payments.logic.incoming import Match
from polku.payments.logic.kinds import Kind, Method, Side
from polku.payments.logic.vouchers import new_code
from polku.payments.models import Item, Receipt, Voucher
from polku.payments.queries.cash import in_cash
from polku.payments.queries.due import due_of
from polku.payments.rules import PaymentPermission


def refund(
    credit_id: int,
    *,
    amount_minor: int | None = None,
    method: str = "bank",
    reference: str = "",
    actor: Actor,
    at: datetime,
) -> Receipt:
    """Pay back what is open of a payment or a credit note, all of it or so much.

    Raises: Invalid, Refused (not so much is open, the bill it corrects is not paid), NotFound, NotAllowed.
    """
    _check(method, actor)
    with write():
        credit = items.held([credit_id]).get(credit_id)
        if credit is None or credit.side != Side.CREDIT:
            raise NotFound(gettext_noop("There is no such payment or credit note."))
        most = _most(credit)
        amount = most if amount_minor is None else amount_minor
        if not 0 < amount <= most:
            left = Money(most, credit.currency)
            raise Refused(Message(gettext_noop("At most %(most)s can be paid back."), most=str(left)))
        return pay_back(credit, amount, method=method, reference=reference, actor=actor, at=at)


def refund_note(
    invoice_id: int, *, most_minor: int, method: str = "bank", reference: str = "", actor: Actor, at: datetime
) -> Receipt | None:
    """Pay back what is open of a credit note, so much of it at most; None where nothing of it is open.

    Raises: Invalid, NotAllowed.
    """
    _check(method, actor)
    with write():
        credit = items.held_note(invoice_id)
        amount = min(credit.open_minor, most_minor) if credit else 0
        if credit is None or amount <= 0:
            return None
        return pay_back(credit, amount, method=method, reference=reference, actor=actor, at=at)


def _check(method: str, actor: Actor) -> None:
    actor.require(PaymentPermission.REFUND)
    if method not in set(Method):
        raise Invalid(gettext_noop("There is no such way to pay."), field="method")


def _most(credit: Item) -> int:
    """What is open of money or a credit note, less what never came of the bill that the note corrects.

    What never came of an advance that was taken off that bill never came of the bill.

    Raises: Refused where all of it is needed there.
    """
    if credit.kind != Kind.CREDIT_NOTE or credit.invoice_id is None:
        return credit.open_minor
    corrects = Invoice.objects.filter(id=credit.invoice_id).values_list("corrects_id", flat=True).first()
    if corrects is None:
        return credit.open_minor
    unpaid = [bill for bill in due_of(corrects) if bill.due_minor]
    due: int = sum(bill.due_minor for bill in unpaid)
    if due and due >= credit.open_minor:
        message = gettext_noop("The bill %(number)s is not paid: set the credit note against it first.")
        raise Refused(Message(message, number=unpaid[0].number), code="not_paid")
    return credit.open_minor - due


def pay_back(
    credit: Item,
    amount: int,
    *,
    method: str,
    reference: str = "",
    voucher: Voucher | None = None,
    actor: Actor,
    at: datetime,
) -> Receipt:
    """The refund of a held item, matched with it; as a voucher where that is how it is paid back."""
    with write():
        if method == Method.VOUCHER and voucher is None:
            voucher = Voucher.objects.create(
                code=new_code(),
                customer_id=credit.customer_id,
                currency=credit.currency,
                amount_minor=amount,
                left_minor=amount,
                issued_at=at,
            )
        receipt, debit = _pay_back(credit, amount, method, reference, voucher, actor, at)
        event = MoneyRefunded(
            receipt_id=receipt.id,
            number=receipt.number,
            currency=receipt.currency,
            amount_minor=amount,
            order_id=receipt.order_id,
        )
        entry = items.entry(event, debit, ("receipt", receipt.id), at)
        append_later([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
        found = {credit.id: credit, debit.id: debit}
        link([Match(debit.id, credit.id, amount)], actor=actor, at=at, found=found)
    return receipt


def _pay_back(
    credit: Item,
    amount: int,
    method: str,
    reference: str,
    voucher: Voucher | None,
    actor: Actor,
    at: datetime,
) -> tuple[Receipt, Item]:
    """The payment that goes out, as an item of its own, booked."""
    worth = worth_of(credit, amount)
    on = day_of(at)
    receipt = Receipt.objects.create(
        number=next_number(SERIES, on=on),
        customer_id=credit.customer_id,
        order_id=credit.order_id,
        outgoing=True,
        method=method,
        voucher=voucher,
        currency=credit.currency,
        amount_minor=amount,
        company_minor=worth,
        rounding_minor=in_cash(amount, credit.currency) - amount if method == Method.CASH else 0,
        received_date=on,
        reference=clean(reference, max_length=140, field="reference"),
        by_id=actor.user_id,
        recorded_at=at,
    )
    debit = Item.objects.create(
        side=Side.DEBIT,
        kind=Kind.REFUND,
        number=receipt.number,
        receipt=receipt,
        customer_id=credit.customer_id,
        order_id=credit.order_id,
        deal=credit.deal,
        owner_id=credit.owner_id,
        team_id=credit.team_id,
        currency=credit.currency,
        amount_minor=amount,
        open_minor=amount,
        company_minor=worth,
        on_date=on,
        recorded_at=at,
    )
    money = Money(amount, credit.currency)
    entry = NewEntry(
        date=on,
        kind="refund",
        source=("receipt", receipt.id),
        text_key="payments.money_refunded",
        deal_id=credit.deal_id,
        customer_id=credit.customer_id,
        lines=(
            Line(role="receivable", debit=money, company_minor=worth),
            *money_lines(receipt, out=True),
        ),
    )
    post([entry], actor=actor, at=at)
    return receipt, debit
