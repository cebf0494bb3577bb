"""Tax classes, their dated rates, and the treatment of a sale."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import get_language

from polku.catalogue.logic.taxation import TaxTreatment, rate_on, treated
from polku.catalogue.models import Product, TaxClass, TaxRate
from polku.catalogue.queries.destination import taxed_there
from polku.catalogue.queries.rates import rates_of
from polku.company.queries import company
from polku.db.lists import among
from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop


def classes() -> QuerySet[TaxClass]:
    """Every tax class, in the order they were made."""
    return TaxClass.objects.order_by("id")


def rates(*, country: str | None = None) -> QuerySet[TaxRate]:
    """Every stated rate: by country and class, the newest first."""
    rows = TaxRate.objects.select_related("tax_class").order_by("country", "tax_class_id", "-from_date")
    return rows if country is None else rows.filter(country__in=(country, ""))


def treatments(
    product_ids: Sequence[int],
    *,
    customer_country: str,
    customer_has_vat_id: bool,
    on: date,
    products: Mapping[int, Product] | None = None,
) -> dict[int, TaxTreatment]:
    """How each product is taxed; see `queries.tax`. `products` are those at hand."""
    seller = company().country
    if products is None:
        rows = Product.objects.filter(id__in=among(product_ids)).select_related("tax_class")
        found = {row.id: row for row in rows}
    else:
        found = {pk: products[pk] for pk in product_ids}
    if missing := set(product_ids) - set(found):
        message = gettext_noop("The product %(id)s does not exist.")
        raise NotFound(Message(message, id=min(missing)), field="product_id")
    abroad = taxed_there(customer_country, has_vat_id=customer_has_vat_id, on=on)
    stated = rates_of({row.tax_class_id for row in found.values()}, {seller, abroad})
    answers = {}
    for row in found.values():
        own = rate_on(stated, row.tax_class_id, seller, on)
        there = rate_on(stated, row.tax_class_id, abroad, on) if abroad else None
        if own is None or (abroad and there is None):
            raise _no_rate(row.tax_class, seller if own is None else abroad, on)
        answers[row.id] = treated(
            own,
            kind=row.kind,
            seller=seller,
            buyer=customer_country.upper(),
            buyer_has_vat_id=customer_has_vat_id,
            there=there,
        )
    return answers


def _no_rate(tax_class: TaxClass, country: str, on: date) -> Invalid:
    message = gettext_noop(
        "There is no tax rate for “%(name)s” in %(country)s on %(day)s. State it in Settings."
    )
    name = tax_class.name.to(get_language() or "en")
    return Invalid(
        Message(message, name=name, country=country or "–", day=on.isoformat()),
        code="no_tax_rate",
        field="tax_class",
    )
