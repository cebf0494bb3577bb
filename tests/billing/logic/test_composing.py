"""E-invoices of our own snapshots keep the official rules, and their figures are those of the snapshot."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from tests.billing.logic.test_einvoice import Failed, failed

from polku.billing.logic.einvoice import cii, of_snapshot, read, ubl, validate
from polku.billing.logic.snapshots import SnapLine, snapshot, subtotal_data
from polku.catalogue.logic.taxation import REASONS
from polku.catalogue.logic.totals import DocLine, Rounding, Tax, totals
from polku.kernel.money import Money

__all__ = ["failed"]

CODES = {"AE": "VATEX-EU-AE", "K": "VATEX-EU-IC", "G": "VATEX-EU-G", "O": "VATEX-EU-O"}
SELLER = {
    "name": "Aava Oy", "line1": "Satamakatu 4", "post_code": "00160", "city": "Helsinki", "country": "FI",
    "vat_id": "FI12345671", "register_id": "1234567-1", "email": "laskut@aava.example", "phone": "+358 9 1",
    "iban": "FI21 1234 5600 0007 85", "bic": "NDEAFIHH", "account_name": "Aava Oy",
}  # fmt: skip
BUYER = {
    "name": "Łódź Foods",
    "line1": "Piotrkowska 1",
    "post_code": "90-001",
    "city": "Łódź",
    "country": "PL",
}
Told = tuple[str, str, str, str, str]


def told(
    lines: list[Told], *, gross: bool = False, rounding: str = "document", **head: Any
) -> dict[str, Any]:
    """A snapshot of lines (quantity, price, discount, category, percent)."""
    docs = [
        DocLine(Decimal(q), Decimal(p), Tax(category, Decimal(rate)), Decimal(d))
        for q, p, d, category, rate in lines
    ]
    currency = head.get("currency", "EUR")
    found = totals(docs, currency=currency, prices_include_tax=gross, rounding=Rounding(rounding))
    rows = [
        SnapLine(
            n, f"S-{n}", f"Thing {n}", "goods", one.quantity, "C62", one.unit_price, one.discount_percent,
            one.tax.category, one.tax.percent, found.line_net_minors[n - 1], found.line_tax_minors[n - 1],
        )
        for n, one in enumerate(docs, 1)
    ]  # fmt: skip
    subtotals = [
        subtotal_data(
            one.category, one.percent, one.base_minor, one.tax_minor, one.tax_minor,
            "" if one.category in "SZ" else REASONS[one.category], CODES.get(one.category, ""),
        )
        for one in found.subtotals
    ]  # fmt: skip
    plain = {
        "kind": "invoice", "number": "INV-2026-0042", "currency": currency, "company_currency": "EUR",
        "issue_date": "2026-11-20", "delivered_date": "2026-11-18", "tax_point": "2026-11-20",
        "due_date": "2026-12-04", "prices_include_tax": gross, "reference": "PO-7", "order": "O-2026-0001",
    }  # fmt: skip
    sums = {
        "net_minor": found.net_minor, "tax_minor": found.tax_minor, "gross_minor": found.gross_minor,
        "withheld_minor": 0, "prepaid_minor": 0, "payable_minor": found.payable_minor,
    }  # fmt: skip
    return snapshot(
        plain | {key: value for key, value in head.items() if key not in ("seller", "buyer", "corrects")},
        seller=SELLER | head.get("seller", {}),
        buyer=BUYER | {"vat_id": "PL8567346215"} | head.get("buyer", {}),
        delivery=BUYER,
        lines=rows,
        subtotals=subtotals,
        totals=sums,
        texts={"intro": "Thank you", "closing": "", "note": "", "terms": "To be paid by 2026-12-04"},
        corrects=head.get("corrects"),
    )


CASES: dict[str, dict[str, Any]] = {
    "standard": told([("9.5", "124.75", "0", "S", "25.5"), ("3", "19.99", "12.5", "S", "14")]),
    "gross prices": told([("3", "124.40", "0", "S", "8"), ("7", "0.99", "10", "S", "8")], gross=True),
    "per line": told([("1", "97.50", "0", "S", "19"), ("1", "65", "0", "S", "19"), ("1", "32.5", "0", "S", "19")],
                     rounding="line"),
    "reverse charge": told([("1", "100", "0", "AE", "0")]),
    "within the union": told([("3", "33.33", "0", "K", "0")]),
    "export": told([("2", "50", "5", "G", "0")], currency="USD", buyer={"country": "NO", "vat_id": ""}),
    "services abroad": told([("2", "50", "5", "O", "0"), ("-1", "20", "0", "O", "0")], buyer={"country": "NO"}),
    "services abroad of a firm in no register": told(
        [("1", "50", "0", "O", "0")], seller={"register_id": ""}, buyer={"country": "US", "vat_id": ""}
    ),
    "exempt": told([("2", "50", "0", "E", "0")]),
    "zero": told([("2", "50", "0", "Z", "0")]),
    "in advance": told([("3", "100", "0", "S", "25.5"), ("-1", "90", "0", "S", "25.5")]),
    "prepayment": told([("1", "112.95", "0", "S", "25.5")], gross=True, kind="prepayment"),
    "credit note": told([("2", "50", "0", "S", "25.5")], kind="credit_note", due_date=None, reason="Scratched",
                        corrects={"number": "INV-2026-0001", "issue_date": "2026-11-01"}),
    "yen": told([("1", "22689", "0", "S", "19")], currency="JPY"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("syntax", ["ubl", "cii"])
def test_it_keeps_the_official_rules(case: str, syntax: str, failed: Failed) -> None:
    document = of_snapshot(CASES[case])
    assert failed((ubl if syntax == "ubl" else cii)(document), syntax) == set()
    assert [str(one) for one in validate(document) if one.is_fault] == []


def test_a_letter_that_no_xml_can_hold_is_replaced() -> None:
    odd = told([("1", "5", "0", "S", "24")], reference="a\x07\x1bb\uffff", buyer={"name": "Kivi\x0b ü🪑"})
    for write in (ubl, cii):
        again = read(write(of_snapshot(odd)))
        assert (again.order, again.buyer.name) == ("a\ufffd\ufffdb\ufffd", "Kivi\ufffd ü🪑")


def test_random_documents_say_the_same_figures_in_both_syntaxes(failed: Failed) -> None:
    dice = random.Random(7)
    for number in range(150):
        lines: list[Told] = [
            (
                str(Decimal(dice.randint(1, 9999)) / dice.choice([1, 10, 1000])),
                str(Decimal(dice.randint(1, 999_999)) / dice.choice([1, 100, 10_000])),
                str(dice.choice([0, 0, 5, 12.5, 33])),
                *dice.choice([("S", "25.5"), ("S", "14"), ("S", "10"), ("Z", "0")]),
            )
            for _ in range(dice.randint(1, 12))
        ]
        data = told(lines, gross=bool(number % 2), rounding=("document", "line")[number // 2 % 2])
        document = of_snapshot(data)
        for write in (ubl, cii):
            again = read(write(document))
            assert [str(one) for one in validate(again) if one.is_fault] == []
            assert again.totals.payable == Money(data["totals"]["payable_minor"], "EUR").decimal
            assert again.tax == Money(data["totals"]["tax_minor"], "EUR").decimal
            assert [line.net for line in again.lines] == [
                Money(line["net_minor"], "EUR").decimal for line in data["lines"]
            ]
        if number < 6:
            assert failed(ubl(document), "ubl") == set()
            assert failed(cii(document), "cii") == set()
