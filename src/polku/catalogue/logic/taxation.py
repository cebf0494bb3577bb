"""Which tax applies to a sale: the seller's own rate, reverse charge, within the Union, export, exempt."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from polku.catalogue.logic.totals import Tax
from polku.kernel.errors import gettext_noop

CATEGORIES: Final = ("S", "Z", "E", "AE", "K", "G", "O")
STATED: Final = ("S", "Z", "E", "O")
"""Categories that a rate is stated in; the others follow from who buys and where."""

EU: Final = frozenset(
    "AT BE BG CY CZ DE DK EE EL ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
)
REASONS: Final = {
    "AE": gettext_noop("Reverse charge: the buyer accounts for the tax"),
    "K": gettext_noop("Intra-Community supply"),
    "G": gettext_noop("Export outside the European Union"),
    "E": gettext_noop("Exempt from tax"),
    "O": gettext_noop("Not subject to tax"),
    "Z": gettext_noop("Zero-rated"),
    "S": "",
}
ABROAD: Final = gettext_noop("Export")
_REASON_CODES: Final = {
    "AE": "VATEX-EU-AE",
    "K": "VATEX-EU-IC",
    "G": "VATEX-EU-G",
    "O": "VATEX-EU-O",
}


@dataclass(frozen=True, slots=True)
class Rate:
    """What a class of products is taxed with in a country from a day on; no country means any."""

    tax_class_id: int
    country: str
    category: str
    percent: Decimal
    from_date: date
    exemption_reason: str = ""


@dataclass(frozen=True, slots=True)
class TaxTreatment:
    """How a product is taxed in one sale. `reason` is a text to translate, `reason_code` the one e-invoices state."""

    category: str
    percent: Decimal
    reason: str = ""
    reason_code: str = ""

    @property
    def tax(self) -> Tax:
        """As the document is added up with it."""
        return Tax(self.category, self.percent)


def rate_on(rates: list[Rate], tax_class_id: int, country: str, on: date) -> Rate | None:
    """The rate in force on a day: of the country before that of any, the newest not after the day."""
    mine = [
        rate
        for rate in rates
        if rate.tax_class_id == tax_class_id and rate.country in (country, "") and rate.from_date <= on
    ]
    return max(mine, key=lambda rate: (bool(rate.country), rate.from_date), default=None)


def abroad_in_union(seller: str, buyer: str, *, buyer_has_vat_id: bool) -> str:
    """The country of a consumer in another state of the Union than the seller's; empty for all others."""
    there = not buyer_has_vat_id and buyer in EU and seller in EU
    return country_key(buyer) if there and country_key(buyer) != country_key(seller) else ""


def treated(
    own: Rate, *, kind: str, seller: str, buyer: str, buyer_has_vat_id: bool, there: Rate | None = None
) -> TaxTreatment:
    """The treatment of a sale: `own` is the seller's rate, which holds at home and for consumers in the Union.

    `there` is the rate of their country, where that one holds for them (One Stop Shop). Goods that leave the Union are
    export, services for who is outside it are not subject to its tax (O).
    """
    at_home = not buyer or not seller or country_key(buyer) == country_key(seller)
    if at_home or own.category in ("E", "O"):
        return _of(own)
    if seller not in EU:
        return TaxTreatment("G", Decimal(0), ABROAD)
    if buyer not in EU:
        return _special("O" if kind == "service" else "G")
    if buyer_has_vat_id:
        return _special("AE" if kind == "service" else "K")
    return _of(there or own)


def country_key(code: str) -> str:
    """A country's code as rates state it: Greece has two."""
    return "GR" if code == "EL" else code


def _of(rate: Rate) -> TaxTreatment:
    code = _REASON_CODES.get(rate.category, "")
    return TaxTreatment(rate.category, rate.percent, rate.exemption_reason or REASONS[rate.category], code)


def _special(category: str) -> TaxTreatment:
    return TaxTreatment(category, Decimal(0), REASONS[category], _REASON_CODES[category])
