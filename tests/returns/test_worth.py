"""What comes back, or is taken off the price of what stays, was not sold: a won deal is worth so much less."""

from __future__ import annotations

from decimal import Decimal

from polku.access.logic import Actor
from polku.billing.actions import credit
from polku.billing.logic.incoming import CreditLine
from polku.billing.models import Invoice
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.orders.models import Order
from polku.returns.actions import settle_return
from tests.conftest import NOW
from tests.returns.conftest import Back


def test_it_follows_credits_of_an_amount_and_goods_that_came_back(
    delivered: Order, paid: Invoice, back: Back, deal: Deal, admin: Actor
) -> None:
    def value() -> int | None:
        return Deal.objects.get(id=deal.id).value_minor

    line = paid.lines.get()
    assert value() == 100000
    note = credit(paid.id, [CreditLine(line.id, amount_minor=5000)], reason="Late", actor=admin, at=NOW)
    assert (note.net_minor, value()) == (5000, 100000)  # a draft says nothing yet
    three = back(delivered, 3, "credit")
    settle_return(three.id, actor=admin, at=NOW)
    assert value() == 70000
    credit(paid.id, [CreditLine(line.id, Decimal(7))], reason="Wrong name", at_once=True, actor=admin, at=NOW)
    assert value() == 70000  # billed anew under another name, still sold
    rest = back(delivered, 7, "exchange")
    settle_return(rest.id, actor=admin, at=NOW)
    assert value() == 70000
    told = Event.objects.filter(case_id=deal.id, kind="deals.deal_revalued")
    assert [row.payload["value_minor"] for row in told] == [70000]


def test_no_more_is_taken_off_a_line_than_is_left_of_it(
    delivered: Order, paid: Invoice, back: Back, deal: Deal, admin: Actor
) -> None:
    off = [CreditLine(paid.lines.get().id, amount_minor=5000)]
    credit(paid.id, off, reason="Late", at_once=True, actor=admin, at=NOW)
    assert Deal.objects.get(id=deal.id).value_minor == 95000
    settle_return(back(delivered, 10, "refund").id, actor=admin, at=NOW)
    assert Deal.objects.get(id=deal.id).value_minor == 0
