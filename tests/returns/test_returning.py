"""What comes back comes at what it cost; money goes back by credit notes and refunds; nothing comes back twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from polku.access.logic import Actor
from polku.billing import checks as billing_checks
from polku.billing.actions import draft_from_shipped, draft_prepayment
from polku.billing.models import Invoice, InvoiceLine
from polku.books.queries import trial_balance, vat_report
from polku.catalogue.models import Product
from polku.db import guards
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.kernel.errors import Invalid, NotFound, Refused
from polku.orders.models import Order
from polku.orders.queries import progress
from polku.payments.actions import match
from polku.payments.logic.incoming import Match
from polku.payments.models import Item
from polku.process.facts import load
from polku.returns import checks
from polku.returns.actions import (
    approve_returns,
    receive_returns,
    refuse_returns,
    request_return,
    request_returns,
    settle_return,
)
from polku.returns.logic.incoming import Arrived, CameLine
from polku.returns.models import Return, ReturnCredit, ReturnLine, ReturnTally
from polku.returns.queries.returnable import returnable
from polku.stock.actions import Receipt, receive, reserve_orders
from polku.stock.models import ShipmentLine, StockMove, Unit
from tests.billing.conftest import Bill
from tests.conftest import NOW, People
from tests.returns.conftest import Back, come, pay, send, wish
from tests.returns.sums import balance, left_open, sound, stock
from tests.stock.conftest import Ask


def test_ten_chairs_are_paid_and_three_come_back_for_the_money(
    chairs: Product, delivered: Order, paid: Invoice, back: Back, admin: Actor, deal: Deal
) -> None:
    """Ten chairs of 100.00 at 25.5 %, bought at 70.00 and 80.01: 75.005 each on average."""
    assert (paid.net_minor, paid.tax_minor, paid.gross_minor) == (100000, 25500, 125500)
    assert (balance("cost_of_goods"), stock(chairs)) == (75005, (10, 10, 75005))
    receive([Receipt(chairs.id, Decimal(10), 9000)], actor=admin, at=NOW)  # the average moves meanwhile
    assert stock(chairs) == (20, 20, 165005)
    assert left_open(delivered) == []

    row = back(delivered, 3, "refund")
    three = round(75005 * 3 / 10)
    assert (row.number, row.state) == ("RT-2026-0001", "received")
    assert stock(chairs) == (23, 23, 165005 + three)
    assert (balance("cost_of_goods"), balance("inventory")) == (75005 - three, 165005 + three)
    assert left_open(delivered) == [("return_open", 37650, "received")]

    settle_return(row.id, actor=admin, at=NOW)
    (given,) = ReturnCredit.objects.select_related("credit_note", "refund", "invoice_line")
    note, receipt = given.credit_note, given.refund
    assert receipt is not None
    assert (note.corrects_id, note.net_minor, note.tax_minor, note.gross_minor) == (
        paid.id,
        30000,
        7650,
        37650,
    )
    assert note.reason == "Return RT-2026-0001: Does not work"
    assert given.invoice_line == paid.lines.get()
    assert note.lines.get().credits_id == paid.lines.get().id
    assert (receipt.outgoing, receipt.amount_minor, receipt.method) == (True, 37650, "bank")
    assert Item.objects.filter(open_minor__gt=0).count() == 0
    assert [balance(role) for role in ("receivable", "revenue_goods", "vat_output", "bank")] == [
        0,
        -70000,
        -17850,
        125500 - 37650,
    ]
    assert trial_balance(admin).difference_minor == 0
    (vat,) = vat_report(admin, date_from=NOW.date(), date_to=NOW.date()).sales
    assert (vat.base_minor, vat.tax_minor) == (70000, 17850)
    (come_far,) = progress([Order.objects.get(id=delivered.id)])
    (line,) = come_far.lines
    assert (line.delivered, line.returned, line.billed, line.to_bill) == (10, 3, 7, 0)
    assert (come_far.billed_minor, come_far.paid_minor) == (87850, 87850)
    assert left_open(delivered) == []
    facts = ["return_open", "returned_share", "all_billed", "all_delivered", "all_paid"]
    assert load(facts, [deal.id])[deal.id] == {
        "returned_share": 0.3,
        "all_billed": True,
        "all_delivered": True,
        "all_paid": True,
    } | {"return_open": False}
    kinds = Event.objects.filter(case_id=deal.id, kind__startswith="returns.").order_by("id")
    assert [one.kind.removeprefix("returns.return_") for one in kinds] == [
        "requested",
        "approved",
        "received",
        "settled",
    ]
    assert kinds.last().payload["refunded_minor"] == 37650  # type: ignore[union-attr]
    sound()


def test_all_parts_together_bring_back_exactly_what_the_line_cost(
    chairs: Product, delivered: Order, back: Back
) -> None:
    for quantity in (3, 3, 3, 1):
        back(delivered, quantity)
    costs = list(ReturnLine.objects.order_by("id").values_list("cost_minor", flat=True))
    assert (len(set(costs)) > 1, sum(costs)) == (True, 75005)
    assert (balance("cost_of_goods"), stock(chairs)) == (0, (20, 20, 150010))
    sound()


def test_never_more_comes_back_than_arrived(
    delivered: Order, ask: Ask, chairs: Product, admin: Actor
) -> None:
    first = request_return(wish(delivered, 7), actor=admin, at=NOW)
    with pytest.raises(Invalid, match="At most 3"):
        request_return(wish(delivered, 4), actor=admin, at=NOW)
    both = request_returns([wish(delivered, 2), wish(delivered, 2), wish(delivered, 1)], actor=admin, at=NOW)
    assert [one.error is None for one in both] == [True, False, True]
    refuse_returns([first.id], reason="Scratched by the cat", actor=admin, at=NOW)
    assert [one.left for one in returnable(delivered.id)] == [7]
    on_its_way = ask((chairs, 2))
    with pytest.raises(Invalid, match="At most 0"):
        request_return(wish(on_its_way, 1), actor=admin, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnTally.objects.update(taken=Decimal(11))


def test_fewer_come_than_were_asked_and_the_rest_can_come_another_time(
    delivered: Order, paid: Invoice, admin: Actor
) -> None:
    row = request_return(wish(delivered, 5, "refund"), actor=admin, at=NOW)
    approve_returns([row.id], actor=admin, at=NOW)
    line = row.lines.get()
    (none,) = receive_returns([Arrived(row.id, (CameLine(line.id, Decimal(0)),))], actor=admin, at=NOW)
    assert isinstance(none.error, Invalid)
    (done,) = receive_returns([Arrived(row.id, (CameLine(line.id, Decimal(2)),))], actor=admin, at=NOW)
    assert done.error is None
    assert [one.left for one in returnable(delivered.id)] == [8]
    settle_return(row.id, actor=admin, at=NOW)
    assert ReturnCredit.objects.get().credit_note.gross_minor == 25100
    assert left_open(delivered) == []
    sound()


def test_what_is_damaged_is_scrapped_and_its_cost_a_loss(
    chairs: Product, delivered: Order, paid: Invoice, back: Back, admin: Actor
) -> None:
    row = back(delivered, 2, "refund", "damaged")
    assert stock(chairs) == (10, 10, 75005)
    assert (balance("cost_of_goods"), balance("stock_differences")) == (60004, 15001)
    assert list(StockMove.objects.filter(reference_type="return").values_list("kind", "value_minor")) == [
        ("return", 15001),
        ("scrap", 15001),
    ]
    settle_return(row.id, actor=admin, at=NOW)
    assert left_open(delivered) == []
    sound()


def test_a_credit_lowers_a_bill_that_is_not_paid_and_nothing_is_paid_back(
    delivered: Order, bill: Bill, back: Back, admin: Actor
) -> None:
    invoice = bill(delivered)
    settle_return(back(delivered, 3, "refund").id, actor=admin, at=NOW)
    item = Item.objects.get(invoice=invoice)
    assert (item.open_minor, ReturnCredit.objects.get().refund) == (87850, None)
    assert [kind for kind, *_ in left_open(delivered)] == ["not_paid"]


def test_a_credit_that_pays_another_order_leaves_both_closed(
    delivered: Order, paid: Invoice, back: Back, ask: Ask, chairs: Product, bill: Bill, admin: Actor
) -> None:
    settle_return(back(delivered, 3).id, actor=admin, at=NOW)
    assert left_open(delivered) == [("paid_not_as_billed", 37650, "")]
    assert [(one.billed, one.is_done) for one in progress([delivered])] == [(1, False)]
    other = ask((chairs, 3))
    send(other, admin)
    invoice = bill(other)
    credit = Item.objects.get(kind="credit_note")
    match([Match(Item.objects.get(invoice=invoice).id, credit.id)], actor=admin, at=NOW)
    assert (left_open(delivered), left_open(other)) == ([], [])
    assert [one.is_done for one in progress([delivered, other])] == [True, True]


def test_what_was_never_billed_is_just_not_billed(delivered: Order, back: Back, admin: Actor) -> None:
    row = settle_return(back(delivered, 3).id, actor=admin, at=NOW)
    assert (row.state, ReturnCredit.objects.count()) == ("settled", 0)
    (made,) = draft_from_shipped([delivered.id], actor=admin, at=NOW)
    assert made.invoice is not None
    assert made.invoice.net_minor == 70000
    sound()


def test_what_came_back_for_the_money_is_not_billed_in_advance(
    delivered: Order, paid: Invoice, back: Back, admin: Actor
) -> None:
    settle_return(back(delivered, 2).id, actor=admin, at=NOW)
    with pytest.raises(Refused, match=r"Only 0\.00 EUR"):
        draft_prepayment(delivered.id, amount_minor=1, actor=admin, at=NOW)
    settle_return(back(delivered, 1).id, actor=admin, at=NOW)
    with pytest.raises(Refused, match="is left to bill"):
        draft_prepayment(delivered.id, actor=admin, at=NOW)
    with pytest.raises(Refused, match=r"Only 0\.00 EUR"):
        draft_prepayment(delivered.id, percent=Decimal(50), actor=admin, at=NOW)
    sound()


def test_a_draft_of_the_goods_is_in_the_way(delivered: Order, back: Back, admin: Actor) -> None:
    draft_from_shipped([delivered.id], actor=admin, at=NOW)
    row = back(delivered, 3)
    with pytest.raises(Refused, match="A draft bills the goods of RT-2026-0001"):
        settle_return(row.id, actor=admin, at=NOW)
    assert Return.objects.get().state == "received"


def test_two_bills_are_credited_each_for_its_part(
    chairs: Product, ask: Ask, bill: Bill, back: Back, admin: Actor
) -> None:
    order = ask((chairs, 25))  # twenty are here
    send(order, admin)
    first = bill(order)
    receive([Receipt(chairs.id, Decimal(5), 10000)], actor=admin, at=NOW)
    reserve_orders([order.id], actor=admin, at=NOW)
    send(order, admin)
    second = bill(order)
    for invoice in (first, second):
        pay(invoice, admin)
    row = request_return(wish(order, 23, "refund"), actor=admin, at=NOW)
    assert sorted(line.quantity for line in row.lines.all()) == [3, 20]  # the costs of two deliveries
    settle_return(come(row, admin).id, actor=admin, at=NOW)
    notes = Invoice.objects.filter(kind="credit_note").order_by("corrects_id")
    assert [(one.corrects_id, one.net_minor) for one in notes] == [(first.id, 180000), (second.id, 50000)]
    assert sum(line.cost_minor or 0 for line in row.lines.all()) == 150010 + 30000
    assert left_open(order) == []
    sound()


def test_other_teams_neither_see_nor_return(delivered: Order, people: People, admin: Actor) -> None:
    charlie = people.actor("charlie")
    (done,) = request_returns([wish(delivered, 1)], actor=charlie, at=NOW)
    assert isinstance(done.error, NotFound)
    request_return(wish(delivered, 1), actor=admin, at=NOW)
    assert Return.objects.visible_to(charlie).count() == 0


def test_pieces_that_come_back_are_those_that_left(goods: dict[str, Product], ask: Ask, admin: Actor) -> None:
    lamp = goods["LAMP"]
    receive([Receipt(lamp.id, Decimal(3), 2000, codes=("L1", "L2", "L3"))], actor=admin, at=NOW)
    order = ask((lamp, 2))
    line = order.lines.get()
    send(order, admin, codes={line.id: ["L1", "L2"]})
    row = request_return(wish(order, 1), actor=admin, at=NOW)
    approve_returns([row.id], actor=admin, at=NOW)
    of = row.lines.get().id
    for codes, said in (((), "Name the serial number"), (("L3",), "did not leave")):
        (done,) = receive_returns([Arrived(row.id, (CameLine(of, codes=codes),))], actor=admin, at=NOW)
        assert said in str(done.error)
    (done,) = receive_returns([Arrived(row.id, (CameLine(of, codes=("L2",)),))], actor=admin, at=NOW)
    assert done.error is None
    unit = Unit.objects.get(code="L2")
    assert (unit.quantity, unit.location_id is not None) == (1, True)
    again = request_return(wish(order, 1), actor=admin, at=NOW)
    approve_returns([again.id], actor=admin, at=NOW)
    came = CameLine(again.lines.get().id, codes=("L2",))
    (done,) = receive_returns([Arrived(again.id, (came,))], actor=admin, at=NOW)
    assert "did not leave" in str(done.error)


def test_a_batch_answers_for_each_and_costs_the_same_statements(delivered: Order, admin: Actor) -> None:
    def statements(number: int) -> list[int]:
        counted = []
        with CaptureQueriesContext(connection) as seen:
            rows = [one.result for one in request_returns([wish(delivered, 1)] * number, actor=admin, at=NOW)]
        counted.append(len(seen))
        ids = [row.id for row in rows]
        with CaptureQueriesContext(connection) as seen:
            approve_returns(ids, actor=admin, at=NOW)
        counted.append(len(seen))
        with CaptureQueriesContext(connection) as seen:
            receive_returns([Arrived(pk) for pk in ids], actor=admin, at=NOW)
        counted.append(len(seen))
        return counted

    statements(1)
    assert statements(1) == statements(4)


def test_checks_find_what_was_changed_behind_the_back(
    delivered: Order, paid: Invoice, back: Back, admin: Actor
) -> None:
    settle_return(back(delivered, 3, "exchange").id, actor=admin, at=NOW)
    sound()
    ReturnTally.objects.update(taken=Decimal(9))
    ReturnLine.objects.update(replacement=None, cost_minor=1)
    every = (checks.no_more_back_than_arrived, checks.settled_has_its_documents, checks.cost_is_booked_back)
    assert [len(list(check())) for check in every] == [1, 1, 1]


def test_checks_name_what_came_back_or_was_credited_beyond_its_document(
    delivered: Order, paid: Invoice, back: Back, admin: Actor
) -> None:
    row = back(delivered, 3)
    settle_return(row.id, actor=admin, at=NOW)
    of = ShipmentLine.objects.get().shipment
    ReturnLine.objects.update(received_quantity=Decimal(2))
    assert f"more is credited for a line of the return {row.number} than came" in [
        *checks.settled_has_its_documents()
    ]
    ReturnLine.objects.update(quantity=Decimal(11), received_quantity=Decimal(11))
    said = f"more came back, or is to, of a line of the delivery {of.number} than arrived"
    assert said in [*checks.no_more_back_than_arrived()]
    note = InvoiceLine.objects.filter(invoice__kind="credit_note")
    for touched in ({"quantity": Decimal(11)}, {"net_minor": 100001}, {"net_minor": -1}):
        assert [*billing_checks.no_more_credited_than_billed()] == []
        was = note.values(*touched).get()
        with guards.lifted():
            note.update(**touched)
            assert [*billing_checks.no_more_credited_than_billed()] == [
                f"more is given back of a line of {paid.number} than it billed"
            ]
            note.update(**was)
