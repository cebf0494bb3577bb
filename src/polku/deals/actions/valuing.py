"""Deal values: in company currency, and what changes when a deal is worth another amount."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from polku.company.queries import company, day_of, to_company_currency
from polku.deals import worth
from polku.deals.models import Deal
from polku.kernel.money import Money

Changes = tuple[tuple[str, int, str, Any, Any], ...]
"""Table, row id, field, before, after."""


def in_company_currency(amounts: Sequence[tuple[Money, date]]) -> list[int]:
    """Minor units in company currency at each day's rate; the rate is asked once per currency and day.

    Raises: Invalid where no rate is known.
    """
    base = company().currency
    known: dict[tuple[Money, date], int] = {}
    for amount, day in amounts:
        if (amount, day) not in known:
            known[amount, day] = to_company_currency(amount, day, base=base).minor
    return [known[pair] for pair in amounts]


def revalued(deal: Deal, money: Money, at: datetime) -> Changes:
    """Set the value on the row at hand; what changed by it, so that it can be taken back exactly."""
    was: dict[str, Any] = {"value_minor": deal.value_minor, "value_currency": deal.value_currency}
    now: dict[str, Any] = {"value_minor": money.minor, "value_currency": money.currency}
    if was == now:
        return ()
    deal.value_minor, deal.value_currency = money.minor, money.currency
    deal.value_company_minor = in_company_currency([(money, day_of(at))])[0]
    return tuple(("deal", deal.id, name, was[name], now[name]) for name in now if was[name] != now[name])


def as_sold(winning: Sequence[Deal], at: datetime) -> dict[int, Changes]:
    """A deal that is won is worth what was ordered, where anything was; what changed by it, by deal."""
    told = worth.known([deal.id for deal in winning]) if winning else {}
    return {
        deal.id: revalued(deal, money, at) for deal in winning if (money := told.get(deal.id)) and money.minor
    }
