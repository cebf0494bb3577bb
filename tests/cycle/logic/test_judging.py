"""An order is closed when nothing is left open of it, and what is left is named with what would settle it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from polku.cycle.logic.judging import Act, Kind, LineState, OrderState, Step, is_closed, judged, step_of

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 17, 9, tzinfo=UTC)
ALL = LineState(Decimal(4), Decimal(4), Decimal(4), Decimal(0), Decimal(4))
CLOSED = OrderState(
    canceled=False,
    confirmed_at=MONDAY,
    is_confirmed=True,
    placed_at=MONDAY,
    lines=(ALL,),
    gross_minor=10000,
    billed_minor=10000,
    paid_minor=10000,
    open_bills_minor=0,
    handed_over_at=TUESDAY,
    arrived=1,
)


def kinds(**change: Any) -> list[tuple[Kind, Act, int]]:
    """What is left open of an order that differs so from a closed one."""
    return [(one.kind, one.act, one.amount_minor) for one in judged(replace(CLOSED, **change))]


def test_nothing_is_left_of_a_closed_order() -> None:
    assert judged(CLOSED) == []
    assert is_closed([])


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"is_confirmed": False, "confirmed_at": None}, (Kind.NOT_CONFIRMED, Act.CONFIRM, 10000)),
        ({"lines": (replace(ALL, delivered=Decimal(3)),)}, (Kind.NOT_DELIVERED, Act.DELIVER, 0)),
        ({"lines": (replace(ALL, billed=Decimal(3)),)}, (Kind.SHIPPED_NOT_BILLED, Act.BILL, 0)),
        ({"lines": (replace(ALL, billed=Decimal(5)),)}, (Kind.BILLED_NOT_SHIPPED, Act.CREDIT, 0)),
        ({"paid_minor": 0}, (Kind.NOT_PAID, Act.COLLECT, -10000)),
        ({"paid_minor": 9999}, (Kind.PAID_NOT_AS_BILLED, Act.COLLECT, -1)),
        ({"paid_minor": 10001}, (Kind.PAID_NOT_AS_BILLED, Act.REFUND, 1)),
        ({"open_returns": 1}, (Kind.RETURN_OPEN, Act.SETTLE, 0)),
        ({"open_troubles": 2}, (Kind.TROUBLE_OPEN, Act.SETTLE, 0)),
        ({"not_booked": 1}, (Kind.NOT_BOOKED, Act.EXPLAIN, 0)),
        ({"papers_missing": ("invoice",)}, (Kind.DOCUMENT_MISSING, Act.ISSUE, 0)),
        ({"handed_over_at": MONDAY, "confirmed_at": TUESDAY}, (Kind.SEQUENCE, Act.EXPLAIN, 0)),
        ({"undated": 1}, (Kind.SEQUENCE, Act.EXPLAIN, 0)),
        ({"canceled": True}, (Kind.SEQUENCE, Act.EXPLAIN, 0)),
        (
            {"canceled": True, "arrived": 0, "lines": (replace(ALL, delivered=Decimal(0)),)},
            (Kind.PAID_NOT_DELIVERED, Act.REFUND_OR_DELIVER, 10000),
        ),
        (
            {"unavailable": True, "arrived": 0, "billed_minor": 0},
            (Kind.PAID_NOT_DELIVERED, Act.REFUND_OR_DELIVER, 10000),
        ),
        ({"lines": (), "billed_minor": 0}, (Kind.PAID_WITHOUT_LINES, Act.REFUND, 10000)),
    ],
)
def test_each_thing_left_open_is_named(change: dict[str, Any], found: tuple[Kind, Act, int]) -> None:
    assert kinds(**change) == [found]


def test_what_is_open_of_lines_has_its_worth() -> None:
    line = replace(ALL, quantity=Decimal(4), gross_minor=10001)
    assert kinds(lines=(replace(line, delivered=Decimal(3)),)) == [(Kind.NOT_DELIVERED, Act.DELIVER, 2500)]
    assert kinds(lines=(replace(line, billed=Decimal(2)),)) == [(Kind.SHIPPED_NOT_BILLED, Act.BILL, 5001)]


@pytest.mark.parametrize(
    ("change", "step"),
    [
        ({}, Step.CLOSED),
        ({"is_confirmed": False}, Step.CONFIRM),
        ({"lines": (replace(ALL, shipped=Decimal(1), delivered=Decimal(1), billed=Decimal(1)),)}, Step.SHIP),
        ({"lines": (replace(ALL, delivered=Decimal(1)),)}, Step.ARRIVE),
        ({"lines": (replace(ALL, billed=Decimal(1)),)}, Step.BILL),
        ({"paid_minor": 9000}, Step.PAY),
        ({"pays_first": True, "paid_minor": 0, "lines": (replace(ALL, shipped=Decimal(0)),)}, Step.PAY),
        ({"open_troubles": 1}, Step.SETTLE),
        ({"unavailable": True, "arrived": 0}, Step.SETTLE),
    ],
)
def test_an_order_was_left_at_the_first_thing_to_be_done(change: dict[str, Any], step: Step) -> None:
    state = replace(CLOSED, **change)
    assert step_of(state, judged(state)) == step


def test_a_cent_within_the_tolerance_is_nothing() -> None:
    assert judged(replace(CLOSED, paid_minor=9999), tolerance_minor=1) == []


def test_a_deviation_of_the_sequence_is_told_and_keeps_nothing_open() -> None:
    assert is_closed(judged(replace(CLOSED, undated=1)))
    assert not is_closed(judged(replace(CLOSED, paid_minor=0)))
