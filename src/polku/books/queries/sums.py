"""Balances: the sums that are kept, and the postings since then."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import connection

from polku.access.logic import Actor
from polku.books.logic.accounts import DEBIT_KINDS, RESULT_KINDS, AccountKind
from polku.books.logic.periods import month_of
from polku.books.models import Account, Posting, Year
from polku.books.queries.carrying import year_end_ids
from polku.books.rules import BooksPermission
from polku.company.queries import company

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2999, 12, 31)

_KEPT = """
SELECT account_id, date, company_debit_minor AS d, company_credit_minor AS c FROM books_rollup
WHERE date BETWEEN %s AND %s AND ({kept}) {account}
"""
# One part for each year, with its number spelled out: asked by a join, PostgreSQL took a third of all entries for new.
# As CROSS JOIN, SQLite keeps the order of the tables; the sum hides the account from its index.
_SINCE = """
UNION ALL
SELECT line.account_id, line.date, CASE WHEN line.debit THEN line.company_minor ELSE 0 END,
  CASE WHEN line.debit THEN 0 ELSE line.company_minor END
FROM books_entry AS entry CROSS JOIN books_posting AS line
WHERE entry.year_id = %s AND entry.number > %s AND line.entry_id = entry.id
  AND line.date BETWEEN %s AND %s {account}
"""
_TRIAL = """
SELECT account_id, sum(CASE WHEN date < %s THEN d - c ELSE 0 END), sum(CASE WHEN date < %s THEN 0 ELSE d END),
  sum(CASE WHEN date < %s THEN 0 ELSE c END)
FROM ({moves}) AS moves GROUP BY account_id
"""
_MONTHLY = "SELECT account_id, {month}, sum(d - c) FROM ({moves}) AS moves GROUP BY 1, 2"


@dataclass(frozen=True, slots=True)
class AccountSum:
    """An account in the trial balance, in minor units of company currency; balances are debit less credit."""

    account: Account
    opening_minor: int
    debit_minor: int
    credit_minor: int

    @property
    def balance_minor(self) -> int:
        """The balance at the end."""
        return self.opening_minor + self.debit_minor - self.credit_minor


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Every account that moved, and the totals of both sides."""

    currency: str
    date_from: date | None
    date_to: date | None
    rows: tuple[AccountSum, ...]

    @property
    def opening_minor(self) -> int:
        """The sum of all openings: zero, or something is wrong."""
        return sum(row.opening_minor for row in self.rows)

    @property
    def debit_minor(self) -> int:
        """All that was debited."""
        return sum(row.debit_minor for row in self.rows)

    @property
    def credit_minor(self) -> int:
        """All that was credited."""
        return sum(row.credit_minor for row in self.rows)

    @property
    def difference_minor(self) -> int:
        """Debit less credit: zero, or something is wrong."""
        return self.debit_minor - self.credit_minor


@dataclass(frozen=True, slots=True)
class MonthlyRow:
    """What an account of the result moved in each month; income is positive, and so is an expense."""

    account: Account
    by_month: Mapping[int, int]

    @property
    def total_minor(self) -> int:
        """All months together."""
        return sum(self.by_month.values())


def trial_balance(user: Actor, *, date_from: date | None = None, date_to: date | None = None) -> TrialBalance:
    """What each account had before a day, what moved since, up to and with another day. Three statements.

    Raises: NotAllowed.
    """
    user.require(BooksPermission.SEE)
    begin = date_from or FIRST_DAY
    moves, parameters = _moves(FIRST_DAY, date_to or LAST_DAY)
    with connection.cursor() as cursor:
        cursor.execute(_TRIAL.format(moves=moves), [begin, begin, begin, *parameters])
        found = {row[0]: (int(row[1]), int(row[2]), int(row[3])) for row in cursor.fetchall()}
    accounts = Account.objects.visible_to(user).order_by("code")
    rows = tuple(AccountSum(one, *found[one.pk]) for one in accounts if one.pk in found)
    return TrialBalance(company().currency, date_from, date_to, rows)


def monthly(user: Actor, *, date_from: date, date_to: date) -> list[MonthlyRow]:
    """Profit and loss: each account of income and expense by month. A handful of statements.

    Raises: NotAllowed.
    """
    user.require(BooksPermission.SEE)
    moves, parameters = _moves(date_from, date_to)
    month = "CAST(strftime('%%Y%%m', date) AS INTEGER)"
    if connection.vendor == "postgresql":
        month = "to_char(date, 'YYYYMM')::int"
    found: dict[int, dict[int, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_MONTHLY.format(moves=moves, month=month), parameters)
        for account_id, number, moved in cursor.fetchall():
            found[account_id][number] = int(moved)
    _without_year_ends(found, date_from, date_to)
    accounts = Account.objects.visible_to(user).filter(kind__in=RESULT_KINDS).order_by("code")
    return [
        MonthlyRow(one, {month: sign(one.kind) * moved for month, moved in found[one.pk].items()})
        for one in accounts
        if one.pk in found
    ]


def _without_year_ends(found: dict[int, dict[int, int]], begin: date, end: date) -> None:
    """Leave out what carried a year's result into equity: the year had it all the same."""
    if not (ends := year_end_ids()):
        return
    for line in Posting.objects.filter(entry_id__in=ends, date__range=(begin, end)):
        moved = line.company_minor if line.debit else -line.company_minor
        found[line.account_id][month_of(line.date)] = (
            found[line.account_id].get(month_of(line.date), 0) - moved
        )


def balance_before(account_id: int, day: date) -> int:
    """What an account had at the beginning of a day, debit less credit. Two statements."""
    if day <= FIRST_DAY:
        return 0
    moves, parameters = _moves(FIRST_DAY, day - timedelta(days=1), account_id=account_id)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(sum(d - c), 0) FROM ({moves}) AS moves", parameters)  # noqa: S608
        return int(cursor.fetchone()[0])


def sign(kind: str) -> int:
    """1 where a balance is told as debit less credit, -1 where as credit less debit."""
    return 1 if kind in DEBIT_KINDS else -1


def result_minor(rows: list[MonthlyRow], month: int | None = None) -> int:
    """The profit: income less expenses, of one month or of all."""
    total = 0
    for row in rows:
        minor = row.total_minor if month is None else row.by_month.get(month, 0)
        total += minor if row.account.kind == AccountKind.INCOME else -minor
    return total


def _moves(begin: date, end: date, *, account_id: int | None = None) -> tuple[str, list[Any]]:
    """SQL of all moves between two days: kept sums up to a number of each year, postings after it.

    Both halves go by the numbers read here, so a sum that is written meanwhile is neither missed nor counted twice.
    """
    years = Year.objects.filter(id__range=(begin.year, end.year)).order_by("id")
    known = list(years.values_list("id", "last_number", "rolled_number"))
    kept = (
        " OR ".join(f"(year_id = {year} AND last_number <= {rolled})" for year, _, rolled in known) or "1 = 0"
    )
    only = [] if account_id is None else [account_id]
    sql = _KEPT.format(kept=kept, account="AND account_id = %s" if only else "")
    parameters: list[Any] = [begin, end, *only]
    for year, last, rolled in known:
        if last > rolled:
            sql += _SINCE.format(account="AND line.account_id + 0 = %s" if only else "")
            parameters += [year, rolled, begin, end, *only]
    return sql, parameters
