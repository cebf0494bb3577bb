"""Ten thousand random entries in three currencies: every report equals a plain count in Python, to the cent."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pytest

from polku.access.logic import SYSTEM
from polku.books import checks
from polku.books.actions import Line, NewEntry, post, rebuild_rollups
from polku.books.logic.accounts import ready_chart
from polku.books.models import Posting, Rollup, Year
from polku.books.queries import ledger, monthly, profit, stock_value, trial_balance, vat_report
from polku.company.actions import found_company
from polku.kernel.money import Money
from tests.conftest import NOW
from tests.kept import kept

ENTRIES = 10_000
KINDS = {one.code: one.kind.value for one in ready_chart()}
ROLES = {one.code: one.role for one in ready_chart()}
FIRST = date(2025, 1, 1)
SPAN = (date(2025, 6, 10), date(2026, 3, 4))


@dataclass
class Oracle:
    """What was posted, as plain rows: day, account, debit less credit, tax key, customer, product, campaign."""

    rows: list[tuple[date, str, int, str, int | None, int | None, str]] = field(default_factory=list)

    def by(self, column: int, begin: date, end: date, *, kinds: tuple[str, ...] = ()) -> dict[object, int]:
        found: dict[object, int] = defaultdict(int)
        for row in self.rows:
            if begin <= row[0] <= end and (not kinds or KINDS[row[1]] in kinds):
                found[row[column]] += row[2]
        return found


def _lines(random: Random, oracle: Oracle, day: date, customer: int, campaign: str) -> Iterator[Line]:
    for currency in random.sample(["EUR", "EUR", "USD", "JPY"], random.choice([1, 1, 1, 2])):
        own = [random.randrange(0, 10 ** random.randrange(1, 9)) for _ in range(random.randrange(1, 4))]
        company = own if currency == "EUR" else [minor * 9 // 10 for minor in own]
        sides = [(minor, worth, True) for minor, worth in zip(own, company, strict=True)]
        sides.append((sum(own), sum(company), False))
        if random.random() < 0.5:
            sides = [(minor, worth, not debit) for minor, worth, debit in sides]
        for minor, worth, debit in sides:
            code, product = random.choice(list(KINDS)), random.choice([None, 1, 2, 3])
            key = random.choice(["", "", "S:25.5", "Z:0", "in:S:24"])
            amount = Money(minor, currency)
            oracle.rows.append((day, code, worth if debit else -worth, key, customer, product, campaign))
            yield Line(
                account=code, debit=amount if debit else None, credit=None if debit else amount, company_minor=worth,
                tax_key=key, product_id=product,
            )  # fmt: skip


@kept(shared=True)
def oracle() -> Oracle:
    """Posted in batches of random sizes, and counted beside."""
    random, found = Random(20261120), Oracle()
    found_company(name="Aava Oy", currency="EUR", time_zone="UTC", at=NOW)
    left = ENTRIES
    while left:
        size = min(left, random.choice([1, 7, 500, 1500]))
        batch = []
        for _ in range(size):
            day = FIRST + timedelta(days=random.randrange(700))
            customer, campaign = random.randrange(1, 9), random.choice(["", "fair", "spring"])
            lines = list(_lines(random, found, day, customer, campaign))
            batch.append(NewEntry(date=day, kind="x", lines=lines, customer_id=customer, campaign=campaign))
        post(batch, actor=SYSTEM, at=NOW)
        left -= size
    return found


def test_sums_are_kept_of_all_but_the_last_entries(oracle: Oracle) -> None:
    years = list(Year.objects.filter(last_number__gt=0))
    assert sum(year.last_number for year in years) == ENTRIES
    assert all(year.rolled_number > 0 and year.last_number - year.rolled_number < 2_000 for year in years)
    assert Posting.objects.count() == len(oracle.rows)


@pytest.mark.parametrize("span", [(None, None), SPAN, (None, SPAN[1])])
def test_the_trial_balance_is_the_oracles(oracle: Oracle, span: tuple[date | None, date | None]) -> None:
    begin, end = span[0] or date(1900, 1, 1), span[1] or date(2999, 1, 1)
    told = trial_balance(SYSTEM, date_from=span[0], date_to=span[1])
    before = oracle.by(1, date(1900, 1, 1), begin - timedelta(days=1))
    within = oracle.by(1, begin, end)
    assert {row.account.code: row.opening_minor for row in told.rows if row.opening_minor} == {
        code: minor for code, minor in before.items() if minor
    }
    assert {row.account.code: row.debit_minor - row.credit_minor for row in told.rows} == {
        row.account.code: within[row.account.code] for row in told.rows
    }
    debits = sum(row[2] for row in oracle.rows if begin <= row[0] <= end and row[2] > 0)
    assert (told.debit_minor, told.difference_minor, told.opening_minor) == (debits, 0, 0)


def test_profit_and_loss_by_month_is_the_oracles(oracle: Oracle) -> None:
    expected: dict[tuple[str, int], int] = defaultdict(int)
    for day, code, minor, *_ in oracle.rows:
        if SPAN[0] <= day <= SPAN[1] and KINDS[code] in ("income", "expense"):
            expected[code, day.year * 100 + day.month] += minor if KINDS[code] == "expense" else -minor
    told = monthly(SYSTEM, date_from=SPAN[0], date_to=SPAN[1])
    assert {
        (row.account.code, month): minor for row in told for month, minor in row.by_month.items()
    } == expected


@pytest.mark.parametrize(("by", "column"), [("customer", 4), ("product", 5), ("campaign", 6)])
def test_profit_by_anything_is_the_oracles(oracle: Oracle, by: str, column: int) -> None:
    income = oracle.by(column, *SPAN, kinds=("income",))
    expense = oracle.by(column, *SPAN, kinds=("expense",))
    told = profit(SYSTEM, by=by, date_from=SPAN[0], date_to=SPAN[1])
    assert {row.key or None: (row.income_minor, row.expense_minor) for row in told} == {
        key or None: (-income[key], expense[key]) for key in income
    }


def test_the_vat_report_is_the_oracles(oracle: Oracle) -> None:
    report = vat_report(SYSTEM, date_from=SPAN[0], date_to=SPAN[1])
    base: dict[str, int] = defaultdict(int)
    tax: dict[str, int] = defaultdict(int)
    for day, code, minor, key, *_ in oracle.rows:
        if SPAN[0] <= day <= SPAN[1]:
            (tax if ROLES[code] in ("vat_output", "vat_input") else base)[key] += minor
    sides = {row.tax_key: (row.base_minor, row.tax_minor) for row in (*report.sales, *report.purchases)}
    assert sides == {key: (-base[key], -tax[key]) for key in ("S:25.5", "Z:0")} | {
        "in:S:24": (base["in:S:24"], tax["in:S:24"])
    }
    assert report.other_minor == tax[""]


def test_the_stock_value_is_the_oracles(oracle: Oracle) -> None:
    inventory = next(code for code, role in ROLES.items() if role == "inventory")
    expected: dict[int | None, int] = defaultdict(int)
    for day, code, minor, _, _, product, _ in oracle.rows:
        if code == inventory and day <= SPAN[1]:
            expected[product] += minor
    assert dict(stock_value(SYSTEM, on=SPAN[1])) == expected


def test_a_ledger_read_page_by_page_runs_to_the_oracles_balance(oracle: Oracle) -> None:
    code, after, rows, balances = "1100", "", 0, []
    while True:
        page = ledger(SYSTEM, code, date_from=SPAN[0], date_to=SPAN[1], after=after, limit=300)
        balances.append((page.opening_minor, page.closing_minor))
        rows, after = rows + len(page.rows), page.next_after
        if not after:
            break
    assert rows == sum(row[1] == code and SPAN[0] <= row[0] <= SPAN[1] for row in oracle.rows)
    assert [begin for begin, _ in balances[1:]] == [end for _, end in balances[:-1]]
    assert balances[-1][1] == oracle.by(1, FIRST, SPAN[1])[code]


def test_the_checks_find_nothing_and_then_what_was_spoilt(oracle: Oracle) -> None:
    assert [*checks.entries_balance(), *checks.numbers_have_no_gap(), *checks.kept_sums_are_right()] == []
    row = Rollup.objects.order_by("id").first()
    Rollup.objects.filter(id=row.id).update(debit_minor=row.debit_minor + 1)
    assert list(checks.kept_sums_are_right()) == [
        f"the sums kept of account {row.account_id} differ from its postings"
    ]
    rebuild_rollups()
    assert list(checks.kept_sums_are_right()) == []
