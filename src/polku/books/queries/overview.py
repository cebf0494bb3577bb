"""The books at a glance: what there is and whose it is, what was earned, what is due, what is to be done."""

from dataclasses import dataclass
from datetime import date

from polku.access.logic import Actor
from polku.books.logic.accounts import RESULT_KINDS, AccountKind, Role
from polku.books.logic.periods import last_day, month_of, next_month
from polku.books.models import Account, Entry, Period
from polku.books.queries.profits import DIMENSIONS, Profit, profit
from polku.books.queries.sums import AccountSum, MonthlyRow, monthly, result_minor, trial_balance
from polku.books.queries.taxes import vat_report
from polku.company.queries import company

MONTHS = 12
TOP = 5
_MONEY = (Role.BANK.value, Role.CASH.value, Role.PAYMENTS_IN_TRANSIT.value)


@dataclass(frozen=True, slots=True)
class MonthSum:
    """A month: its income and its expenses."""

    month: int
    income_minor: int
    expense_minor: int


@dataclass(frozen=True)
class Overview:
    """The books on a day, in company currency. `owned` and `whose` hold the balances of accounts, none negative;
    `undivided_minor` is the result that was not carried into equity yet (negative for a loss).
    """

    currency: str
    is_empty: bool
    difference_minor: int
    money_minor: int
    receivable_minor: int
    stock_minor: int
    owed_minor: int
    result_minor: int
    result_before_minor: int
    vat_minor: int
    vat_from: date
    vat_to: date
    undivided_minor: int
    months: tuple[MonthSum, ...]
    owned: tuple[tuple[Account, int], ...]
    whose: tuple[tuple[Account, int], ...]
    best: dict[str, tuple[Profit, ...]]
    open_months: tuple[int, ...]


def overview(user: Actor, today: date) -> Overview:
    """The books as they are today; about twenty statements, however many postings.

    Raises: NotAllowed.
    """
    told = trial_balance(user, date_to=today)
    begin = _months_back(today)
    recent = monthly(user, date_from=begin, date_to=today)
    year = (date(today.year, 1, 1), today)
    this_month, last_month = month_of(today), month_of(begin)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    vat_to = last_day(month_of(quarter) + 2)
    balance = [one for one in told.rows if one.account.kind not in RESULT_KINDS]
    return Overview(
        currency=company().currency,
        is_empty=not told.rows,
        difference_minor=told.difference_minor,
        money_minor=_of_roles(told.rows, _MONEY),
        receivable_minor=_of_roles(told.rows, (Role.RECEIVABLE.value,)),
        stock_minor=_of_roles(told.rows, (Role.INVENTORY.value,)),
        owed_minor=-sum(one.balance_minor for one in balance if one.account.kind == AccountKind.LIABILITY),
        result_minor=_result(recent, year[0].year * 100 + 1, this_month),
        result_before_minor=_result_before(user, today),
        vat_minor=vat_report(user, date_from=quarter, date_to=vat_to).due_minor,
        vat_from=quarter,
        vat_to=vat_to,
        undivided_minor=-sum(one.balance_minor for one in told.rows if one.account.kind in RESULT_KINDS),
        months=tuple(_month(recent, one) for one in _range(last_month, this_month)),
        owned=_sides(balance, is_owned=True),
        whose=_sides(balance, is_owned=False),
        best={by: _best(user, by, *year) for by in DIMENSIONS},
        open_months=_open(today),
    )


def _months_back(today: date) -> date:
    """The first day of the month eleven months ago."""
    number = today.year * 12 + today.month - MONTHS
    return date(number // 12, number % 12 + 1, 1)


def _range(begin: int, end: int) -> list[int]:
    found = [begin]
    while found[-1] < end:
        found.append(next_month(found[-1]))
    return found


def _result(rows: list[MonthlyRow], begin: int, end: int) -> int:
    return sum(result_minor(rows, one) for one in _range(begin, end))


def _result_before(user: Actor, today: date) -> int:
    """The result of last year up to the same day."""
    same = last_day((today.year - 1) * 100 + today.month)
    end = same if today == last_day(month_of(today)) else same.replace(day=min(today.day, same.day))
    return result_minor(monthly(user, date_from=date(today.year - 1, 1, 1), date_to=end))


def _month(rows: list[MonthlyRow], month: int) -> MonthSum:
    income, expense = (
        sum(row.by_month.get(month, 0) for row in rows if row.account.kind == kind)
        for kind in (AccountKind.INCOME, AccountKind.EXPENSE)
    )
    return MonthSum(month, income, expense)


def _of_roles(rows: tuple[AccountSum, ...], roles: tuple[str, ...]) -> int:
    return sum(one.balance_minor for one in rows if one.account.role in roles)


def _sides(rows: list[AccountSum], *, is_owned: bool) -> tuple[tuple[Account, int], ...]:
    """Accounts of one side, the largest first; a bank overdrawn stands on the other one."""
    found = [
        (one.account, abs(one.balance_minor))
        for one in rows
        if one.balance_minor and (one.balance_minor > 0) == is_owned
    ]
    return tuple(sorted(found, key=lambda pair: -pair[1]))


def _best(user: Actor, by: str, begin: date, end: date) -> tuple[Profit, ...]:
    found = profit(user, by=by, date_from=begin, date_to=end, limit=TOP + 1)
    return tuple(one for one in found if one.key is not None and one.profit_minor > 0)[:TOP]


def _open(today: date) -> tuple[int, ...]:
    """Months that are over, hold entries and are not closed; the oldest first."""
    first = Entry.objects.order_by("date").values_list("period_id", flat=True).first()
    rows = Period.objects.filter(closed_at=None, id__lt=month_of(today), id__gte=first or month_of(today))
    return tuple(rows.order_by("id").values_list("id", flat=True))
