"""Deal values in company currency."""

from collections.abc import Sequence
from datetime import date

from polku.company.queries import company, to_company_currency
from polku.kernel.money import Money


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
