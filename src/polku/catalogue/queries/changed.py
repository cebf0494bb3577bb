"""Rates that changed since a document was made: what is delivered is taxed with the rate of its own day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from polku.catalogue.logic.taxation import Rate, rate_on
from polku.catalogue.models import Product, TaxClass, TaxRate
from polku.catalogue.models.line import DocumentLine
from polku.catalogue.queries.destination import accounts_for_tax, taxed_there
from polku.catalogue.queries.rates import rates_of
from polku.company.queries import company
from polku.db.kept import KeptRow
from polku.db.lists import among

STANDARD: Final = "S"
_KEPT_SECONDS: Final = 60.0


@dataclass(frozen=True)
class Changes:
    """The rates of a country, and the tax classes of products; `made` are the days whose rates a document copied."""

    stated: list[Rate]
    classes: Mapping[int, int]
    country: str
    made: Sequence[date]

    def percent(self, line: DocumentLine, on: date) -> Decimal:
        """What a line is taxed with on a day; as the document says where a person chose another rate.

        A line without a product follows the class whose rate it had; where there are several, only if they agree.
        """
        own = self.classes.get(line.product_id or 0)
        ids = {rate.tax_class_id for rate in self.stated} if own is None else {own}
        found = {
            self._on(pk, on) for pk in ids if line.tax_percent in {self._on(pk, day) for day in self.made}
        }
        percent = found.pop() if len(found) == 1 else None
        return percent if percent is not None and line.tax_category == STANDARD else line.tax_percent

    def next_change(self, lines: Collection[DocumentLine]) -> tuple[date, list[Decimal]] | None:
        """The first day after the document from which any of its lines is taxed otherwise, and with what."""
        for day in sorted({rate.from_date for rate in self.stated if rate.from_date > max(self.made)}):
            found = {self.percent(line, day) for line in lines if self.percent(line, day) != line.tax_percent}
            if found:
                return day, sorted(found)
        return None

    def _on(self, tax_class_id: int, day: date) -> Decimal | None:
        rate = rate_on(self.stated, tax_class_id, self.country, day)
        return rate.percent if rate is not None and rate.category == STANDARD else None


def taxing_country(buyer_country: str, vat_id: str, on: date) -> str:
    """The country whose rates hold for a sale that is taxed at all: the company's own, or the consumer's (OSS)."""
    return taxed_there(buyer_country, has_vat_id=accounts_for_tax(vat_id), on=on) or company().country


def may_have_changed(lines: Iterable[DocumentLine], country: str) -> bool:
    """Whether any line has a rate that another one followed. Costs a statement in a minute."""
    old = superseded().get(country, frozenset())
    return any(line.tax_category == STANDARD and line.tax_percent in old for line in lines)


def changes(lines: Collection[DocumentLine], country: str, made: Sequence[date]) -> Changes:
    """What is to be known of these lines to tax them by another day. Three statements."""
    products = Product.objects.filter(id__in=among({line.product_id for line in lines if line.product_id}))
    stated = rates_of(list(TaxClass.objects.values_list("id", flat=True)), [country])
    return Changes(stated, dict(products.values_list("id", "tax_class_id")), country, made)


def _superseded() -> Mapping[str, frozenset[Decimal]]:
    rates: dict[tuple[str, int], list[Decimal]] = defaultdict(list)
    rows = TaxRate.objects.filter(category=STANDARD).order_by("from_date")
    for country, tax_class_id, percent in rows.values_list("country", "tax_class_id", "percent"):
        rates[country, tax_class_id].append(percent)
    found: dict[str, set[Decimal]] = defaultdict(set)
    for (country, _class), percents in rates.items():
        found[country].update(percents[:-1])
    return {country: frozenset(percents) for country, percents in found.items()}


superseded = KeptRow(_superseded, seconds=_KEPT_SECONDS)
