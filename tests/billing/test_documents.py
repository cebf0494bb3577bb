"""Random documents by an arithmetic that is written differently: row, lines, API, screen, paper, XML, ledger, VAT.

A few dozen in the suite; `POLKU_DOCUMENTS=10000 pytest tests/billing/test_documents.py` tries as many as one likes.
"""

from __future__ import annotations

import io
import os
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from babel.numbers import format_currency
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from polku.access.logic import Actor
from polku.billing import checks
from polku.billing.actions import credit, draft_prepayment, issue
from polku.billing.actions.settings import change_settings
from polku.billing.logic.einvoice import cii, of_snapshot, read, ubl, validate
from polku.billing.models import Invoice
from polku.billing.queries.papers import drawn, presented
from polku.billing.web.api_shapes import full
from polku.books.models import Posting
from polku.books.queries import vat_report
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.logic.totals import DocLine, Rounding, Tax
from polku.company.models import ExchangeRate
from polku.orders.models import Order
from tests.billing.logic.test_composing import SELLER
from tests.catalogue.test_totals import _oracle as oracle
from tests.conftest import NOW, People
from tests.stock.conftest import Ask

D = Decimal
BATCH = 15
EXAMPLES = max(int(os.environ.get("POLKU_DOCUMENTS", "30")) // BATCH, 1)
RATES = [("S", "25.5"), ("S", "24"), ("S", "14"), ("S", "10"), ("S", "7.7"), ("Z", "0"), ("E", "0")]
Key = tuple[str, Decimal]


@dataclass
class World:
    """What all documents so far must come to in the report and in the ledger."""

    base: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    tax: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    owed: int = 0
    looked: int = 0


@pytest.fixture
def world(goods: object, admin: Actor) -> World:
    ExchangeRate.objects.create(currency="USD", from_date=date(2026, 1, 1), rate_millionths=900_000)
    return World()


def some_lines(dice: Random) -> list[AskedLine]:
    """Lines with quantities to a thousandth, prices to four decimals, discounts."""
    rates = dice.sample(RATES, dice.randint(1, 3))
    found = []
    for number in range(dice.randint(1, 6)):
        category, percent = dice.choice(rates)
        found.append(
            AskedLine(
                description=f"Thing {number}",
                kind=dice.choice(["goods", "service", "freight"]),
                quantity=D(dice.randint(1, 20_000)).scaleb(-dice.choice([0, 0, 1, 3])),
                unit_price=D(dice.randint(1, 10 ** dice.randint(2, 7))).scaleb(-dice.choice([2, 2, 4])),
                discount_percent=D(dice.choice(["0", "0", "5", "33.3333"])),
                tax_category=category,
                tax_percent=D(percent),
            )
        )
    return found


def expected(lines: list[AskedLine], *, gross: bool, rounding: Rounding, currency: str) -> dict[str, object]:
    docs = [
        DocLine(
            one.quantity,
            one.unit_price or D(0),
            Tax(one.tax_category, one.tax_percent or D(0)),
            one.discount_percent or D(0),
        )
        for one in lines
    ]
    return oracle(
        docs, currency=currency, prices_include_tax=gross, rounding=rounding,
        allowances=[], charges=[], withholding=None, paid_minor=0,
    )  # fmt: skip


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**62))
def test_every_place_says_what_another_arithmetic_says(
    seed: int, ask: Ask, world: World, admin: Actor, people: People
) -> None:
    dice = Random(seed)
    rounding = dice.choice(list(Rounding))
    told = {key: value for key, value in SELLER.items() if key not in ("name", "country")}
    change_settings(told | {"rounding": rounding.value, "legal_name": "Aava Oy"}, actor=admin, at=NOW)
    made: list[tuple[Order, dict[str, object]]] = []
    for _ in range(BATCH):
        lines, gross = some_lines(dice), dice.random() < 0.5
        currency = dice.choice(["EUR", "EUR", "EUR", "USD"])
        right = expected(lines, gross=gross, rounding=rounding, currency=currency)
        if right["sums"][2] > 0:  # type: ignore[index]
            made.append((ask(*lines, prices_include_tax=gross, currency=currency), right))
    drafts = [draft_prepayment(order.id, actor=admin, at=NOW) for order, _right in made]
    issue([one.id for one in drafts], actor=admin, at=NOW)
    for draft, (_order, right) in zip(drafts, made, strict=True):
        row = Invoice.objects.get(id=draft.id)
        _row_is(row, right)
        _xml_is(row, right)
        _paper_is(row, right, look=world.looked % 10 == 0, people=people)
        _count(world, row, right, sign=1)
        world.looked += 1
    if drafts and dice.random() < 0.5:
        note = credit(drafts[0].id, reason="All back", at_once=True, actor=admin, at=NOW)
        _row_is(Invoice.objects.get(id=note.id), made[0][1])
        _count(world, Invoice.objects.get(id=note.id), made[0][1], sign=-1)
    _books_are(world, admin)


def _row_is(row: Invoice, right: dict[str, object]) -> None:
    """Row, lines, subtotals and the answer of the API."""
    sums = (row.net_minor, row.tax_minor, row.gross_minor, row.withheld_minor, row.payable_minor)
    assert sums == right["sums"]
    answer = full(row)
    rates = {
        (one["category"], D(one["percent"])): (one["base_minor"], one["tax_minor"]) for one in answer["taxes"]
    }
    assert rates == right["rates"]
    lines = answer["lines"]
    kind = ("net_minor", "tax_minor") if row.prices_include_tax else ("net_minor",)
    assert [sum(line[name] for name in kind) for line in lines] == right["lines"]
    assert (sum(line["net_minor"] for line in lines), sum(line["tax_minor"] for line in lines)) == sums[:2]
    assert answer["document"]["totals"]["payable_minor"] == answer["payable_minor"] == sums[4]


def _xml_is(row: Invoice, right: dict[str, object]) -> None:
    """Both e-invoices, read again."""
    net, tax, gross, _withheld, payable = (D(int(one)).scaleb(-2) for one in right["sums"])  # type: ignore[attr-defined]
    for write in (ubl, cii):
        document = read(write(of_snapshot(row.snapshot)))
        found = (document.totals.net, document.tax, document.totals.gross, document.totals.payable)
        assert found == (net, tax, gross, payable)
        rates = {(one.category, one.percent or D(0)): (one.base, one.tax) for one in document.subtotals}
        assert rates == {
            key: (D(int(base)).scaleb(-2), D(int(tax)).scaleb(-2))
            for key, (base, tax) in right["rates"].items()  # type: ignore[attr-defined]
        }
        assert [str(one) for one in validate(document) if one.is_fault] == []


def _paper_is(row: Invoice, right: dict[str, object], *, look: bool, people: People) -> None:
    """What screen and paper are made of; for some, the page and the PDF themselves."""
    net, tax, _gross, _withheld, payable = (
        format_currency(D(int(one)).scaleb(-2), row.currency, locale="en_GB")
        for one in right["sums"]  # type: ignore[attr-defined]
    )
    shown = presented(row.snapshot, is_draft=False)
    assert [one["value"] for one in shown["totals"]] == [net, tax, payable]
    if not look:
        return
    page = Client()
    page.force_login(people.admin)
    html = page.get(f"/invoices/{row.id}/").content.decode()
    paper = PdfReader(io.BytesIO(drawn(row.snapshot, at=NOW, is_draft=False)))
    text = "".join(one.extract_text() for one in paper.pages).replace("\xa0", " ")
    for amount in (net, tax, payable):
        assert amount in html
        assert amount in text
    for line in shown["lines"]:
        assert re.search(rf"(?<![\d.,]){re.escape(line['net'])}(?![\d])", text)
    assert read(paper.attachments["factur-x.xml"][0]).totals.payable == row.payable.decimal


def _count(world: World, row: Invoice, right: dict[str, object], *, sign: int) -> None:
    """What the books must hold: of documents in our currency as the other arithmetic says."""
    for one in row.subtotals.all():
        key = (one.category, one.percent)
        base, tax = right["rates"][key]  # type: ignore[index]
        if row.currency != "EUR":
            base, tax = one.company_base_minor, one.company_tax_minor
        world.base[key] += sign * int(base)
        world.tax[key] += sign * int(tax)
    world.owed += sign * (int(right["sums"][4]) if row.currency == "EUR" else row.company_gross_minor)  # type: ignore[index]


def _books_are(world: World, admin: Actor) -> None:
    """The VAT report and what customers owe; and the checks find nothing."""
    report = vat_report(admin, date_from=date(2026, 11, 1), date_to=date(2026, 11, 30))
    found = {(one.key.category, one.key.percent): (one.base_minor, one.tax_minor) for one in report.sales}
    right = {key: (world.base[key], world.tax[key]) for key in world.base}
    assert {key: sums for key, sums in found.items() if any(sums)} == {
        key: sums for key, sums in right.items() if any(sums)
    }
    rows = Posting.objects.filter(account__role="receivable").values_list("debit", "company_minor")
    assert sum(minor if debit else -minor for debit, minor in rows) == world.owed
    assert [*checks.sums_are_those_of_lines(), *checks.postings_are_those_of_documents()] == []
