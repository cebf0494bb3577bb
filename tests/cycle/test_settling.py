"""What is left open is settled by an act that fits what it is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from polku.access.logic import Actor
from polku.billing.actions.billing import bill_prepayment
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.models import Product
from polku.cycle.logic.judging import Act, Kind
from polku.cycle.queries import Discrepancy, review_of
from polku.cycle.web.settling import deeds
from polku.cycle.web.views import rows_of_order
from polku.deals.models import Deal
from polku.orders.actions import confirm_orders, hold_order, place_order, waive
from polku.orders.logic.incoming import NewOrder
from polku.orders.models import Order
from polku.returns.actions import request_return
from tests.billing.conftest import Bill
from tests.conftest import NOW
from tests.returns.conftest import admin, ask, bill, chairs, deal, delivered, goods, paid, wish
from tests.stock.conftest import Ask

__all__ = ["admin", "ask", "bill", "chairs", "deal", "delivered", "goods", "paid"]


def acts(order: Order, actor: Actor) -> dict[str, tuple[str, str]]:
    """What is left open of an order, with the words of what settles it and how it opens."""
    found = review_of(order.id, actor=actor).discrepancies
    ways = deeds(actor, found)
    return {one.kind.value: (str(way.label), way.way) for one, way in zip(found, ways, strict=True)}


def test_goods_that_wait_for_money_say_so_and_the_bill_takes_it(
    chairs: Product, ask: Ask, admin: Actor
) -> None:
    order = ask((chairs, 3), payment_terms="pay_first")
    assert acts(order, admin) == {"not_delivered": ("Bill in advance", "dialog")}
    bill_prepayment(order.id, issue_now=True, actor=admin, at=NOW)
    assert acts(order, admin) == {
        "not_delivered": ("Waits for payment", "wait"),
        "billed_not_shipped": ("Waits for payment", "wait"),
        "not_paid": ("Register a payment", "dialog"),
    }
    rows = rows_of_order(review_of(order.id, actor=admin).discrepancies, admin)
    assert [(row.of.kind.value, row.detail) for row in rows] == [
        ("not_delivered", "Billed, not shipped"),
        ("not_paid", ""),
    ]


def test_what_nobody_confirmed_is_confirmed_first_and_what_is_held_says_so(
    chairs: Product, deal: Deal, admin: Actor
) -> None:
    line = AskedLine(product_id=chairs.id, quantity=Decimal(1))
    order = place_order(NewOrder(lines=(line,), deal_id=deal.id), actor=admin, at=NOW)
    assert acts(order, admin)["not_delivered"] == ("Confirm the order", "dialog")
    confirm_orders([order.id], actor=admin, at=NOW)
    hold_order(order.id, reason="Asks again", actor=admin, at=NOW)
    assert acts(order, admin)["not_delivered"] == ("Held", "wait")


def test_what_was_billed_and_waived_is_credited(chairs: Product, ask: Ask, admin: Actor) -> None:
    order = ask((chairs, 3))
    line = order.lines.get()
    owed = Discrepancy(order, Kind.BILLED_NOT_SHIPPED, Act.CREDIT, 100, "EUR", NOW, None)
    assert [way.label for way in deeds(admin, (owed,))] == ["Look into it"]  # nothing is billed of it
    waive(line.id, Decimal(1), reason="", actor=admin, at=NOW)
    assert acts(order, admin)["not_delivered"] == ("Begin the delivery", "post")


def test_each_paper_and_a_return_have_an_act_of_their_own(
    delivered: Order, paid: object, bill: Bill, admin: Actor
) -> None:
    request_return(wish(delivered, 1), actor=admin, at=NOW)
    one = Discrepancy(delivered, Kind.DOCUMENT_MISSING, Act.ISSUE, 0, "EUR", NOW, None, "confirmation")
    back = Discrepancy(delivered, Kind.RETURN_OPEN, Act.SETTLE, 0, "EUR", NOW, None, "requested")
    off = Discrepancy(delivered, Kind.BILLED_NOT_SHIPPED, Act.CREDIT, 100, "EUR", NOW, None)
    rows = (one, replace(one, detail="invoice"), replace(one, detail="receipt"), back, off)
    told = [(str(way.label), way.url.split("?")[0]) for way in deeds(admin, rows)]
    assert [label for label, _url in told] == [
        "Send the confirmation", "Bill", "Look into it", "Settle", "Give credit note",
    ]  # fmt: skip
    assert told[3][1].startswith("/returns/")
