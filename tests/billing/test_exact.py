"""Row, screen, paper, XML, ledger and VAT report agree to the cent; a check finds what was touched."""

from __future__ import annotations

import io
import random
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from pypdf import PdfReader

from polku.access.logic import Actor
from polku.billing import checks
from polku.billing.actions import credit, draft_prepayment, issue
from polku.billing.actions.billing import bill_orders
from polku.billing.actions.settings import change_settings
from polku.billing.logic.einvoice import cii, of_snapshot, read, ubl, validate
from polku.billing.models import Invoice, TaxSubtotal
from polku.billing.queries.papers import drawn, presented
from polku.books.models import Posting
from polku.books.queries import vat_report
from polku.catalogue.logic.lines import AskedLine
from polku.company.models import Company
from polku.db import guards
from polku.documents.queries import numbers_are_whole
from polku.kernel.errors import Refused
from polku.kernel.money import Money
from polku.orders.models import Order
from tests.billing.conftest import Bill
from tests.billing.logic.test_composing import SELLER
from tests.conftest import NOW
from tests.stock.conftest import Ask

SETUP = {key: value for key, value in SELLER.items() if key not in ("name", "country")} | {
    "legal_name": "Aava Oy"
}


def random_lines(dice: random.Random) -> list[AskedLine]:
    return [
        AskedLine(
            description=f"Thing {number}",
            kind=dice.choice(["goods", "service", "freight"]),
            quantity=Decimal(dice.randint(1, 5000)) / dice.choice([1, 10, 1000]),
            unit_price=Decimal(dice.randint(1, 99_999)) / dice.choice([1, 100]),
            discount_percent=Decimal(dice.choice([0, 0, 5, 33])),
            tax_category=category,
            tax_percent=Decimal(percent),
        )
        for number in range(dice.randint(1, 8))
        for category, percent in [dice.choice([("S", "25.5"), ("S", "14"), ("Z", "0")])]
    ]


@pytest.mark.parametrize("seed", range(6))
def test_every_place_says_the_same(seed: int, ask: Ask, goods: object, admin: Actor) -> None:
    dice = random.Random(seed)
    change_settings(SETUP | {"rounding": ("document", "line")[seed % 2]}, actor=admin, at=NOW)
    orders = [ask(*random_lines(dice), prices_include_tax=bool(seed % 3)) for _ in range(3)]
    drafts = [draft_prepayment(order.id, actor=admin, at=NOW) for order in orders]
    issue([one.id for one in drafts], actor=admin, at=NOW)
    credit(drafts[0].id, reason="All back", at_once=True, actor=admin, at=NOW)
    for row in Invoice.objects.order_by("id"):
        sums = row.snapshot["totals"]
        assert (sums["net_minor"], sums["tax_minor"], sums["gross_minor"]) == (
            row.net_minor, row.tax_minor, row.gross_minor,
        )  # fmt: skip
        for write in (ubl, cii):
            told = read(write(of_snapshot(row.snapshot)))
            assert (told.totals.net, told.tax, told.totals.payable) == (
                row.net.decimal, row.tax.decimal, row.payable.decimal,
            )  # fmt: skip
            assert [str(one) for one in validate(told) if one.is_fault] == []
        shown = presented(row.snapshot, is_draft=False)
        assert shown["totals"][-1]["value"] == Money(row.payable_minor, "EUR").format("en_GB")
    paper = drawn(Invoice.objects.order_by("id")[0].snapshot, at=NOW, is_draft=False)
    reader = PdfReader(io.BytesIO(paper))
    text = "".join(page.extract_text() for page in reader.pages).replace("\xa0", " ")
    first = Invoice.objects.order_by("id")[0]
    for amount in (first.net, first.tax, first.payable):
        assert amount.format("en_GB") in text
    assert read(reader.attachments["factur-x.xml"][0]).totals.payable == first.payable.decimal
    _ledger_agrees(admin)
    assert [*checks.chain_is_whole(), *checks.sums_are_those_of_lines()] == []
    assert [*checks.postings_are_those_of_documents(), *numbers_are_whole()] == []


def _ledger_agrees(admin: Actor) -> None:
    """Tax and base of the report are those of the documents."""
    report = vat_report(admin, date_from=date(2026, 11, 1), date_to=date(2026, 11, 30))
    told = {(one.key.category, one.key.percent): (one.base_minor, one.tax_minor) for one in report.sales}
    documents: dict[tuple[str, Decimal], tuple[int, int]] = {}
    for one in TaxSubtotal.objects.select_related("invoice"):
        sign = -1 if one.invoice.is_credit else 1
        base, tax = documents.get((one.category, one.percent), (0, 0))
        documents[one.category, one.percent] = (base + sign * one.base_minor, tax + sign * one.tax_minor)
    assert {key: value for key, value in told.items() if any(value)} == {
        key: value for key, value in documents.items() if any(value)
    }
    owed = sum(
        minor if debit else -minor
        for debit, minor in Posting.objects.filter(account__role="receivable").values_list(
            "debit", "company_minor"
        )
    )
    assert owed == sum(
        -row.gross_minor if row.is_credit else row.gross_minor for row in Invoice.objects.all()
    )


def test_tax_belongs_to_the_day_of_delivery_where_the_company_says_so(
    shipped: Order, bill: Bill, admin: Actor
) -> None:
    from polku.stock.models import Shipment

    change_settings({"tax_point": "delivery"}, actor=admin, at=NOW)
    Shipment.objects.update(shipped_at=NOW.replace(month=10))
    invoice = bill(shipped)
    assert (invoice.issue_date, invoice.tax_point) == (date(2026, 11, 20), date(2026, 10, 20))
    october = vat_report(admin, date_from=date(2026, 10, 1), date_to=date(2026, 10, 31))
    assert october.output_minor == invoice.tax_minor


def test_a_sale_within_the_union_says_why_no_tax_is_charged(
    ask: Ask, chairs: object, bill: Bill, admin: Actor, deal: object
) -> None:
    from polku.contacts.models import Customer
    from tests.billing.conftest import send_out

    Company.objects.update(country="FI")
    Customer.objects.update(country="DE", vat_id="DE136695976")
    change_settings(SETUP, actor=admin, at=NOW)
    order = ask((chairs, 2))
    send_out(order, admin)
    for number in ("", "none", "FI12345671"):
        Customer.objects.update(vat_id=number)
        with pytest.raises(Refused) as refused:
            bill_orders([order.id], issue_now=True, actor=admin, at=NOW)
        assert refused.value.code == "no_vat_number"
    assert ask((chairs, 1)).tax_minor == 2550  # a number of our own state leaves the tax to us
    Customer.objects.update(vat_id="de 136 695 976")
    invoice = bill(order)
    (subtotal,) = invoice.subtotals.all()
    assert (subtotal.category, subtotal.tax_minor, subtotal.reason_code) == ("K", 0, "VATEX-EU-IC")
    assert subtotal.reason == "Intra-Community supply"
    assert [str(one) for one in validate(of_snapshot(invoice.snapshot))] == []
    Customer.objects.update(vat_id="")
    note = credit(invoice.id, None, reason="Late", at_once=True, actor=admin, at=NOW)
    numbers = [one.snapshot["buyer"]["vat_id"] for one in (invoice, note)]
    assert numbers == ["DE136695976"] * 2


def test_the_check_finds_what_was_touched(shipped: Order, bill: Bill) -> None:
    invoice = bill(shipped)
    with guards.lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE billing_invoice SET digest = 'x'")
        cursor.execute("UPDATE billing_invoiceline SET net_minor = 1")
    assert list(checks.chain_is_whole()) == [
        f"the document {invoice.number} is not what it was when it was issued"
    ]
    assert list(checks.sums_are_those_of_lines()) == [f"the lines of {invoice.number} do not add up to it"]
