"""Stated tax rates as the logic takes them."""

from collections.abc import Collection

from polku.catalogue.logic.taxation import Rate
from polku.catalogue.models import TaxRate
from polku.db.lists import among
from polku.db.prepared import Prepared


def rates_of(class_ids: Collection[int], countries: Collection[str]) -> list[Rate]:
    """The rates of these classes in some countries, and those of any; one query."""
    return [
        Rate(row.tax_class_id, row.country, row.category, row.percent, row.from_date, row.exemption_reason)
        for row in _rates(list(class_ids), ["", *countries])
    ]


_rates = Prepared(
    lambda class_ids, countries: TaxRate.objects.filter(
        tax_class_id__in=among(class_ids), country__in=among(countries, text=True)
    )
)
