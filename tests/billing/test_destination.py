"""Sold to consumers in other states of the Union at the rates of their country: bill, e-invoice, books, threshold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from polku.access.logic import Actor
from polku.billing.actions import credit, draft_from_shipped, draft_prepayment, issue
from polku.billing.actions.settings import change_settings
from polku.billing.logic.einvoice import cii, of_snapshot, ubl, validate
from polku.billing.models import Invoice
from polku.books.queries import vat_report
from polku.catalogue.actions.destination import change_tax_settings
from polku.catalogue.models import Product, TaxSettings
from polku.catalogue.queries.destination import tax_settings
from polku.contacts.models import Customer
from polku.deals.models import Deal
from polku.stock.actions import deliver_services
from tests.billing.conftest import Bill, send_out
from tests.billing.logic.test_composing import SELLER
from tests.billing.logic.test_einvoice import Failed
from tests.billing.logic.test_einvoice import failed as failed
from tests.conftest import NOW, People
from tests.stock.conftest import Ask


@pytest.fixture
def sold(chairs: Product, ask: Ask, deal: Deal, admin: Actor, bill: Bill) -> Callable[[str], Invoice]:
    """Two chairs to a consumer in a country, billed."""
    change_settings({name: SELLER[name] for name in ("vat_id", "iban", "line1", "city")}, actor=admin, at=NOW)

    def to(country: str) -> Invoice:
        Customer.objects.filter(id=deal.customer_id).update(country=country, vat_id="", city="Bonn")
        order = ask((chairs, 2))
        send_out(order, admin)
        return bill(order)

    return to


def rows(admin: Actor) -> dict[str, tuple[int, int]]:
    told = vat_report(admin, date_from=NOW.date(), date_to=NOW.date())
    return {row.tax_key: (row.base_minor, row.tax_minor) for row in told.sales}


@pytest.mark.parametrize("syntax", ["ubl", "cii"])
def test_their_rate_stands_on_the_bill_in_the_e_invoice_and_in_the_report_by_country(
    sold: Callable[[str], Invoice], admin: Actor, failed: Failed, syntax: str
) -> None:
    change_tax_settings(union="there", threshold_minor=1_000_000, actor=admin, at=NOW)
    invoice = sold("DE")
    assert (invoice.net_minor, invoice.tax_minor) == (20000, 3800)
    document = of_snapshot(invoice.snapshot)
    assert failed((ubl if syntax == "ubl" else cii)(document), syntax) == set()
    sold("FI")
    assert rows(admin) == {"S:19@DE": (20000, 3800), "S:25.5": (20000, 5100)}
    line = invoice.lines.get()
    credit(invoice.id, None, reason="Late", at_once=True, actor=admin, at=NOW)
    assert (line.tax_percent, rows(admin)["S:19@DE"]) == (Decimal(19), (0, 0))


def test_from_the_threshold_on(sold: Callable[[str], Invoice], admin: Actor) -> None:
    change_tax_settings(union="above", threshold_minor=30_000, actor=admin, at=NOW)
    assert [sold("DE").tax_minor, TaxSettings.objects.get().above_since] == [5100, None]
    assert sold("LV").tax_minor == 5100
    assert TaxSettings.objects.get().above_since == NOW.date() + timedelta(days=1)
    TaxSettings.objects.update(above_since=NOW.date())
    tax_settings.forget()
    assert sold("LV").tax_minor == 4200
    assert rows(admin) == {"S:25.5": (40000, 10200), "S:21@LV": (20000, 4200)}


def test_it_is_set_on_the_page_of_taxes(client: Client, sold: object, people: People) -> None:
    client.force_login(people.admin)
    assert client.post("/settings/taxes/union/", {"union": "there", "threshold": "8000"}).status_code == 303
    row = TaxSettings.objects.get()
    assert (row.union, row.threshold_minor) == ("there", 800_000)
    assert 'value="there"' in client.get("/settings/taxes/").content.decode()


def test_services_abroad_are_not_subject_to_tax_and_beside_goods_they_are_export(
    goods: dict[str, Product],
    chairs: Product,
    ask: Ask,
    admin: Actor,
    people: People,
    client: Client,
    failed: Failed,
) -> None:
    change_settings({name: SELLER[name] for name in ("vat_id", "iban", "line1", "city")}, actor=admin, at=NOW)
    Customer.objects.update(country="NO", vat_id="", city="Oslo")
    fitting = goods["FIT"]
    alone, mixed = ask((fitting, 2)), ask((chairs, 1), (fitting, 2))
    kinds = [sorted(order.lines.values_list("tax_category", flat=True)) for order in (alone, mixed)]
    assert kinds == [["O"], ["G", "O"]]
    draft_prepayment(mixed.id, percent=Decimal(50), actor=admin, at=NOW)
    for order in (alone, mixed):
        deliver_services(order.id, actor=admin, at=NOW)
        draft_from_shipped([order.id], actor=admin, at=NOW)
    send_out(mixed, admin)
    drafts = list(Invoice.objects.order_by("id"))
    client.force_login(people.admin)
    pages = [client.get(f"/invoices/{one.id}/").content.decode() for one in drafts]
    assert ["stand here as export" in page for page in pages] == [False, False, True]
    issue([one.id for one in drafts], actor=admin, at=NOW)
    draft_from_shipped([mixed.id], actor=admin, at=NOW)
    issue(list(Invoice.objects.filter(number=None).values_list("id", flat=True)), actor=admin, at=NOW)
    found = [of_snapshot(one.snapshot) for one in Invoice.objects.order_by("id")]
    assert [[one.category for one in document.subtotals] for document in found] == [
        ["G"],
        ["O"],
        ["G"],
        ["G"],
    ]
    assert [str(one) for document in found for one in validate(document)] == []
    assert (
        failed(ubl(found[1]), "ubl") == failed(cii(found[1]), "cii") == failed(ubl(found[2]), "ubl") == set()
    )
    assert set(rows(admin)) == {"G:0", "O:0"}
