"""What a bank statement tells, whatever format it came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from polku.kernel.errors import Invalid, Message, gettext_noop


class UnreadableStatement(Invalid):
    """The file is no bank statement we know, or a part of it can't be read: the message says which and where."""


@dataclass(frozen=True)
class Balance:
    """What stood on the account on a day; negative where it was overdrawn."""

    amount: Decimal
    currency: str
    on: date


@dataclass(frozen=True)
class Booking:
    """One movement of money: positive in, negative out; in major units of its currency.

    `reference` is what the payer was asked to name (end-to-end id or structured creditor reference), `bank_id` the
    bank's own number of it, `text` what the payer wrote.
    """

    amount: Decimal
    currency: str
    booked: date
    value: date | None = None
    reference: str = ""
    bank_id: str = ""
    name: str = ""
    account: str = ""
    text: str = ""
    code: str = ""


@dataclass(frozen=True)
class Statement:
    """The bookings of an account over some days, with the balances around them."""

    account: str
    currency: str
    number: str
    opening: Balance | None
    closing: Balance | None
    bookings: tuple[Booking, ...]
    warnings: tuple[Message, ...] = ()


def warnings_of(
    opening: Balance | None, closing: Balance | None, bookings: tuple[Booking, ...], *, interim: bool = False
) -> tuple[Message, ...]:
    """What to tell about the balances: one is missing, or the closing one does not follow."""
    if interim:
        return ()
    if opening is None or closing is None:
        return (Message(gettext_noop("The statement names no opening or no closing balance.")),)
    currencies = {opening.currency, closing.currency, *(one.currency for one in bookings)}
    if len(currencies) > 1:
        found = ", ".join(sorted(currencies))
        return (
            Message(gettext_noop("Balances and bookings are in several currencies: %(found)s."), found=found),
        )
    expected = opening.amount + sum((one.amount for one in bookings), Decimal(0))
    if expected == closing.amount:
        return ()
    return (
        Message(
            gettext_noop(
                "The closing balance %(closing)s does not follow: opening balance and bookings make %(expected)s."
            ),
            closing=f"{closing.amount:f}",
            expected=f"{expected:f}",
        ),
    )
