"""Where the profit comes from: deals, customers, products, campaigns; what the stock is worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Sum, When

from polku.access.logic import Actor
from polku.books.logic.accounts import AccountKind, Role
from polku.books.models import Posting
from polku.books.queries.carrying import year_end_ids
from polku.books.queries.taxes import SIGNED
from polku.books.rules import BooksPermission

DIMENSIONS: Final = {
    "deal": "deal_id",
    "customer": "customer_id",
    "product": "product_id",
    "campaign": "campaign",
}
"""What profit can be split by, and the column that says it."""
ROWS_MAX: Final = 500


@dataclass(frozen=True, slots=True)
class Profit:
    """What one deal, customer, product or campaign earned and cost, in company currency. `key` is None for the rest,
    which belongs to none.
    """

    key: int | str | None
    income_minor: int
    expense_minor: int

    @property
    def profit_minor(self) -> int:
        """Income less expenses."""
        return self.income_minor - self.expense_minor


def profit(
    user: Actor, *, by: str, date_from: date, date_to: date, limit: int | None = ROWS_MAX
) -> list[Profit]:
    """The most profitable first, what belongs to none last. Two statements.

    Raises: NotAllowed; KeyError for another split.
    """
    user.require(BooksPermission.SEE)
    column = DIMENSIONS[by]
    rows = _results(user).filter(date__range=(date_from, date_to)).values(column)
    found = [
        Profit(row[column] if row[column] not in ("", None) else None, row["income"], row["expense"])
        for row in _split(rows).order_by(F("income") - F("expense")).reverse()[:limit]
    ]
    return sorted(found, key=lambda one: one.key is None)


def profit_of(user: Actor, *, by: str, keys: Sequence[int]) -> dict[int, Profit]:
    """All-time profit of some deals or customers, for their pages; nothing for those who don't see the books."""
    if not user.may(BooksPermission.SEE):
        return {}
    column = DIMENSIONS[by]
    rows = _split(_results(user).filter(**{f"{column}__in": keys}).values(column))
    return {row[column]: Profit(row[column], row["income"], row["expense"]) for row in rows}


def stock_value(user: Actor, *, on: date) -> list[tuple[int | None, int]]:
    """What the stock of each product is worth in the books at the end of a day; the largest first. One statement.

    Raises: NotAllowed.
    """
    user.require(BooksPermission.SEE)
    found = (
        Posting.objects.visible_to(user)
        .filter(account__role=Role.INVENTORY.value, date__lte=on)
        .values("product_id")
        .annotate(value=SIGNED)
        .exclude(value=0)
        .order_by("-value", "product_id")
    )
    return [(row["product_id"], row["value"]) for row in found]


def _results(user: Actor) -> QuerySet[Posting]:
    kinds = (AccountKind.INCOME.value, AccountKind.EXPENSE.value)
    rows = Posting.objects.visible_to(user).filter(account__kind__in=kinds)
    ends = year_end_ids()
    return rows.exclude(entry_id__in=ends) if ends else rows


def _split(rows: QuerySet[Posting, Any]) -> QuerySet[Posting, Any]:
    signed = Case(When(debit=True, then=F("company_minor")), default=-F("company_minor"))
    is_income = Q(account__kind=AccountKind.INCOME.value)
    return rows.annotate(
        income=Sum(Case(When(is_income, then=-signed), default=0, output_field=BigIntegerField())),
        expense=Sum(Case(When(is_income, then=0), default=signed, output_field=BigIntegerField())),
    )
