"""Whether an order is closed, and what is left open: judged from sums, pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

ZERO: Final = Decimal(0)


class Kind(StrEnum):
    """What can be left open of an order."""

    NOT_CONFIRMED = "not_confirmed"
    NOT_DELIVERED = "not_delivered"
    SHIPPED_NOT_BILLED = "shipped_not_billed"
    BILLED_NOT_SHIPPED = "billed_not_shipped"
    NOT_PAID = "not_paid"
    PAID_NOT_AS_BILLED = "paid_not_as_billed"
    PAID_WITHOUT_LINES = "paid_without_lines"
    PAID_NOT_DELIVERED = "paid_not_delivered"
    SEQUENCE = "sequence"
    RETURN_OPEN = "return_open"
    TROUBLE_OPEN = "trouble_open"
    DOCUMENT_MISSING = "document_missing"
    NOT_BOOKED = "not_booked"


class Step(StrEnum):
    """Where an order was left: what is to be done next with it, or that nothing is."""

    CONFIRM = "confirm"
    SHIP = "ship"
    ARRIVE = "arrive"
    BILL = "bill"
    PAY = "pay"
    SETTLE = "settle"
    CLOSED = "closed"


class Paper(StrEnum):
    """What an order must have in writing, as soon as it came that far."""

    CONFIRMATION = "confirmation"
    DELIVERY_NOTE = "delivery_note"
    INVOICE = "invoice"
    RECEIPT = "receipt"


class Act(StrEnum):
    """What would settle it."""

    CONFIRM = "confirm"
    DELIVER = "deliver"
    BILL = "bill"
    CREDIT = "credit"
    COLLECT = "collect"
    MATCH = "match"
    REFUND = "refund"
    REFUND_OR_DELIVER = "refund_or_deliver"
    EXPLAIN = "explain"
    SETTLE = "settle"
    ISSUE = "issue"


@dataclass(frozen=True)
class LineState:
    """How far a line has come; of what is `returned`, `to_credit` waits for its credit note."""

    need: Decimal
    shipped: Decimal
    delivered: Decimal
    returned: Decimal
    billed: Decimal
    to_credit: Decimal = ZERO
    quantity: Decimal = ZERO
    gross_minor: int = 0

    def worth(self, part: Decimal) -> Fraction:
        """What so much of the line comes to, in minor units."""
        return Fraction(part) * self.gross_minor / Fraction(self.quantity) if self.quantity else Fraction(0)


@dataclass(frozen=True)
class OrderState:
    """All that the judgement looks at. Sums in the order's currency, minor units.

    `billed_minor` is what bills say less what credit notes take back; `paid_minor` money that came less what went back,
    `written_off_minor` what of the bills will not be paid and is booked so.
    `handed_over_at` is when the first delivery left, `undated` how many deliveries arrived at a time nobody knows;
    `unavailable` says that what was ordered can't be had.
    """

    canceled: bool
    confirmed_at: datetime | None
    is_confirmed: bool
    placed_at: datetime
    lines: tuple[LineState, ...]
    gross_minor: int
    billed_minor: int
    paid_minor: int
    open_bills_minor: int
    written_off_minor: int = 0
    due_at: datetime | None = None
    handed_over_at: datetime | None = None
    arrived: int = 0
    undated: int = 0
    open_returns: int = 0
    open_returns_minor: int = 0
    returns_since: datetime | None = None
    returns_state: str = ""
    open_troubles: int = 0
    unavailable: bool = False
    papers_missing: tuple[str, ...] = ()
    not_booked: int = 0
    pays_first: bool = False


@dataclass(frozen=True)
class Finding:
    """Something left open: how much it is about (minor units, 0 where it is no matter of money), since when."""

    kind: Kind
    act: Act
    amount_minor: int = 0
    since: datetime | None = None
    detail: str = ""


def judged(order: OrderState, *, tolerance_minor: int = 0) -> list[Finding]:
    """What is left open of an order; nothing where it is closed.

    An order is closed when all that was not waived arrived and was billed, all that was billed was paid, returns and
    troubles are settled, all papers are there and all of it is booked; or when it was canceled and no money is kept.
    """
    found: list[Finding] = []
    if not order.lines:
        found.append(Finding(Kind.PAID_WITHOUT_LINES, Act.REFUND, order.paid_minor, order.placed_at))
    if order.canceled or order.unavailable:
        found += _of_given_up(order)
    else:
        found += _of_going(order)
    found += _of_money(order, tolerance_minor)
    found += _of_sequence(order)
    if order.open_returns:
        since = order.returns_since or order.handed_over_at
        found.append(
            Finding(Kind.RETURN_OPEN, Act.SETTLE, order.open_returns_minor, since, order.returns_state)
        )
    if order.open_troubles:
        found.append(Finding(Kind.TROUBLE_OPEN, Act.SETTLE, since=order.placed_at))
    if order.not_booked:
        found.append(Finding(Kind.NOT_BOOKED, Act.EXPLAIN, since=order.placed_at))
    return found


def _of_given_up(order: OrderState) -> list[Finding]:
    """Nothing is delivered any more: what was paid goes back, or is delivered after all."""
    if order.paid_minor > 0 and not order.arrived:
        act = Act.REFUND_OR_DELIVER
        return [Finding(Kind.PAID_NOT_DELIVERED, act, order.paid_minor, order.placed_at)]
    return []


def _of_going(order: OrderState) -> list[Finding]:
    found: list[Finding] = []
    if not order.is_confirmed:
        found.append(Finding(Kind.NOT_CONFIRMED, Act.CONFIRM, order.gross_minor, order.placed_at))
    lines = order.lines
    if any(line.delivered < line.need for line in lines):
        amount = _worth((line, line.need - line.delivered) for line in lines)
        since = order.confirmed_at or order.placed_at
        found.append(Finding(Kind.NOT_DELIVERED, Act.DELIVER, amount, since))
    # An order that comes to nothing, such as one that replaces returned goods, needs no bill.
    if order.gross_minor and any(line.billed < line.shipped - line.returned for line in lines):
        amount = _worth((line, line.shipped - line.returned - line.billed) for line in lines)
        since = order.handed_over_at or order.placed_at
        found.append(Finding(Kind.SHIPPED_NOT_BILLED, Act.BILL, amount, since))
    if any(line.billed > line.shipped - line.returned + line.to_credit for line in lines):
        amount = _worth((line, line.billed - line.shipped + line.returned - line.to_credit) for line in lines)
        # What was waived or came back is not delivered any more: the bill gives it back.
        too_much = any(line.billed > line.need - line.returned + line.to_credit for line in lines)
        act = Act.CREDIT if too_much else Act.DELIVER
        found.append(Finding(Kind.BILLED_NOT_SHIPPED, act, amount, order.placed_at))
    found += [
        Finding(Kind.DOCUMENT_MISSING, Act.ISSUE, since=order.placed_at, detail=paper)
        for paper in order.papers_missing
    ]
    return found


def _worth(parts: Iterable[tuple[LineState, Decimal]]) -> int:
    """What these parts of lines come to, in minor units; what is done too much of one line counts for none else."""
    whole = sum((line.worth(part) for line, part in parts if part > 0), Fraction(0))
    return int(whole + Fraction(1, 2))


def _of_money(order: OrderState, tolerance: int) -> list[Finding]:
    """Nothing came of a bill: it is not paid. Something else than billed came: it is paid otherwise than billed."""
    difference = order.paid_minor + order.written_off_minor - order.billed_minor
    if not order.billed_minor or abs(difference) <= tolerance:
        return []
    if order.paid_minor <= 0:
        return [Finding(Kind.NOT_PAID, Act.COLLECT, difference, order.due_at or order.placed_at)]
    act = Act.REFUND if difference > 0 else Act.COLLECT
    return [Finding(Kind.PAID_NOT_AS_BILLED, act, difference, order.due_at or order.placed_at)]


def _of_sequence(order: OrderState) -> list[Finding]:
    """What happened in an order that can't be, or in one that nobody can tell."""
    found: list[Finding] = []
    if order.handed_over_at and order.confirmed_at and order.handed_over_at < order.confirmed_at:
        found.append(_out_of_order("handed_over_before_confirmed", order.handed_over_at))
    if order.undated and not order.canceled:
        found.append(_out_of_order("arrived_without_a_date", order.handed_over_at or order.placed_at))
    if order.canceled and order.arrived > order.undated:
        found.append(_out_of_order("arrived_though_canceled", order.handed_over_at or order.placed_at))
    return found


def _out_of_order(detail: str, since: datetime) -> Finding:
    return Finding(Kind.SEQUENCE, Act.EXPLAIN, since=since, detail=detail)


def is_closed(findings: Sequence[Finding]) -> bool:
    """Whether nothing is left open; deviations of the sequence are told, and keep nothing open."""
    return not any(one.kind != Kind.SEQUENCE for one in findings)


def step_of(order: OrderState, findings: Sequence[Finding]) -> Step:
    """Where an order was left: the first thing that is still to be done with it."""
    if is_closed(findings):
        return Step.CLOSED
    if order.canceled or order.unavailable:
        return Step.SETTLE
    if not order.is_confirmed:
        return Step.CONFIRM
    if order.pays_first and order.paid_minor < order.gross_minor:
        return Step.PAY
    lines = order.lines
    if any(line.shipped < line.need for line in lines):
        return Step.SHIP
    if any(line.delivered < line.need for line in lines):
        return Step.ARRIVE
    if any(line.billed < line.shipped - line.returned for line in lines):
        return Step.BILL
    is_short = order.paid_minor + order.written_off_minor < order.billed_minor
    return Step.PAY if is_short else Step.SETTLE
