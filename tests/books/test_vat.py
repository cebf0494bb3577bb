"""The VAT report is that of the documents, to the cent: rates, reverse charge, sales within the Union, credit notes."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from decimal import Decimal

from django.test import Client
from django.urls import reverse

from polku.access.logic import Actor
from polku.billing.actions import credit, draft_prepayment, issue
from polku.billing.actions.crediting import CreditLine
from polku.billing.actions.settings import change_settings
from polku.billing.models import Invoice, TaxSubtotal
from polku.catalogue.logic.lines import AskedLine
from polku.contacts.models import Customer
from tests.billing.conftest import admin, ask, chairs, deal, goods
from tests.billing.test_exact import SETUP
from tests.conftest import NOW, People
from tests.orders.door import Door
from tests.stock.conftest import Ask

__all__ = ["admin", "ask", "chairs", "deal", "goods"]

SOLD = [
    [("S", "25.5", "33.33", "3"), ("S", "14", "9.99", "7"), ("Z", "0", "1.005", "11")],
    [("AE", "0", "1250.55", "1"), ("AE", "0", "0.37", "3")],
    [("K", "0", "124.75", "9.5")],
    [("G", "0", "77.77", "1")],
    [("E", "0", "12.12", "2")],
]


def line(category: str, percent: str, price: str, quantity: str) -> AskedLine:
    """One line of an order."""
    return AskedLine(
        description="Thing", kind="service", quantity=Decimal(quantity), unit_price=Decimal(price),
        tax_category=category, tax_percent=Decimal(percent),
    )  # fmt: skip


def documents() -> dict[str, tuple[Decimal, Decimal]]:
    """Base and tax by category and percent, as the documents say them; credit notes take away."""
    found: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(), Decimal()])
    for one in TaxSubtotal.objects.select_related("invoice"):
        sign = -1 if one.invoice.is_credit else 1
        sums = found[f"{one.category}:{one.percent.normalize():f}"]
        sums[0] += sign * Decimal(one.base_minor) / 100
        sums[1] += sign * Decimal(one.tax_minor) / 100
    return {key: (base, tax) for key, (base, tax) in found.items()}


def test_the_report_says_of_every_kind_of_tax_what_the_documents_say(
    ask: Ask, goods: object, admin: Actor, people: People
) -> None:
    change_settings(SETUP, actor=admin, at=NOW)
    Customer.objects.update(country="DE", vat_id="DE136695976")
    drafts = [draft_prepayment(ask(*[line(*one) for one in lines]).id, actor=admin, at=NOW) for lines in SOLD]
    assert [one.error for one in issue([one.id for one in drafts], actor=admin, at=NOW)] == [None] * 5
    credit(drafts[3].id, reason="Came back", at_once=True, actor=admin, at=NOW)
    for place in (0, 1):
        first = drafts[place].lines.order_by("position")[0]
        part = CreditLine(first.id, quantity=Decimal("1"))
        credit(drafts[place].id, [part], reason="One too many", at_once=True, actor=admin, at=NOW)
    assert Invoice.objects.filter(kind="credit_note").count() == 3
    client = Client()
    client.force_login(people.admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("books:report_file", args=["vat", "csv"])
    content = client.get(f"{url}?from=2026-11-01&to=2026-11-30").getvalue().decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(content)) if row["Tax key"]]
    told = {row["Tax key"]: (Decimal(row["Base"]), Decimal(row["Tax"])) for row in rows}
    assert told == documents()
    assert set(told) == {"S:25.5", "S:14", "Z:0", "AE:0", "K:0", "G:0", "E:0"}
    assert (told["K:0"], told["G:0"]) == ((Decimal("1185.13"), Decimal()), (Decimal(), Decimal()))
    page = client.get(
        f"{reverse('books:report', args=['vat'])}?from=2026-11-01&to=2026-11-30"
    ).content.decode()
    assert all(said in page for said in ("Reverse charge", "Within the European Union", "1,185.13"))
    one = {"vat_number": "DE136695976", "customer_id": Customer.objects.get().id}
    sums = {"goods_minor": 118513, "services_minor": int(documents()["AE:0"][0] * 100)}
    assert Door(admin)("GET", "/books/eu-sales?date_from=2026-11-01") == (200, [one | sums])
    page = client.get(
        f"{reverse('books:report', args=['eu-sales'])}?from=2026-11-01&to=2026-11-30"
    ).content.decode()
    assert all(said in page for said in ("DE136695976", "1,185.13", "tax_key=K%3A0&amp;customer="))
