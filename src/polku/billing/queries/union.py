"""Sales to businesses in other states of the Union, as a company declares them (recapitulative statement)."""

from datetime import date

from django.db.models import BigIntegerField, Case, F, Q, Sum, When
from django.db.models.fields.json import KT

from polku.access.logic import Actor
from polku.billing.logic.states import Kind
from polku.billing.models import Invoice
from polku.books.registry import UnionSale
from polku.catalogue.queries.destination import accounts_for_tax

_SIGNED = Case(
    When(kind=Kind.CREDIT_NOTE, then=-F("subtotals__company_base_minor")),
    default=F("subtotals__company_base_minor"),
    output_field=BigIntegerField(),
)


def union_sales(actor: Actor, date_from: date, date_to: date) -> list[UnionSale]:
    """By the VAT number that stands on the bills and by customer, as of the days of tax. One statement."""
    rows = (
        Invoice.objects.issued()
        .filter(tax_point__range=(date_from, date_to), subtotals__category__in=("K", "AE"))
        .annotate(vat_number=KT("snapshot__buyer__vat_id"))
        .values("vat_number", "customer_id")
        .annotate(goods=_sum("K"), services=_sum("AE"))
        .order_by("vat_number", "customer_id")
    )
    return [
        UnionSale(row["vat_number"], row["customer_id"], row["goods"], row["services"])
        for row in rows
        if (row["goods"] or row["services"]) and accounts_for_tax(row["vat_number"] or "")
    ]


def _sum(category: str) -> Sum:
    return Sum(_SIGNED, filter=Q(subtotals__category=category), default=0)
