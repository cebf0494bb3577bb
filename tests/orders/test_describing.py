"""What is agreed of an order besides its lines: addresses, dates, terms, the customer's reference."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from polku.catalogue.actions import add_products, load_ready_taxes
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.models import Product
from polku.company.models import Company
from polku.company.queries import forget
from polku.contacts.actions import update_customer
from polku.deals.models import Deal
from polku.kernel.errors import Invalid, Refused
from polku.orders.actions import Facts, change_facts, confirm_orders, place_order
from polku.orders.checks import sums_equal_lines
from polku.orders.logic.incoming import NewOrder
from polku.orders.models import Confirmation, Order
from tests.conftest import People
from tests.orders.conftest import CHAIRS
from tests.orders.test_pages import SIGN_IN, text

STREET = {"line1": "Kauppakatu 1", "post_code": "90100", "city": "Oulu", "country": "FI"}


def _again(deal: Deal, people: People, now: datetime, **told: object) -> Order:
    new = NewOrder(lines=(CHAIRS,), deal_id=deal.pk, channel="phone", **told)  # type: ignore[arg-type]
    return place_order(new, actor=people.actor("alice"), at=now)


def test_an_address_told_once_is_that_of_the_bill_and_of_the_next_order(
    deal: Deal, people: People, now: datetime
) -> None:
    first = _again(deal, people, now, delivery=STREET)
    assert first.billing == first.delivery == {"name": "Dora Oy"} | STREET
    assert _again(deal, people, now).delivery == first.delivery
    elsewhere = _again(deal, people, now, delivery={"city": "Turku"})
    assert elsewhere.billing == {"name": "Dora Oy", "city": "Turku"}
    assert _again(deal, people, now).billing == first.billing  # the last one with a street


def test_the_facts_of_a_confirmed_order_change_with_a_reason(
    order: Order, people: People, now: datetime
) -> None:
    actor = people.actor("alice")
    told = Facts(reference="PO 8", billing=STREET, promised_date=date(2026, 12, 1), payment_terms="pay_first")
    row = change_facts(order.pk, Facts(reference="PO 7"), version=1, actor=actor, at=now)
    assert (row.reference, row.version, row.changes.count()) == ("PO 7", 1, 0)
    confirm_orders([order.pk], actor=actor, at=now)
    with pytest.raises(Invalid, match="Say why"):
        change_facts(order.pk, told, version=1, actor=actor, at=now)
    row = change_facts(order.pk, told, version=1, reason="They told it", actor=actor, at=now)
    assert (row.reference, row.billing, row.due_days, row.version) == (
        "PO 8",
        {"name": "Dora Oy"} | STREET,
        0,
        2,
    )
    change = row.changes.get()
    assert (change.reason, change.before["payment_terms"]) == ("They told it", "due_date")
    assert Confirmation.objects.filter(order=row).count() == 2
    with pytest.raises(Refused, match="meanwhile"):
        change_facts(order.pk, told, version=1, reason="Again", actor=actor, at=now)


def test_what_cannot_be_agreed_is_refused(order: Order, people: People, now: datetime) -> None:
    for told in (
        Facts(billing={"country": "Finland"}),
        Facts(delivery={"planet": "Mars"}),
        Facts(payment_terms="never"),
        Facts(due_days=400),
    ):
        with pytest.raises(Invalid):
            change_facts(order.pk, told, version=1, actor=people.actor("alice"), at=now)


def test_goods_that_go_to_another_country_are_taxed_anew(deal: Deal, people: People, now: datetime) -> None:
    Company.objects.update(country="FI")
    forget()
    load_ready_taxes(actor=people.actor("admin"), at=now)
    made = add_products(
        [NewProduct("CHAIR", "Chair", price=Decimal(100))], actor=people.actor("admin"), at=now
    )
    assert made[0].error is None
    line = AskedLine(product_id=Product.objects.get().pk, quantity=Decimal(2))
    actor = people.actor("alice")
    row = place_order(NewOrder(lines=(line, CHAIRS), deal_id=deal.pk), actor=actor, at=now)
    before = row.tax_minor
    far = Facts(delivery={"line1": "1 Main Street", "country": "US"})
    row = change_facts(row.pk, far, version=1, actor=actor, at=now)
    lines = [(one.tax_category, one.tax_minor) for one in row.lines.order_by("position")]
    assert (lines[0], lines[1][0], before - row.tax_minor) == (("G", 0), "S", 5100)
    assert list(sums_equal_lines()) == []


def test_the_page_changes_them(order: Order, people: People, client: Client, now: datetime) -> None:
    client.force_login(people.alice, backend=SIGN_IN)
    page = f"/orders/{order.pk}/facts/"
    assert 'name="billing_line1"' in text(client.get(page))
    told = {"version": 1, "payment_terms": "due_date", "due_days": "30", "delivery_line1": "Rantatie 2"}
    assert client.post(page, told | {"delivery_country": "fi"}).status_code == 303
    order.refresh_from_db()
    assert (order.due_days, order.delivery["line1"], order.delivery["country"]) == (30, "Rantatie 2", "FI")
    assert "Rantatie 2" in text(client.get(f"/orders/{order.pk}/"))
    confirm_orders([order.pk], actor=people.actor("alice"), at=now)
    assert client.post(page, told).status_code == 422
    assert client.post(page, told | {"reason": "They moved"}).status_code == 303
    assert client.post(page, told | {"reason": "They moved"}).status_code == 422  # somebody was faster


def test_the_customers_own_address_stands_in_an_order_that_tells_none(
    deal: Deal, people: People, now: datetime
) -> None:
    first = _again(deal, people, now, delivery={"line1": "Vanhatie 1", "city": "Turku"})
    dock = {"line1": "Hamngatan 3", "city": "Luleå", "country": "SE"}
    values = STREET | {"delivery": dock}
    update_customer(deal.customer_id, values=values, base={}, actor=people.actor("alice"), at=now)
    deal.refresh_from_db()
    second = _again(deal, people, now)
    assert first.billing == {"name": "Dora Oy", "line1": "Vanhatie 1", "city": "Turku"}
    assert (second.billing, second.delivery) == ({"name": "Dora Oy"} | STREET, {"name": "Dora Oy"} | dock)
    third = _again(deal, people, now, delivery={"line1": "Uusitie 5", "city": "Kemi", "country": "FI"})
    assert (third.billing["line1"], third.delivery["line1"]) == ("Kauppakatu 1", "Uusitie 5")
