"""“What would Anna pay for 12 of these on 3 May?”: the question read, and the answer as a page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone

from polku.access.logic import Actor
from polku.catalogue.logic.pricing import Priced, Wanted
from polku.catalogue.logic.totals import DocLine, Tax, line_minor
from polku.catalogue.models import Product
from polku.catalogue.queries import price
from polku.catalogue.queries.customers import CUSTOMER
from polku.catalogue.web.shown import price_text
from polku.company.queries import company
from polku.search.queries import Found, find
from polku.ui import locale_formats

FOUND_MAX = 5


@dataclass(frozen=True)
class Answer:
    """A price in words: who was meant, what each and all cost, and why."""

    priced: Priced
    who: str
    others: Sequence[Found]
    is_unknown: bool
    quantity: str
    day: date
    each: str
    was: str
    total: str
    with_tax: bool
    free: Sequence[tuple[str, str]]


def answered(product: Product, asked: Mapping[str, Any] | None, actor: Actor, now: datetime) -> Answer:
    """The answer to a question; without one, what anybody pays for one now."""
    said = asked or {}
    customers = _customers(said, actor)
    meant = customers[0] if customers else None
    currency = said.get("currency") or company().currency
    quantity = said.get("quantity") or Decimal(1)
    at = _moment(said.get("day"), now)
    codes = [one for one in str(said.get("codes", "")).replace(",", " ").split() if one]
    wanted = Wanted(product.pk, quantity)
    found = price(
        [wanted], customer_id=meant.row_id if meant else None, currency=currency, at=at, codes=codes
    )[0]
    return Answer(
        priced=found,
        who=meant.title if meant else "",
        others=customers[1:],
        is_unknown=bool(said.get("customer") or said.get("customer_id")) and meant is None,
        quantity=locale_formats.number(quantity, 6),
        day=timezone.localdate(at),
        each=price_text(found.each, currency),
        was=price_text(found.list_price, currency) if found.each != found.list_price else "",
        total=_total(found),
        with_tax=found.prices_include_tax,
        free=_free(found, product),
    )


def _customers(said: Mapping[str, Any], actor: Actor) -> list[Found]:
    """Customers whose name was typed and that this person may see; one that was pointed at goes first."""
    text = str(said.get("customer", "")).strip()
    if not text:
        return []
    found = find(actor, text, only=[CUSTOMER], limit=FOUND_MAX)
    chosen = said.get("customer_id")
    return sorted(found, key=lambda one: one.row_id != chosen)


def _moment(day: date | None, now: datetime) -> datetime:
    """A day is asked for at its noon; today as it is now."""
    if day is None or day == timezone.localdate(now):
        return now
    return timezone.make_aware(datetime.combine(day, time(12)))


def _total(found: Priced) -> str:
    if found.unit_price is None:
        return ""
    line = DocLine(found.quantity, found.unit_price, Tax(), discount_percent=found.discount_percent)
    return locale_formats.money(line_minor(line, found.currency), found.currency)


def _free(found: Priced, product: Product) -> list[tuple[str, str]]:
    names = dict(
        Product.objects.filter(id__in={one.product_id for one in found.free}).values_list("id", "sku")
    )
    return [
        (locale_formats.number(one.quantity, 6), names.get(one.product_id, product.sku)) for one in found.free
    ]
