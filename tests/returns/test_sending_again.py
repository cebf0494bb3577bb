"""Exchange and repair: goods go out again, no money moves; each settles what is theirs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from polku.access.logic import Actor
from polku.billing.models import Invoice
from polku.books.models import Posting
from polku.catalogue.models import Product
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.kernel.errors import NotAllowed, Refused
from polku.orders.actions import cancel_orders, note_trouble, settle_trouble, waive
from polku.orders.logic.incoming import Trouble
from polku.orders.models import Order
from polku.process.facts import load
from polku.returns.actions import (
    approve_returns,
    receive_returns,
    request_return,
    settle_return,
)
from polku.returns.logic.incoming import Arrived, NewReturn, WantedLine
from polku.returns.models import Return, ReturnCredit
from polku.returns.queries.returnable import returnable
from polku.stock.models import StockMove
from tests.conftest import NOW, People
from tests.returns.conftest import Back, come, send, wish
from tests.returns.sums import balance, left_open, sound, stock


def test_an_exchange_sends_the_same_goods_again_for_nothing(
    chairs: Product, delivered: Order, paid: Invoice, back: Back, admin: Actor, deal: Deal
) -> None:
    row = back(delivered, 2, "exchange")
    settle_return(row.id, actor=admin, at=NOW)
    line = row.lines.get()
    assert line.replacement is not None
    order = line.replacement.order
    assert (order.gross_minor, order.state, line.replacement.quantity) == (0, "confirmed", 2)
    assert order.note == "Replaces what came back by RT-2026-0001."
    assert (left_open(delivered), [kind for kind, *_ in left_open(order)]) == ([], ["not_delivered"])
    assert load(["all_delivered", "all_billed"], [deal.id])[deal.id] == {
        "all_delivered": False,
        "all_billed": True,
    }
    send(order, admin)
    assert (left_open(delivered), left_open(order)) == ([], [])
    assert (stock(chairs)[0], Invoice.objects.count()) == (10, 1)
    sound()


def test_what_replaced_goods_can_come_back_for_the_money_of_the_first_sale(
    delivered: Order, paid: Invoice, back: Back, admin: Actor
) -> None:
    settle_return(back(delivered, 2, "exchange").id, actor=admin, at=NOW)
    second = Order.objects.exclude(id=delivered.id).get()
    send(second, admin)
    row = settle_return(back(second, 2, "refund").id, actor=admin, at=NOW)
    assert (row.order_id, row.lines.get().order_line.order_id) == (second.id, delivered.id)
    assert ReturnCredit.objects.get().credit_note.gross_minor == 25100
    assert (left_open(delivered), left_open(second)) == ([], [])
    sound()


def test_a_replacement_called_off_opens_the_return_again(
    delivered: Order, paid: Invoice, back: Back, admin: Actor
) -> None:
    row = settle_return(back(delivered, 2, "exchange").id, actor=admin, at=NOW)
    order = Order.objects.exclude(id=delivered.id).get()
    with pytest.raises(Refused, match="makes good for a return"):
        waive(order.lines.get().id, Decimal(1), reason="", actor=admin, at=NOW)
    (done,) = cancel_orders([order.id], reason="Sold out", actor=admin, at=NOW)
    assert done.error is None
    assert left_open(delivered) == [("return_open", 25100, "received")]
    line = row.lines.get()
    row = settle_return(row.id, resolutions={line.id: "refund"}, actor=admin, at=NOW)
    assert (row.state, ReturnCredit.objects.get().credit_note.gross_minor) == ("settled", 25100)
    assert (left_open(delivered), left_open(order)) == ([], [])
    sound()


def test_a_repair_moves_neither_stock_nor_money(
    chairs: Product, delivered: Order, paid: Invoice, back: Back, admin: Actor
) -> None:
    before = (stock(chairs), Posting.objects.count(), StockMove.objects.count())
    row = back(delivered, 2, "repair")
    assert row.lines.get().location.key == "repair"  # type: ignore[union-attr]
    assert left_open(delivered) == [("return_open", 25100, "received")]
    row = settle_return(row.id, carrier="Posti", tracking="JJFI9", actor=admin, at=NOW)
    assert (row.state, row.tracking) == ("settled", "JJFI9")
    assert (stock(chairs), Posting.objects.count(), StockMove.objects.count()) == before
    assert left_open(delivered) == []
    assert [one.left for one in returnable(delivered.id)] == [10]  # it is with the customer again
    sound()


def test_what_can_not_be_repaired_is_taken_in_or_scrapped_and_paid_back(
    chairs: Product, delivered: Order, paid: Invoice, back: Back, admin: Actor
) -> None:
    row = back(delivered, 2, "repair", "damaged")
    line = row.lines.get()
    settle_return(row.id, resolutions={line.id: "refund"}, actor=admin, at=NOW)
    assert (balance("stock_differences"), stock(chairs)[0]) == (15001, 10)
    assert left_open(delivered) == []
    other = back(delivered, 1)
    with pytest.raises(Refused, match="can't be repaired any more"):
        settle_return(other.id, resolutions={other.lines.get().id: "repair"}, actor=admin, at=NOW)
    sound()


def test_what_was_to_be_exchanged_and_is_paid_back_is_no_more_than_was_sold(
    delivered: Order, paid: Invoice, admin: Actor
) -> None:
    """Ten were sold; two that were damaged went out again, and so did two that were exchanged: twelve are there."""

    def again(order: Order) -> Order:
        line = order.lines.get()
        row = note_trouble(order.id, Trouble("damaged", "", line.id), actor=admin, at=NOW)
        two = settle_trouble(row.id, "recreate", reason="Ours", quantity=Decimal(2), actor=admin, at=NOW)
        assert two.replacement is not None
        send(two.replacement.order, admin)
        return two.replacement.order

    def ask_back(order: Order, quantity: int, resolution: str, reason: str = "not_wanted") -> Return:
        return come(request_return(wish(order, quantity, resolution, reason), actor=admin, at=NOW), admin)

    first = ask_back(delivered, 2, "exchange")
    made_up = again(delivered)
    refunds = [ask_back(delivered, 6, "refund"), ask_back(made_up, 2, "refund")]
    broken = ask_back(delivered, 2, "refund", "damaged")
    for row in (*refunds, broken):
        settle_return(row.id, actor=admin, at=NOW)
    settle_return(first.id, resolutions={first.lines.get().id: "refund"}, actor=admin, at=NOW)
    notes = ReturnCredit.objects.order_by("id").values_list("credit_note__gross_minor", flat=True)
    assert list(notes) == [75300, 25100, 25100]
    assert (balance("receivable"), balance("revenue"), left_open(delivered)) == (0, 0, [])
    sound()


def test_what_replaced_exchanged_goods_and_was_damaged_is_paid_back_once(
    delivered: Order, paid: Invoice, back: Back, admin: Actor
) -> None:
    settle_return(back(delivered, 2, "exchange").id, actor=admin, at=NOW)
    second = Order.objects.exclude(id=delivered.id).get()
    send(second, admin)
    told = note_trouble(second.id, Trouble("damaged", "", second.lines.get().id), actor=admin, at=NOW)
    third = settle_trouble(told.id, "recreate", reason="Ours", quantity=Decimal(2), actor=admin, at=NOW)
    assert third.replacement is not None
    send(third.replacement.order, admin)
    for order, quantity in ((third.replacement.order, 2), (second, 2), (delivered, 8)):
        settle_return(back(order, quantity, "refund").id, actor=admin, at=NOW)
    notes = ReturnCredit.objects.order_by("id").values_list("credit_note__gross_minor", flat=True)
    assert (list(notes), left_open(delivered)) == ([25100, 100400], [])
    sound()


def test_each_settles_what_is_theirs(
    delivered: Order, paid: Invoice, people: People, admin: Actor, goods: dict[str, Product]
) -> None:
    line = delivered.lines.get()
    new = NewReturn(
        delivered.id,
        (
            WantedLine(line.id, Decimal(1), "faulty", "repair"),
            WantedLine(line.id, Decimal(2), "not_wanted", "refund"),
        ),
        note="One wobbles",
    )
    alice = people.actor("alice")
    row = request_return(new, actor=alice, at=NOW)
    with pytest.raises(NotAllowed):
        approve_returns([row.id], actor=alice, at=NOW)
    people.bob.role = "warehouse"
    people.bob.save()
    people.charlie.role = "finance"
    people.charlie.save()
    house, finance = people.actor("bob"), people.actor("charlie")
    with pytest.raises(NotAllowed):
        settle_return(row.id, actor=alice, at=NOW)
    come(row, admin)
    with pytest.raises(NotAllowed):
        receive_returns([Arrived(row.id)], actor=finance, at=NOW)
    row = settle_return(row.id, actor=house, at=NOW)
    assert row.state == "received"
    assert Event.objects.filter(kind="returns.return_partly_settled").count() == 1
    row = settle_return(row.id, actor=finance, at=NOW)
    assert (row.state, left_open(delivered)) == ("settled", [])
    with pytest.raises(Refused, match="past that"):
        settle_return(row.id, actor=finance, at=NOW)
    sound()
