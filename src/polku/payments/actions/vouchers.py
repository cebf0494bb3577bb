"""Vouchers: sold for money, or given as a present; what they pay is taken off them when a payment names them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from polku.access.logic import Actor
from polku.books.actions import Line, NewEntry, post
from polku.company.queries import company, day_of, to_company_currency
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, gettext_noop
from polku.kernel.money import Money
from polku.kernel.text import clean
from polku.payments.actions import items
from polku.payments.actions.receiving import receive
from polku.payments.actions.refunding import pay_back
from polku.payments.events import VoucherIssued
from polku.payments.logic.incoming import NewReceipt
from polku.payments.logic.kinds import Method
from polku.payments.logic.vouchers import clean_code, new_code
from polku.payments.models import Voucher
from polku.payments.rules import PaymentPermission

CODE_MIN = 6


@dataclass(frozen=True)
class NewVoucher:
    """A voucher to be issued: sold for money that came by `method`, a present where that is empty."""

    amount: Money
    method: str = ""
    code: str = ""
    customer_id: int | None = None
    expires_on: date | None = None
    reference: str = ""


def issue_vouchers(rows: Sequence[NewVoucher], *, actor: Actor, at: datetime) -> list[Voucher]:
    """Issue vouchers, all or none. Until it is spent a voucher is owed to whoever holds it; tax falls due then.

    Money for one is a payment of its own, paid back as the voucher; a present is booked as a discount.

    Raises: Invalid (a code that is there already or too short, no amount, no such way to pay), NotFound, NotAllowed.
    """
    actor.require(PaymentPermission.REGISTER)
    if any(not row.method for row in rows):
        actor.require(PaymentPermission.REFUND)
    with write():
        made = [_issued(row, actor, at) for row in rows]
        told = [
            Entry(
                event=VoucherIssued(
                    voucher_id=one.id, currency=one.currency, amount_minor=one.amount_minor, method=row.method
                ),
                subject=("voucher", one.id),
                at=at,
            )
            for one, row in zip(made, rows, strict=True)
        ]
        append(told, actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return made


def _issued(row: NewVoucher, actor: Actor, at: datetime) -> Voucher:
    if row.amount.minor <= 0:
        raise Invalid(gettext_noop("The amount must be more than 0."), field="amount")
    if row.method and row.method not in set(Method) - {Method.VOUCHER}:
        raise Invalid(gettext_noop("There is no such way to pay."), field="method")
    on = day_of(at)
    if row.expires_on is not None and row.expires_on < on:
        raise Invalid(gettext_noop("This day is past."), field="expires_on")
    voucher = Voucher.objects.create(
        code=_code(row.code),
        customer_id=row.customer_id,
        currency=row.amount.currency,
        amount_minor=row.amount.minor,
        left_minor=row.amount.minor,
        expires_on=row.expires_on,
        issued_at=at,
    )
    if row.method:
        _sold(voucher, row, on, actor, at)
    else:
        _given(voucher, row, on, actor, at)
    return voucher


def _code(text: str) -> str:
    code = clean_code(clean(text, max_length=40, field="code"))
    if not code:
        return new_code()
    if len(code) < CODE_MIN:
        raise Invalid(gettext_noop("A code has six letters or more."), field="code")
    if Voucher.objects.filter(code=code).exists():
        raise Invalid(gettext_noop("There is a voucher with this code already."), field="code")
    return code


def _sold(voucher: Voucher, row: NewVoucher, on: date, actor: Actor, at: datetime) -> None:
    """The money is a payment, paid back as the voucher: nothing of it stays open."""
    new = NewReceipt(row.amount, on, customer_id=row.customer_id, method=row.method, reference=row.reference)
    (answer,) = receive([new], actor=actor, at=at)
    if answer.receipt is None:
        raise answer.error or Invalid()
    credit = items.held([answer.receipt.item.id])[answer.receipt.item.id]
    pay_back(credit, row.amount.minor, method=Method.VOUCHER, voucher=voucher, actor=actor, at=at)


def _given(voucher: Voucher, row: NewVoucher, on: date, actor: Actor, at: datetime) -> None:
    own = company().currency
    worth = row.amount if row.amount.currency == own else to_company_currency(row.amount, on, base=own)
    entry = NewEntry(
        date=on,
        kind="voucher",
        source=("voucher", voucher.id),
        text_key="payments.voucher_given",
        customer_id=row.customer_id,
        lines=(
            Line(role="discounts", debit=row.amount, company_minor=worth.minor),
            Line(role="vouchers", credit=row.amount, company_minor=worth.minor),
        ),
    )
    post([entry], actor=actor, at=at)
