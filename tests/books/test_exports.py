"""The books on the command line and in files for other tools."""

import csv
import io
import json
import re
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner

from polku.access.logic import SYSTEM, Actor
from polku.books.actions import Line, NewEntry, add_account, post
from polku.books.exports import write_books
from polku.kernel.money import Money
from polku.site.cli import polku
from tests.books.conftest import eur, sale
from tests.conftest import NOW


@pytest.fixture
def some(frida: Actor) -> list[int]:
    """A sale, a payment in dollars with a gain, an entry with an awkward text on an account with a Chinese name."""
    usd = Money(10_000, "USD")
    add_account(code="6.5", name={"zh-hant": "差旅費"}, kind="expense", actor=frida, at=NOW)
    receipt = [
        Line("bank", debit=usd, company_minor=9_500),
        Line("receivable", credit=usd, company_minor=9_000),
        Line("fx_gain", credit=Money(0, "USD"), company_minor=500),
    ]
    awkward = [Line(account="6.5", debit=eur(700), tax_key="in:S:24"), Line("cash", credit=eur(700))]
    entries = [
        sale(12_345, source=("invoice", 9)),
        NewEntry(date(2026, 11, 21), "receipt", receipt),
        NewEntry(date(2026, 11, 22), "manual", awkward, text='=Said "so"\\ and\nso'),
    ]
    return post(entries, actor=SYSTEM, at=NOW)


def test_the_trial_balance_is_told_to_programs_in_minor_units(some: list[int]) -> None:
    told = json.loads(CliRunner().invoke(polku, ["report", "trial-balance", "--json"]).output)
    assert {name: told[name] for name in ("debit", "credit", "difference", "currency")} == {
        "debit": 22_545, "credit": 22_545, "difference": 0, "currency": "EUR",
    }  # fmt: skip
    bank = next(row for row in told["accounts"] if row["code"] == "1000")
    assert bank == {
        "code": "1000", "name": "Bank", "kind": "asset", "opening": 0, "debit": 9_500, "credit": 0, "balance": 9_500,
    }  # fmt: skip


def test_the_trial_balance_is_printed_and_written_as_rows(some: list[int]) -> None:
    printed = CliRunner().invoke(polku, ["report", "trial-balance", "--from", "2026-11-21"]).output
    assert printed.splitlines()[-1].split() == ["0.00", "102.00", "102.00", "0.00"]
    rows = list(
        csv.reader(CliRunner().invoke(polku, ["report", "trial-balance", "--csv"]).output.splitlines())
    )
    assert rows[0] == ["code", "name", "kind", "opening", "debit", "credit", "balance"]
    assert sum(int(row[6]) for row in rows[1:]) == 0


def test_the_books_as_csv_hold_every_posting(some: list[int]) -> None:
    rows = list(csv.DictReader(io.StringIO(CliRunner().invoke(polku, ["export", "books"]).output)))
    assert len(rows) == 7
    assert (rows[0]["number"], rows[0]["account"], rows[0]["side"]) == ("2026/1", "1100", "debit")
    signed = [int(row["company_minor"]) * (1 if row["side"] == "debit" else -1) for row in rows]
    assert (sum(signed), rows[-1]["text"][:6]) == (0, "'=Said")  # no spreadsheet runs it as a formula


_ACCOUNT = r"(?:Assets|Liabilities|Equity|Income|Expenses)(?::[A-Z0-9][A-Za-z0-9-]*)+"
_DAY = r"\d{4}-\d\d-\d\d"
_LINES = {
    "option": re.compile(r'option "[a-z_]+" "[^"]*"'),
    "open": re.compile(rf"{_DAY} open ({_ACCOUNT})"),
    "transaction": re.compile(rf'{_DAY} \* "(?:[^"\\]|\\.)*"(?: \^[A-Za-z0-9_./-]+)?'),
    "metadata": re.compile(r'  (?:  )?[a-z]+: "[^"]*"'),
    "posting": re.compile(
        rf"  ({_ACCOUNT})  (-?\d+(?:\.\d+)?) ([A-Z]{{3}})(?: @@ (\d+(?:\.\d+)?) ([A-Z]{{3}}))?"
    ),
}


def test_the_books_as_beancount_read_line_by_line_and_balance(some: list[int]) -> None:
    out = io.StringIO()
    assert write_books(out, "beancount", actor=SYSTEM) == 7
    weights: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    opened, number = set(), 0
    for line in filter(None, out.getvalue().splitlines()):
        kind, match = next((kind, match) for kind, form in _LINES.items() if (match := form.fullmatch(line)))
        if kind == "open":
            opened.add(match[1])
        number += kind == "transaction"
        if kind == "posting":
            account, units, currency, price, priced_in = match.groups()
            assert account in opened
            sign = -1 if units.startswith("-") else 1
            weights[number, priced_in or currency] += sign * Decimal(price) if price else Decimal(units)
    assert (number, set(weights.values()), {currency for _, currency in weights}) == (
        3,
        {Decimal(0)},
        {"EUR"},
    )
    assert '2026-11-22 * "=Said \\"so\\"\\\\ and so"' in out.getvalue()
    assert "  Assets:1000-Bank  100.00 USD @@ 95.00 EUR\n" in out.getvalue()
    assert "  Expenses:6-5  7.00 EUR\n" in out.getvalue()
