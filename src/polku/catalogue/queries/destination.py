"""Sales to consumers in other states of the Union: whether the rates of their country hold (One Stop Shop)."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from polku.catalogue.logic.taxation import abroad_in_union, country_key, rate_on
from polku.catalogue.models import TaxClass, TaxSettings
from polku.catalogue.queries.rates import rates_of
from polku.company.queries import company
from polku.db.kept import KeptRow
from polku.kernel.vat_numbers import state_of

tax_settings = KeptRow(lambda: TaxSettings.objects.order_by("id").first() or TaxSettings())


def accounts_for_tax(vat_id: str) -> bool:
    """Whether a buyer accounts for the tax: the VAT number is one of another state of the Union. No statement."""
    state = country_key(state_of(vat_id))
    return bool(state) and state != country_key(company().country)


def consumer_abroad(country: str, *, has_vat_id: bool) -> str:
    """The country of a consumer in another state of the Union; empty for all others. No statement."""
    return abroad_in_union(company().country, country.upper(), buyer_has_vat_id=has_vat_id)


def taxed_there(country: str, *, has_vat_id: bool, on: date) -> str:
    """The country whose rates hold for a sale on a day, where they are not the company's own; else empty."""
    there = consumer_abroad(country, has_vat_id=has_vat_id)
    if not there:
        return ""
    told = tax_settings()
    above = told.union == "above" and told.above_since is not None and told.above_since <= on
    return there if told.union == "there" or above else ""


def percents_there(countries: Collection[str], on: date) -> dict[str, set[Decimal]]:
    """The rates in force on a day in some countries, whatever they are for; two statements."""
    ids = set(TaxClass.objects.values_list("id", flat=True))
    stated = rates_of(ids, countries)
    return {
        country: {
            found.percent
            for pk in ids
            if (found := rate_on(stated, pk, country_key(country), on)) is not None and found.percent
        }
        for country in countries
    }
