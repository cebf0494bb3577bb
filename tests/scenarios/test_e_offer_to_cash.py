"""From agreed needs to paid and booked, once on pages and once by API: the deal follows its papers by itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from polku.access.logic import SYSTEM
from polku.billing.models import Invoice
from polku.books.queries import trial_balance
from polku.catalogue.actions import add_products, load_ready_taxes
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.models import Product
from polku.company.models import Company
from polku.company.queries import forget
from polku.cycle.queries import review_all
from polku.deals.actions import undo
from polku.deals.models import StageVisit
from polku.deals.queries.health import course_agrees
from polku.eventlog.models import Event
from polku.kernel.money import Money
from polku.orders.models import Order
from polku.process.queries import let_go, published
from polku.quotes.models import Quote
from polku.stock.actions import Receipt, receive
from polku.stock.models import Shipment
from tests.conftest import NOW
from tests.scenarios.conftest import Story

ORDERED = ["confirmed", "delivered", "billed", "paid", "aftersales"]
COLUMNS = ("product", "sku", "unit", "tax_category", "kind", "discount", "group")


@pytest.fixture
def shop(story: Story) -> Story:
    """A company that sells chairs from stock and fits them, in the process that goes on to the money."""
    Company.objects.update(country="FI")
    forget()
    load_ready_taxes(actor=SYSTEM, at=NOW)
    chair = NewProduct("CHAIR", "Chair", price=Decimal(100), cost=Money(6000, "EUR"))
    made = add_products(
        [chair, NewProduct("FIT", "Fitting", kind="service", price=Decimal(50))], actor=SYSTEM, at=NOW
    )
    assert [one.error for one in made] == [None, None]
    receive([Receipt(_product("CHAIR"), Decimal(40), 6000)], actor=SYSTEM, at=NOW)
    story.cli("process", "load", "lead-to-paid", "--default")
    let_go(published("lead-to-paid").version_id)
    return story


def _product(sku: str) -> int:
    return Product.objects.values_list("id", flat=True).get(sku=sku)


def stages(deal_id: int) -> list[str]:
    """The stages a deal has been in, in order."""
    return list(StageVisit.objects.filter(deal_id=deal_id).order_by("seq").values_list("stage", flat=True))


def is_whole(story: Story, deal_id: int) -> None:
    """The deal stands in the last stage, won and worth what was ordered; nothing is left open, all is booked."""
    deal, order = story.deal(deal_id), Order.objects.get(deal_id=deal_id)
    assert (deal.stage, deal.outcome, deal.value_minor) == ("aftersales", "won", order.net_minor)
    assert deal.closed_at == order.confirmed_at
    assert stages(deal_id)[-5:] == ORDERED
    assert StageVisit.objects.filter(deal_id=deal_id, stage__in=ORDERED, automatic=True).count() == 5
    (found,) = review_all([order.id])
    assert (found.closed, found.discrepancies) == (True, ())
    assert list(course_agrees()) == []
    balance = trial_balance(story.actor("admin"))
    assert (balance.difference_minor, balance.debit_minor > 0) == (0, True)
    funnel = {one["key"]: one for one in story.report("funnel", "--process", "lead-to-paid")["stages"]}
    assert [funnel[key]["reached"] for key in ORDERED] == [1] * 5
    assert funnel["billed"]["advanced"] == 1
    page = story.page("admin").get(f"/deals/{deal_id}/").content.decode()
    assert f">{order.number}</a> <span>Delivered 100%, Billed 100%, Paid 100%</span>" in page
    drawn = story.page("admin").get("/process/lead-to-paid/figures/").content.decode()
    assert "won by itself when: Order confirmed" in drawn


def agreed(story: Story) -> int:
    """A deal whose needs the buyer confirmed; what came before was settled on the telephone."""
    deal_id = story.open("Chairs")
    assert story.move(deal_id, "needs", by="admin", override_reason="All was known at the fair") == []
    story.api("alice", "POST", "/activities", {"deal_id": deal_id, "kind": "call", "text": "Spoke"})
    assert story.api("alice", "PUT", f"/deals/{deal_id}/items/needs_recap").status_code == 200
    return deal_id


def written(description: str, quantity: str, price: str) -> dict[str, Any]:
    """The form of an offer with one line of stock."""
    head = {
        "title": "Chairs", "needs": "Seats", "currency": "EUR", "language": "en", "valid_until": "2026-12-20",
        "payment_terms": "due_date", "due_days": "14", "payment": "", "delivery": "", "guarantee": "",
    }  # fmt: skip
    cells = {name: ["", ""] for name in COLUMNS}
    return head | cells | {
        "product": [_product("CHAIR"), ""], "description": [description, ""], "quantity": [quantity, "1"],
        "unit_price": [price, ""], "tax": ["25,5", ""], "optional": ["", ""],
    }  # fmt: skip


def test_on_pages_a_deal_runs_from_agreed_needs_to_paid_and_booked(shop: Story) -> None:
    deal_id = agreed(shop)
    office, buyer = shop.page("admin"), Client()

    def post(address: str, **told: Any) -> None:
        answer = office.post(address, told)
        assert answer.status_code == 303, (address, answer.status_code, answer.content.decode()[-3000:])

    post(f"/deals/{deal_id}/quotes/new/", **written("Chair", "4", "100"))
    quote = Quote.objects.get()
    post(f"/quotes/{quote.id}/sending/", to="", message="")
    assert shop.deal(deal_id).stage == "offer"  # the quote went out, the needs were confirmed
    shop.wait(days=2)
    page = f"/q/{quote.token}/"
    assert buyer.get(page).status_code == 200
    assert buyer.post(f"{page}acceptance/", {"name": "Dora", "version": "1"}).status_code == 303
    assert shop.deal(deal_id).stage == "finalise"
    order = Order.objects.get(deal_id=deal_id)
    assert "Confirm the order" in office.get(f"/deals/{deal_id}/").content.decode()
    shop.wait(hours=3)
    post(f"/orders/{order.id}/confirmation/")
    deal = shop.deal(deal_id)
    assert (deal.stage, deal.outcome, deal.value_minor, deal.closed_at) == (
        "confirmed",
        "won",
        40000,
        shop.at,
    )
    assert "Ship" in office.get(f"/deals/{deal_id}/").content.decode()
    shop.wait(days=1)
    post(f"/orders/{order.id}/picking/")
    shipment = Shipment.objects.get()
    post(f"/shipments/{shipment.pk}/departure/", carrier="Posti", tracking="T1")
    assert shop.deal(deal_id).stage == "delivered"
    post(f"/shipments/{shipment.pk}/arrival/", received_by="Dora")
    post("/invoices/to-bill/", id=[order.id], issue="1")
    assert shop.deal(deal_id).stage == "billed"
    bill = Invoice.objects.get()
    shop.wait(days=9)
    day = shop.at.date().isoformat()
    post("/payments/new/", of=bill.number, amount="502,00", currency="EUR", received_date=day, method="bank")
    is_whole(shop, deal_id)
    page = office.get(f"/orders/{order.id}/").content.decode()
    told = (">Done<", "shipped the delivery", "issued the invoice", "is paid")
    assert [one for one in told if one not in page] == []
    assert ["offer", "negotiate", "finalise", *ORDERED] == stages(deal_id)[2:]
    figure = shop.report("time-to-win", "--process", "lead-to-paid")
    assert (figure["delivered"], figure["median_days_delivered"]) == (1, 10.0)
    page = office.get("/insight/figures/time-to-win/", {"process": "lead-to-paid"}).content.decode()
    assert "from the win to delivered and paid" in page


def test_by_api_a_deal_runs_to_paid_and_booked(shop: Story) -> None:
    def send(method: str, path: str, body: Any) -> Any:
        answer = shop.api("admin", method, path, body)
        assert answer.status_code < 300, answer.content
        return answer.json()

    deal_id = send("POST", "/deals", {"company": "Dora Oy", "email": "dora@buyer.example"})["id"]
    lines = [{"product_id": _product("CHAIR"), "quantity": 3}]
    quote = send("POST", "/quotes", {"deal_id": deal_id, "title": "Chairs", "lines": lines})
    send("POST", f"/quotes/{quote['id']}/sendings", {})
    order_id = send("POST", f"/quotes/{quote['id']}/acceptances", {"name": "Dora"})["order_id"]
    send("POST", f"/orders/{order_id}/confirmations", {})
    shipment = send("POST", f"/orders/{order_id}/shipments", {})
    send("POST", f"/shipments/{shipment['id']}/departures", {"carrier": "Posti"})
    send("POST", f"/shipments/{shipment['id']}/arrivals", {"received_by": "Dora"})
    billed = send("POST", "/invoices", {"order_ids": [order_id]})[0]
    bill = send("POST", f"/invoices/{billed['invoice']['id']}/issues", {})
    paid = {"amount_minor": bill["payable_minor"], "currency": "EUR", "received_date": bill["issue_date"]}
    send("POST", "/receipts", paid | {"reference": bill["number"], "invoice_ids": [bill["id"]]})
    is_whole(shop, deal_id)


def test_a_service_company_is_paid_for_what_it_did(shop: Story) -> None:
    lines = [{"product_id": _product("FIT"), "quantity": 2}]
    placed = shop.api("admin", "POST", "/orders", {"buyer": {"company": "Dora Oy"}, "lines": lines})
    assert placed.status_code == 201, placed.content
    order_id, deal_id = placed.json()["id"], placed.json()["deal_id"]
    for path, body in (
        (f"/orders/{order_id}/confirmations", {}),
        (f"/orders/{order_id}/services", {}),
        ("/invoices", {"order_ids": [order_id], "issue": True}),
    ):
        answer = shop.api("admin", "POST", path, body)
        assert answer.status_code < 300, (path, answer.content)
    bill = Invoice.objects.get()
    paid = {"amount_minor": bill.payable_minor, "currency": "EUR", "received_date": "2026-11-20"}
    shop.api("admin", "POST", "/receipts", paid | {"order_id": order_id, "invoice_ids": [bill.id]})
    is_whole(shop, deal_id)


def test_a_win_that_an_order_brought_can_be_taken_back(shop: Story) -> None:
    deal_id = shop.open("Chairs", value={"minor": 5000, "currency": "EUR"})
    lines = [{"product_id": _product("FIT"), "quantity": 2}]
    placed = shop.api("admin", "POST", "/orders", {"deal_id": deal_id, "lines": lines}).json()
    shop.api("admin", "POST", f"/orders/{placed['id']}/confirmations", {})
    deal = shop.deal(deal_id)
    assert (deal.stage, deal.outcome, deal.value_minor) == ("confirmed", "won", 10000)
    won = Event.objects.get(case_id=deal_id, kind="deals.deal_won")
    assert (won.payload["automatic"], won.payload["from_stage"]) == (True, "find")
    undo(won.id, actor=shop.actor("admin"), at=shop.at)
    deal = shop.deal(deal_id)
    assert (deal.stage, deal.outcome, deal.value_minor) == ("find", "open", 5000)
    assert list(course_agrees()) == []
