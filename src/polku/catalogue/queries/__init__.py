"""Reads of the catalogue."""

from collections.abc import Sequence
from datetime import date, datetime

from polku.catalogue.logic.pricing import Free, Priced, Step, Wanted
from polku.catalogue.logic.taxation import TaxTreatment
from polku.catalogue.queries.lists import (
    currencies,
    group_keys_of,
    groups_of,
    price_list,
    price_lists,
    prices_in,
)
from polku.catalogue.queries.pricing import price_lines
from polku.catalogue.queries.products import (
    Listed,
    by_sku,
    called,
    count,
    fitting,
    named,
    page,
    product,
    products,
)
from polku.catalogue.queries.promotions import promotion, promotions
from polku.catalogue.queries.taxes import classes, rates, treatments

__all__ = [
    "Free",
    "Listed",
    "Priced",
    "Step",
    "TaxTreatment",
    "Wanted",
    "by_sku",
    "called",
    "classes",
    "count",
    "currencies",
    "fitting",
    "group_keys_of",
    "groups_of",
    "named",
    "page",
    "price",
    "price_list",
    "price_lists",
    "prices_in",
    "product",
    "products",
    "promotion",
    "promotions",
    "rates",
    "tax",
]


def price(
    lines: Sequence[Wanted],
    *,
    customer_id: int | None,
    currency: str,
    at: datetime,
    codes: Sequence[str] = (),
) -> list[Priced]:
    """What each line costs this customer at a moment, and why: five queries, however many lines there are.

    Nothing is counted here: `actions.use_promotions` counts the uses once the sale is made.
    """
    return price_lines(lines, customer_id=customer_id, currency=currency, at=at, codes=codes)


def tax(
    product_ids: Sequence[int], *, customer_country: str, customer_has_vat_id: bool, on: date
) -> dict[int, TaxTreatment]:
    """How each product is taxed in a sale on a day: two queries, however many products there are.

    Raises: Invalid where no rate is stated for the company's country and the day.
    """
    return treatments(
        product_ids, customer_country=customer_country, customer_has_vat_id=customer_has_vat_id, on=on
    )
