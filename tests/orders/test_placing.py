"""Orders are taken, confirmed, changed under control, held and called off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from polku.orders import guards
from polku.orders.actions import (
    cancel_orders,
    change_order,
    confirm_orders,
    hold_order,
    note_trouble,
    place_order,
    place_orders,
    release_order,
    settle_trouble,
    waive,
)
from polku.orders.actions.changing import ChangedLine
from polku.orders.logic.incoming import NewOrder, Trouble
from polku.orders.models import Order, OrderChange, OrderLine
from polku.orders.queries import LineProgress, OrderProgress
from polku.process.facts import load
from tests.conftest import People
from tests.orders.conftest import CHAIRS, FITTING


def kinds(order: Order) -> list[str]:
    """What the log says of an order, in order."""
    rows = Event.objects.filter(subject_type="order", subject_id=order.id).order_by("id")
    return [row.kind for row in rows]


def test_an_order_has_a_number_sums_and_an_event_on_its_deal(order: Order, deal: Deal) -> None:
    assert order.number == "O-2026-0001"
    assert (order.net_minor, order.tax_minor, order.gross_minor) == (118513 + 12000, 33281, 163794)
    assert [line.net_minor for line in order.lines.order_by("position")] == [118513, 12000]
    event = Event.objects.get(kind="orders.order_placed")
    assert (event.case_id, event.payload["gross_minor"]) == (deal.id, 163794)


def test_an_order_without_a_deal_gets_one(people: People, eight_stage: object, now: datetime) -> None:
    new = NewOrder(lines=(CHAIRS,), deal=NewDeal(title="Counter", company="Kauppa Oy"), channel="counter")
    order = place_order(new, actor=people.actor("alice"), at=now)
    assert (order.deal.title, order.customer.name) == ("Counter", "Kauppa Oy")


def test_many_orders_cost_as_many_statements_as_one(deal: Deal, people: People, now: datetime) -> None:
    def statements(number: int) -> int:
        rows = [NewOrder(lines=(CHAIRS, FITTING), deal_id=deal.id)] * number
        with CaptureQueriesContext(connection) as seen:
            placed = place_orders(rows, actor=people.actor("alice"), at=now)
        assert [one.error for one in placed] == [None] * number
        return len(seen)

    statements(1)
    # More rows of one table are copied on PostgreSQL, by two statements in place of one.
    assert statements(1) == statements(15)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lines": ()}, "lines"),
        ({"lines": (replace(CHAIRS, quantity=Decimal(0)),)}, "lines.0.quantity"),
        ({"lines": (CHAIRS, replace(CHAIRS, description=""))}, "lines.1.description"),
        ({"lines": (replace(CHAIRS, unit_price=None),)}, "lines.0.unit_price"),
        ({"currency": "XXX"}, "currency"),
        ({"payment_terms": "never"}, "payment_terms"),
        ({"channel": "pigeon"}, "channel"),
        ({"due_days": -1}, "due_days"),
        ({"deal_id": 0}, "deal_id"),
        ({"billing": {"planet": "Mars"}}, "billing.planet"),
        ({"reference": "a\x00b"}, "reference"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    deal: Deal, people: People, now: datetime, change: dict[str, Any], field: str
) -> None:
    new = replace(NewOrder(lines=(CHAIRS,), deal_id=deal.id), **change)
    with pytest.raises((Invalid, NotFound)) as error:
        place_order(new, actor=people.actor("alice"), at=now)
    assert error.value.field == field
    assert Order.objects.count() == 0


def test_confirming_twice_confirms_once(order: Order, people: People, now: datetime) -> None:
    for _ in range(2):
        (done,) = confirm_orders([order.id], actor=people.actor("alice"), at=now)
        assert done.error is None
    assert kinds(order) == ["orders.order_placed", "orders.order_confirmed"]
    assert load(["order_placed", "order_confirmed"], [order.deal_id])[order.deal_id] == {
        "order_placed": True,
        "order_confirmed": True,
    }


def test_a_placed_order_changes_freely_and_a_confirmed_one_as_a_new_version(
    order: Order, people: People, now: datetime
) -> None:
    chairs, fitting = order.lines.order_by("position")
    alice = people.actor("alice")
    fewer = [ChangedLine(replace(CHAIRS, quantity=Decimal(4), unit_price=None), chairs.id)]
    changed = change_order(order.id, fewer, version=1, actor=alice, at=now)
    assert (changed.version, changed.net_minor) == (1, 49900)
    assert not OrderLine.objects.filter(id=fitting.id).exists()
    confirm_orders([order.id], actor=alice, at=now)
    more = [ChangedLine(replace(CHAIRS, quantity=Decimal(5)), chairs.id), ChangedLine(FITTING)]
    with pytest.raises(Invalid, match="Say why"):
        change_order(order.id, more, version=1, actor=alice, at=now)
    changed = change_order(order.id, more, version=1, reason="They grew", actor=alice, at=now)
    assert (changed.version, changed.net_minor) == (2, 62375 + 12000)
    change = OrderChange.objects.get()
    assert (change.reason, change.before["net_minor"]) == ("They grew", 49900)
    with pytest.raises(Refused, match="meanwhile"):
        change_order(order.id, more, version=1, reason="Late", actor=alice, at=now)


def test_a_version_once_written_stays(order: Order, people: People, now: datetime) -> None:
    alice = people.actor("alice")
    confirm_orders([order.id], actor=alice, at=now)
    line = order.lines.order_by("position")[0]
    change_order(order.id, [ChangedLine(CHAIRS, line.id)], version=1, reason="Less", actor=alice, at=now)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        OrderChange.objects.update(before={})


def test_what_a_later_domain_forbids_is_refused_with_its_reason(
    order: Order, people: People, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "_guards", {})
    guards.register("stock", lambda wishes: {one.order_id: ["It was shipped."] for one in wishes})  # type: ignore[misc]
    alice = people.actor("alice")
    with pytest.raises(Refused, match="It was shipped"):
        change_order(order.id, [ChangedLine(CHAIRS)], version=1, actor=alice, at=now)
    (done,) = cancel_orders([order.id], reason="No money", actor=alice, at=now)
    assert isinstance(done.error, Refused)
    assert Order.objects.get().state == "placed"


def test_an_order_is_called_off_with_a_reason(order: Order, people: People, now: datetime) -> None:
    alice = people.actor("alice")
    with pytest.raises(Invalid, match="Say why"):
        cancel_orders([order.id], reason=" ", actor=alice, at=now)
    cancel_orders([order.id], reason="No money", actor=alice, at=now)
    assert Order.objects.get().cancel_reason == "No money"
    (done,) = confirm_orders([order.id], actor=alice, at=now)
    assert isinstance(done.error, Refused)


def test_finance_holds_and_releases_and_sellers_do_not(order: Order, people: People, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        hold_order(order.id, reason="Unpaid", actor=people.actor("alice"), at=now)
    hold_order(order.id, reason="Unpaid bills", actor=people.actor("admin"), at=now)
    assert Order.objects.get().is_held
    release_order(order.id, actor=people.actor("admin"), at=now)
    assert kinds(order)[1:] == ["orders.order_held", "orders.order_released"]


def test_a_trouble_waits_until_it_is_settled_once(order: Order, people: People, now: datetime) -> None:
    alice = people.actor("alice")
    trouble = note_trouble(order.id, Trouble("short_delivery", "Two chairs short"), actor=alice, at=now)
    settle_trouble(trouble.id, "ignore", reason="They don't mind", actor=alice, at=now)
    with pytest.raises(Refused, match="already"):
        settle_trouble(trouble.id, "recreate", reason="Or do they", actor=alice, at=now)


def test_what_is_missing_of_a_line_and_let_be_is_waived(order: Order, people: People, now: datetime) -> None:
    alice, (chairs, fitting) = people.actor("alice"), order.lines.order_by("position")
    made_up = note_trouble(order.id, Trouble("short_delivery", "", fitting.id), actor=alice, at=now)
    settle_trouble(made_up.id, "recreate", reason="They come tomorrow", actor=alice, at=now)
    gone = note_trouble(order.id, Trouble("unavailable", "", chairs.id), actor=alice, at=now)
    settle_trouble(gone.id, "ignore", reason="Not made any more", actor=alice, at=now)
    told = order.lines.order_by("position").values_list("waived_quantity", flat=True)
    assert list(told) == [Decimal("9.5"), Decimal(0)]
    assert order.troubles.count() == 2


def test_no_more_can_be_waived_than_was_ordered(order: Order, people: People, now: datetime) -> None:
    line = order.lines.order_by("position")[0]
    alice = people.actor("alice")
    with pytest.raises(Invalid, match=r"9\.5"):
        waive(line.id, Decimal(10), reason="", actor=alice, at=now)
    assert waive(line.id, Decimal("1.5"), reason="Sold out", actor=alice, at=now).waived_quantity == Decimal(
        "1.5"
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        OrderLine.objects.filter(id=line.id).update(waived_quantity=Decimal(20))


def test_shares_are_derived_by_value(order: Order) -> None:
    chairs, fitting = order.lines.order_by("position")
    none, some = Decimal(0), Decimal("9.5")
    lines = (
        LineProgress(chairs, none, shipped=some, delivered=some, returned=none, billed=none),
        LineProgress(fitting, none, shipped=none, delivered=none, returned=none, billed=none),
    )
    found = OrderProgress(order, lines, billed_minor=0, paid_minor=order.gross_minor // 2)
    assert found.delivered == Decimal(118513) / (118513 + 12000)
    assert (found.billed, found.paid) == (0, Decimal("0.5"))
    assert [one.due for one in found.lines] == [0, fitting.quantity]


def test_others_teams_neither_see_nor_change(order: Order, people: People, now: datetime) -> None:
    charlie = people.actor("charlie")
    assert list(Order.objects.visible_to(charlie)) == []
    (done,) = confirm_orders([order.id], actor=charlie, at=now)
    assert isinstance(done.error, NotFound)
