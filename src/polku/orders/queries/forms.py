"""Reads of public order forms: the forms, what they offer, what an order would come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, QuerySet

from polku.access.logic import Actor
from polku.catalogue.logic.lines import AskedLine, summed
from polku.catalogue.logic.totals import Totals
from polku.catalogue.models import Price, Product
from polku.catalogue.queries.filling import Buyer, fill
from polku.catalogue.queries.lists import prices_in
from polku.company.queries import company
from polku.db.lists import among
from polku.kernel.errors import NotFound, gettext_noop
from polku.orders.models import Incoming, OrderForm
from polku.orders.rules import OrderPermission

OFFERED_MAX = 200


@dataclass(frozen=True)
class Offer:
    """A product of a form with its prices, the one for the smallest quantity first."""

    product: Product
    prices: Sequence[Price]

    def price(self, quantity: Decimal) -> Decimal:
        """What one costs when so many are ordered."""
        held = [one for one in self.prices if one.min_quantity <= quantity] or [self.prices[0]]
        found: Decimal = held[-1].unit_price
        return found


def forms(actor: Actor) -> QuerySet[OrderForm]:
    """The order forms, the open ones first."""
    actor.require(OrderPermission.SET_UP)
    return OrderForm.objects.select_related("team", "owner", "price_list").order_by("-active", "id")


def form_of(key: str) -> OrderForm:
    """One form. Raises: NotFound."""
    found = OrderForm.objects.select_related("price_list", "team").filter(key=key).first()
    if found is None:
        raise NotFound(gettext_noop("There is no such form."))
    return found


def open_form(key: str, *, on: date) -> OrderForm:
    """A form that takes orders; its price list holds today. Raises: NotFound."""
    found = form_of(key)
    prices = found.price_list
    is_past = prices.to_date is not None and prices.to_date < on
    is_ahead = prices.from_date is not None and prices.from_date > on
    if not found.active or prices.archived_at is not None or is_past or is_ahead:
        raise NotFound(gettext_noop("There is no such form."))
    return found


def offered(form: OrderForm) -> list[Offer]:
    """What can be ordered: products of the list that are still sold, by name. Two queries."""
    rows = Product.objects.filter(retired_at=None, prices__list_id=form.price_list_id).distinct()
    if form.products:
        rows = rows.filter(id__in=among([int(pk) for pk in form.products]))
    found = list(rows.order_by("name_key", "id")[:OFFERED_MAX])
    prices = prices_in(form.price_list_id, [row.pk for row in found])
    return [Offer(row, prices[row.pk]) for row in found if prices.get(row.pk)]


def lines_of(offers: Sequence[Offer], quantities: Mapping[int, Decimal]) -> tuple[AskedLine, ...]:
    """What is ordered, at the prices of the form's list: no figure of the sender counts."""
    return tuple(
        AskedLine(
            product_id=one.product.pk,
            quantity=quantities[one.product.pk],
            unit_price=one.price(quantities[one.product.pk]),
        )
        for one in offers
        if quantities.get(one.product.pk)
    )


def totals_of(
    form: OrderForm, lines: Sequence[AskedLine], *, country: str, language: str, at: datetime
) -> Totals | None:
    """What an order would come to; None where nothing is chosen."""
    if not lines:
        return None
    prices = form.price_list
    filled = fill(
        lines,
        buyer=Buyer(None, country or company().country, False, language),
        currency=prices.currency,
        at=at,
        prices_include_tax=prices.prices_include_tax,
    )
    return summed(filled.lines, currency=prices.currency, prices_include_tax=filled.prices_include_tax)


def countries_of(form: OrderForm) -> list[str]:
    """Where the form delivers to: the company's own country unless it names others."""
    return [str(code) for code in form.countries] or [company().country or "FI"]


def counts_of(form_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many came in through each form, by status."""
    rows = Incoming.objects.filter(form_id__in=form_ids).order_by().values_list("form_id", "status")
    found: dict[int, dict[str, int]] = {pk: {} for pk in form_ids}
    for form_id, status, n in rows.annotate(n=Count("id")):
        found[form_id][status] = n
    return found


def incoming(key: str, actor: Actor) -> QuerySet[Incoming]:
    """What came in through a form, the newest first. Raises: NotAllowed, NotFound."""
    actor.require(OrderPermission.SET_UP)
    return Incoming.objects.filter(form=form_of(key)).select_related("order", "form").order_by("-id")
