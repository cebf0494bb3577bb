"""Goods are kept, picked, shipped and delivered; nothing is oversold, and what leaves costs what it cost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from polku.books.models import Posting
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.models import Product
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from polku.orders.actions import cancel_orders, change_order, hold_order, release_order, waive
from polku.orders.actions.changing import ChangedLine
from polku.orders.models import Order
from polku.orders.queries import progress
from polku.process.facts import load
from polku.stock import guards
from polku.stock.actions import (
    Receipt,
    cancel_shipment,
    count_stock,
    deliver,
    deliver_services,
    pack,
    pick,
    receive,
    reserve_orders,
    ship,
    transfer,
)
from polku.stock.models import Level, Location, Reservation, Shipment, ShippedUnit, StockMove, Unit, Value
from tests.conftest import NOW, People
from tests.stock.conftest import Ask

FREIGHT = AskedLine(
    description="Freight", kind="freight", unit_price=Decimal(15), tax_percent=Decimal("25.5")
)


def level(product: Product) -> tuple[Decimal, Decimal]:
    """On hand and promised."""
    row = Level.objects.get(product=product)
    return row.on_hand, row.reserved


def balance(role: str) -> int:
    """Debits less credits of an account."""
    rows = Posting.objects.filter(account__role=role).values_list("debit", "company_minor")
    return sum(minor if debit else -minor for debit, minor in rows)


def test_goods_come_in_at_a_moving_average(chairs: Product) -> None:
    value = Value.objects.get(product=chairs)
    assert (value.quantity, value.value_minor) == (20, 150010)
    assert (balance("inventory"), balance("goods_received")) == (150010, -150010)


def test_a_confirmed_order_gets_what_is_free_and_waits_for_the_rest(chairs: Product, ask: Ask) -> None:
    ask((chairs, 15))
    second = ask((chairs, 15))
    assert level(chairs) == (20, 20)
    (kept,) = Reservation.objects.filter(order_line__order=second)
    assert kept.quantity == 5
    event = Event.objects.filter(kind="stock.order_reserved").latest("id")
    assert event.payload["complete"] is False


def test_what_leaves_costs_the_average_and_the_last_takes_the_rest(
    chairs: Product, ask: Ask, people: People
) -> None:
    admin = people.actor("admin")
    first, rest = ask((chairs, 3)), ask((chairs, 17))
    for order in (first, rest):
        ship(pick(order.id, actor=admin, at=NOW).id, actor=admin, at=NOW)
    costs = StockMove.objects.filter(kind="ship").order_by("id").values_list("value_minor", flat=True)
    assert list(costs) == [round(150010 * 3 / 20), 150010 - round(150010 * 3 / 20)]
    assert (balance("inventory"), balance("cost_of_goods")) == (0, 150010)
    assert level(chairs) == (0, 0)


def test_the_way_of_a_delivery(chairs: Product, ask: Ask, deal: Deal, people: People) -> None:
    admin = people.actor("admin")
    order = ask((chairs, 4), FREIGHT)
    shipment = pick(order.id, actor=admin, at=NOW)
    assert shipment.number == "D-2026-0001"
    pack(shipment.id, actor=admin, at=NOW)
    ship(shipment.id, carrier="Posti", tracking="JJFI1", actor=admin, at=NOW)
    facts = ["all_shipped", "all_delivered"]
    assert load(facts, [deal.id])[deal.id] == {"all_shipped": True, "all_delivered": False}
    deliver(shipment.id, received_by="Dora Kivi", actor=admin, at=NOW)
    assert load(facts, [deal.id])[deal.id] == {"all_shipped": True, "all_delivered": True}
    (found,) = progress([Order.objects.get()])
    assert (found.shipped, found.delivered, [one.due for one in found.lines]) == (1, 1, [0, 0])
    kinds = [
        one.kind for one in Event.objects.filter(case_id=deal.id, kind__startswith="stock.").order_by("id")
    ]
    assert kinds == [
        "stock.order_reserved",
        "stock.shipment_picked",
        "stock.shipment_packed",
        "stock.shipment_shipped",
        "stock.shipment_delivered",
    ]
    with pytest.raises(Refused, match="past that"):
        ship(shipment.id, actor=admin, at=NOW)


def test_part_of_an_order_ships_and_the_rest_later(chairs: Product, ask: Ask, people: People) -> None:
    admin = people.actor("admin")
    order = ask((chairs, 25))
    (line,) = order.lines.all()
    ship(pick(order.id, quantities={line.id: Decimal(8)}, actor=admin, at=NOW).id, actor=admin, at=NOW)
    with pytest.raises(Invalid, match="3 more than is kept"):
        pick(order.id, quantities={line.id: Decimal(15)}, actor=admin, at=NOW)
    receive([Receipt(chairs.id, Decimal(5), 7000)], actor=admin, at=NOW)
    reserve_orders([order.id], actor=admin, at=NOW)
    ship(pick(order.id, actor=admin, at=NOW).id, actor=admin, at=NOW)
    assert level(chairs) == (0, 0)
    (found,) = progress([order])
    assert found.shipped == 1


def test_a_delivery_called_off_keeps_its_goods_for_the_order(
    chairs: Product, ask: Ask, people: People
) -> None:
    admin = people.actor("admin")
    order = ask((chairs, 4))
    shipment = pick(order.id, actor=admin, at=NOW)
    assert Reservation.objects.count() == 0
    cancel_shipment(shipment.id, actor=admin, at=NOW)
    assert (Reservation.objects.get().quantity, level(chairs)) == (4, (20, 4))
    with pytest.raises(Refused):
        ship(shipment.id, actor=admin, at=NOW)


def test_an_order_called_off_lets_its_goods_go_unless_they_are_on_their_way(
    chairs: Product, ask: Ask, people: People
) -> None:
    admin = people.actor("admin")
    order, other = ask((chairs, 4)), ask((chairs, 3))
    cancel_orders([order.id], reason="No money", actor=admin, at=NOW)
    assert level(chairs) == (20, 3)
    pick(other.id, actor=admin, at=NOW)
    (done,) = cancel_orders([other.id], reason="No money", actor=admin, at=NOW)
    assert isinstance(done.error, Refused)


def test_a_smaller_order_lets_go_and_never_falls_below_what_left(
    chairs: Product, ask: Ask, people: People
) -> None:
    admin = people.actor("admin")
    order = ask((chairs, 10))
    (line,) = order.lines.all()
    ship(pick(order.id, quantities={line.id: Decimal(3)}, actor=admin, at=NOW).id, actor=admin, at=NOW)
    fewer = ChangedLine(AskedLine(quantity=Decimal(5)), line.id)
    change_order(order.id, [fewer], version=1, reason="Fewer", actor=admin, at=NOW)
    assert level(chairs) == (17, 2)
    with pytest.raises(Refused, match="than would be left"):
        change_order(
            order.id,
            [ChangedLine(AskedLine(quantity=Decimal(2)), line.id)],
            version=2,
            reason="Fewer",
            actor=admin,
            at=NOW,
        )
    with pytest.raises(Refused):
        waive(line.id, Decimal(4), reason="", actor=admin, at=NOW)
    waive(line.id, Decimal(2), reason="They don't need them", actor=admin, at=NOW)
    assert level(chairs) == (17, 0)


def test_a_line_taken_out_lets_its_goods_go_unless_a_delivery_names_it(
    chairs: Product, goods: dict[str, Product], ask: Ask, people: People
) -> None:
    admin = people.actor("admin")
    order, named = ask((chairs, 4), (goods["FIT"], 1)), ask((chairs, 3), (goods["FIT"], 1))
    cancel_shipment(pick(named.id, actor=admin, at=NOW).id, actor=admin, at=NOW)
    for one in (order, named):
        fitting = ChangedLine(AskedLine(), one.lines.get(kind="service").pk)
        if one == named:
            with pytest.raises(Refused, match="names this line"):
                change_order(one.id, [fitting], version=1, reason="Fewer", actor=admin, at=NOW)
        else:
            change_order(one.id, [fitting], version=1, reason="Fewer", actor=admin, at=NOW)
    assert (order.lines.count(), named.lines.count(), level(chairs)) == (1, 2, (20, 3))


def test_what_is_held_or_unpaid_does_not_leave(
    chairs: Product, ask: Ask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = people.actor("admin")
    order = ask((chairs, 1))
    shipment = pick(order.id, actor=admin, at=NOW)
    hold_order(order.id, reason="Unpaid bills", actor=admin, at=NOW)
    with pytest.raises(Refused, match="held"):
        ship(shipment.id, actor=admin, at=NOW)
    release_order(order.id, actor=admin, at=NOW)
    monkeypatch.setattr(
        guards, "_guards", {"paid": lambda orders: {one.id: ["It is not paid."] for one in orders}}
    )
    with pytest.raises(Refused, match="It is not paid"):
        ship(shipment.id, actor=admin, at=NOW)
    monkeypatch.undo()
    assert level(chairs) == (20, 1)
    assert ship(shipment.id, actor=admin, at=NOW).state == "shipped"


def test_services_are_delivered_by_saying_so(goods: dict[str, Product], ask: Ask, people: People) -> None:
    alice = people.actor("alice")
    order = ask((goods["FIT"], 3), FREIGHT)
    fitting = order.lines.get(kind="service")
    deliver_services(order.id, quantities={fitting.id: Decimal(1)}, actor=alice, at=NOW)
    with pytest.raises(Invalid, match="More than is left"):
        deliver_services(order.id, quantities={fitting.id: Decimal(3)}, actor=alice, at=NOW)
    deliver_services(order.id, actor=alice, at=NOW)
    (found,) = progress([order])
    assert (found.shipped, found.delivered) == (1, 1)
    with pytest.raises(Refused, match="No service"):
        deliver_services(order.id, actor=alice, at=NOW)


def test_serial_numbers_go_out_by_name(goods: dict[str, Product], ask: Ask, people: People) -> None:
    admin, lamp = people.actor("admin"), goods["LAMP"]
    with pytest.raises(Invalid, match="serial number"):
        receive([Receipt(lamp.id, Decimal(2), 3000, codes=("A",))], actor=admin, at=NOW)
    receive([Receipt(lamp.id, Decimal(2), 3000, codes=("A", "B"))], actor=admin, at=NOW)
    order = ask((lamp, 1))
    line = order.lines.get()
    shipment = pick(order.id, actor=admin, at=NOW)
    for wrong in ({}, {line.id: ["C"]}, {line.id: ["A", "B"]}):
        with pytest.raises(Invalid):
            ship(shipment.id, codes=wrong, actor=admin, at=NOW)
    ship(shipment.id, codes={line.id: ["B"]}, actor=admin, at=NOW)
    assert [one.unit.code for one in ShippedUnit.objects.select_related("unit")] == ["B"]
    assert Unit.objects.get(code="B").location_id is None
    assert level(lamp) == (1, 0)


def test_a_lot_goes_out_in_parts(goods: dict[str, Product], ask: Ask, people: People) -> None:
    admin, paint = people.actor("admin"), goods["PAINT"]
    for _ in range(2):
        receive([Receipt(paint.id, Decimal("2.5"), 1000, codes=("L7",))], actor=admin, at=NOW)
    order = ask((paint, 4))
    line = order.lines.get()
    ship(pick(order.id, actor=admin, at=NOW).id, codes={line.id: ["L7"]}, actor=admin, at=NOW)
    assert (Unit.objects.get().quantity, level(paint)) == (1, (1, 0))


def test_a_count_is_booked_and_never_breaks_a_promise(chairs: Product, ask: Ask, people: People) -> None:
    admin = people.actor("admin")
    place = Location.objects.get()
    ask((chairs, 15))
    with pytest.raises(Refused, match="15 are promised"):
        count_stock(chairs.id, place.id, Decimal(14), actor=admin, at=NOW)
    count_stock(chairs.id, place.id, Decimal(18), actor=admin, at=NOW)
    assert balance("inventory") == Value.objects.get().value_minor == 150010 - 15001
    assert balance("stock_differences") == 15001
    count_stock(chairs.id, place.id, Decimal(20), actor=admin, at=NOW)
    assert (balance("inventory"), Value.objects.get().quantity) == (150010, 20)
    assert count_stock(chairs.id, place.id, Decimal(20), actor=admin, at=NOW) is None


def test_only_what_is_free_changes_place(chairs: Product, ask: Ask, people: People) -> None:
    admin = people.actor("admin")
    here, there = Location.objects.get(), Location.objects.create(key="shop", name="Shop")
    ask((chairs, 15))
    with pytest.raises(Refused):
        transfer(
            chairs.id, Decimal(6), from_location_id=here.id, to_location_id=there.id, actor=admin, at=NOW
        )
    transfer(chairs.id, Decimal(5), from_location_id=here.id, to_location_id=there.id, actor=admin, at=NOW)
    assert Level.objects.get(location=there).on_hand == 5
    assert Value.objects.get().value_minor == 150010


def test_the_database_itself_refuses_to_oversell(chairs: Product) -> None:
    for wrong in ({"reserved": Decimal(21)}, {"on_hand": Decimal(-1)}, {"reserved": Decimal(-1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Level.objects.update(**wrong)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        StockMove.objects.all().delete()


def test_others_neither_see_nor_ship(chairs: Product, ask: Ask, people: People) -> None:
    order = ask((chairs, 1))
    shipment = pick(order.id, actor=people.actor("admin"), at=NOW)
    assert list(Shipment.objects.visible_to(people.actor("charlie"))) == []
    assert list(Shipment.objects.visible_to(people.actor("alice"))) == [shipment]
    with pytest.raises(NotAllowed):
        ship(shipment.id, actor=people.actor("alice"), at=NOW)
    with pytest.raises(NotFound):
        deliver(shipment.id, actor=people.actor("charlie"), at=NOW)
