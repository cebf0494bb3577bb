"""Stating tax classes and rates."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from polku.access.logic import Actor
from polku.catalogue.actions.logging import entry, log
from polku.catalogue.events import TaxRateStated
from polku.catalogue.logic.codes import checked_key
from polku.catalogue.logic.products import checked_words
from polku.catalogue.logic.ready_rates import CLASSES, ready_rates
from polku.catalogue.logic.taxation import STATED
from polku.catalogue.logic.totals import Tax
from polku.catalogue.models import TaxClass, TaxRate
from polku.catalogue.queries.changed import superseded
from polku.catalogue.rules import CataloguePermission
from polku.company.logic import checked_country
from polku.company.queries import day_of
from polku.db.transactions import write
from polku.kernel.errors import Invalid, gettext_noop
from polku.kernel.text import clean
from polku.kernel.words import Text


def load_ready_taxes(*, actor: Actor, at: datetime) -> int:
    """State the ready classes and rates that are not stated yet; how many rates were added.

    Raises: NotAllowed.
    """
    actor.require(CataloguePermission.TAX)
    with write():
        classes = ensure_classes()
        known = set(TaxRate.objects.values_list("tax_class_id", "country", "from_date"))
        rows = [
            TaxRate(
                tax_class=classes[one.tax_class],
                country=one.country,
                category=one.category,
                percent=one.percent,
                from_date=one.from_date,
            )
            for one in ready_rates()
            if (classes[one.tax_class].id, one.country, one.from_date) not in known
        ]
        TaxRate.objects.bulk_create(rows)
    superseded.forget()
    return len(rows)


def ensure_classes() -> dict[str, TaxClass]:
    """Every tax class by key; where there is none yet, the ready ones with their rates are made first."""
    known = {row.key: row for row in TaxClass.objects.all()}
    missing = [key for key in CLASSES if key not in known]
    if not missing or (known and set(known) & set(CLASSES)):
        return known
    TaxClass.objects.bulk_create(
        [TaxClass(key=key, name=Text.of(CLASSES[key])) for key in missing], ignore_conflicts=True
    )
    classes = {row.key: row for row in TaxClass.objects.all()}
    TaxRate.objects.bulk_create(
        [
            TaxRate(
                tax_class=classes[one.tax_class],
                country=one.country,
                category=one.category,
                percent=one.percent,
                from_date=one.from_date,
            )
            for one in ready_rates()
        ],
        ignore_conflicts=True,
    )
    return classes


def define_tax_class(
    key: str, *, name: str | Mapping[str, str] | Text, actor: Actor, at: datetime
) -> TaxClass:
    """Add a tax class of the company's own, or rename one.

    Raises: Invalid (names the field), NotAllowed.
    """
    actor.require(CataloguePermission.TAX)
    words = checked_words(name, "name", 120)
    with write():
        ensure_classes()
        row, _ = TaxClass.objects.update_or_create(key=checked_key(key), defaults={"name": words})
    return row


def state_tax_rate(
    *,
    tax_class_id: int,
    country: str,
    percent: Decimal,
    from_date: date,
    category: str = "S",
    exemption_reason: str = "",
    actor: Actor,
    at: datetime,
) -> TaxRate:
    """State what a class is taxed with in a country from a day on.

    A rate of a day that has come may have been used: it stays, and a later day gets the new one.

    Raises: Invalid (names the field), NotAllowed.
    """
    actor.require(CataloguePermission.TAX)
    if category not in STATED:
        raise Invalid(
            gettext_noop("This category follows from the buyer; it is not stated."), field="category"
        )
    if not percent.is_finite() or not 0 <= percent <= 100:
        raise Invalid(gettext_noop("A tax rate is between 0 and 100 per cent."), field="percent")
    Tax(category, percent)
    clean(exemption_reason, max_length=200, field="exemption_reason")
    place = {"tax_class_id": tax_class_id, "country": checked_country(country), "from_date": from_date}
    with write():
        of = TaxClass.objects.filter(id=tax_class_id).first()
        if of is None:
            raise Invalid(gettext_noop("There is no such tax class."), field="tax_class_id")
        row = TaxRate.objects.select_for_update().filter(**place).first() or TaxRate(**place)
        stated = (category, percent, exemption_reason)
        if row.pk and from_date <= day_of(at) and (row.category, row.percent, row.exemption_reason) != stated:
            message = gettext_noop(
                "There is a rate from this day already, and it may have been used. Add one from a later day."
            )
            raise Invalid(message, field="from_date", code="rate_used")
        row.category, row.percent, row.exemption_reason = stated
        row.save()
        event = TaxRateStated(
            tax_class=of.key, country=country, percent=f"{percent:f}", from_date=from_date.isoformat()
        )
        log([entry(event, "tax_rate", row.pk, at)], actor=actor, at=at)
    superseded.forget()
    return row
