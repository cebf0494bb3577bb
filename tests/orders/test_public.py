"""On the page of his offer the buyer sees how far his order is, and opens his bill; nobody else's, nothing of ours."""

from __future__ import annotations

import html
import re
from decimal import Decimal

import pytest
from django.test import Client

from polku.access.logic import SYSTEM, Actor
from polku.billing.actions.billing import bill_prepayment
from polku.billing.models import Invoice
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.models import Product
from polku.deals.models import Deal
from polku.orders.actions import cancel_orders, confirm_orders
from polku.orders.models import Order
from polku.quotes.actions import accept, draft, send
from polku.quotes.logic.incoming import Content, NewQuote, OfferedLine
from polku.quotes.models import Quote
from polku.stock.actions import deliver, pick, ship
from tests.billing.conftest import Bill, bill
from tests.conftest import NOW, People
from tests.returns.conftest import pay
from tests.stock.conftest import chairs, deal, goods

__all__ = ["bill", "chairs", "deal", "goods"]

SECRETS = ("70.00", "75.01", "7000", "margin", "Zwicker-internal")


@pytest.fixture
def admin(people: People) -> Actor:
    return people.actor("admin")


def agreed(deal: Deal, chairs: Product, terms: str = "due_date") -> tuple[Quote, Order]:
    """The buyer accepts three chairs of his offer."""
    line = OfferedLine(AskedLine(product_id=chairs.pk, quantity=Decimal(3)))
    quote = draft(NewQuote(deal.pk, Content((line,), payment_terms=terms)), actor=SYSTEM, at=NOW)
    send(quote.pk, site="https://polku.example", actor=SYSTEM, at=NOW)
    accept(quote.pk, name="Dora", actor=SYSTEM, at=NOW)
    return quote, Order.objects.get(quote=quote)


def way(quote: Quote) -> tuple[str, str]:
    """The stops of the way with what is done (+) and now (>), and all that the section says, as plain words."""
    answer = Client().get(f"/q/{quote.token}/?lang=en")
    shown = re.search(r'class="offer-way".*?</section>', answer.content.decode(), re.S)
    assert answer.status_code == 200
    assert shown is not None
    found = re.findall(r'<li(?: class="(done|now)")?[^>]*>(\w+)(?: <span|</li>)', shown[0])
    stops = " ".join({"done": "+", "now": ">"}.get(state, "") + name for state, name in found)
    return stops, " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown[0])).split())


def test_the_buyer_sees_his_order_go_from_the_order_to_the_money(
    deal: Deal, chairs: Product, bill: Bill, admin: Actor
) -> None:
    quote, order = agreed(deal, chairs)
    stops, said = way(quote)
    assert stops == ">Order Delivery Invoice Payment"
    assert "Next we confirm your order in writing" in said
    confirm_orders([order.pk], actor=admin, at=NOW)
    line = order.lines.get()
    part = pick(order.pk, quantities={line.pk: Decimal(2)}, actor=admin, at=NOW)
    assert "Delivery " not in way(quote)[1].split("We get it ready for you.")[1]
    ship(part.pk, carrier="Posti", tracking="JJFI 21", actor=admin, at=NOW)
    stops, said = way(quote)
    assert stops == "+Order >Delivery Invoice Payment"
    assert "We get the rest ready for you." in said
    assert f"Delivery {part.number} On its way Posti · JJFI 21 Chair 1 pc still to come" in said
    deliver(part.pk, actor=admin, at=NOW)
    rest = pick(order.pk, actor=admin, at=NOW)
    ship(rest.pk, actor=admin, at=NOW)
    assert "It is on its way to you." in way(quote)[1]
    deliver(rest.pk, actor=admin, at=NOW)
    assert way(quote)[0] == "+Order +Delivery >Invoice Payment"
    invoice = bill(order)
    stops, said = way(quote)
    assert stops == "+Order +Delivery +Invoice >Payment"
    assert f"To be paid €376.50 Invoice {invoice.number}, by 4 December 2026" in said
    pay(invoice, admin)
    stops, said = way(quote)
    assert stops == "+Order +Delivery +Invoice +Payment"
    assert "All of it is delivered and paid." in said
    assert "Paid €376.50" in said
    assert [one for one in SECRETS if one in said] == []


def test_what_is_paid_first_is_billed_and_paid_before_it_comes(
    deal: Deal, chairs: Product, admin: Actor
) -> None:
    quote, order = agreed(deal, chairs, terms="pay_first")
    confirm_orders([order.pk], actor=admin, at=NOW)
    assert way(quote)[0] == "+Order >Invoice Payment Delivery"
    pay(bill_prepayment(order.pk, issue_now=True, actor=admin, at=NOW), admin)
    stops, said = way(quote)
    assert stops == "+Order +Invoice +Payment >Delivery"
    assert "Prepayment invoice" in said


def test_of_an_order_that_was_called_off_only_what_happened_is_told(
    deal: Deal, chairs: Product, admin: Actor
) -> None:
    quote, order = agreed(deal, chairs)
    cancel_orders([order.pk], reason="Zwicker-internal", actor=admin, at=NOW)
    stops, said = way(quote)
    assert stops == ""
    assert "Your order was called off." in said
    assert [one for one in SECRETS if one in said] == []


def test_a_bill_opens_by_the_link_of_its_own_offer_alone(deal: Deal, chairs: Product, admin: Actor) -> None:
    quote, order = agreed(deal, chairs)
    other, _order = agreed(deal, chairs)
    confirm_orders([order.pk], actor=admin, at=NOW)
    issued = bill_prepayment(order.pk, amount_minor=5000, issue_now=True, actor=admin, at=NOW)
    kept = bill_prepayment(order.pk, amount_minor=5000, issue_now=False, actor=admin, at=NOW)
    page = Client().get(f"/q/{quote.token}/").content.decode()
    address = f"/q/{quote.token}/bills/{issued.pk}.pdf"
    assert page.count("/bills/") == 1
    assert address in page
    answer = Client().get(address)
    assert (answer.status_code, answer.content[:4]) == (200, b"%PDF")
    assert answer["Content-Disposition"].startswith("inline")
    assert "no-store" in answer["Cache-Control"]
    wrong = (
        f"/q/{quote.token}/bills/{kept.pk}.pdf",
        f"/q/{other.token}/bills/{issued.pk}.pdf",
        f"/q/{quote.token[:-1]}/bills/{issued.pk}.pdf",
        f"/q/{quote.token}/bills/999999.pdf",
    )
    assert Invoice.objects.filter(pk=kept.pk).exists()
    assert [Client().get(one).status_code for one in wrong] == [404, 404, 404, 404]
