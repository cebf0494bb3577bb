"""Writes of the company: founding it, its settings, rates and holidays."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction

from polku.company.events import CompanyChanged, RateStated
from polku.company.logic import checked_brand, checked_country, checked_holidays, checked_week
from polku.company.models import Company, ExchangeRate
from polku.company.queries import calendar, currency_lock, day_of, forget
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Via
from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.money import exponent
from polku.kernel.text import clean
from polku.kernel.words import LANGUAGES

SETTINGS = ("name", "currency", "time_zone", "language", "country", "week", "holidays", "brand", "is_demo")
RATE_MILLIONTHS_MAX = 10**15


def found_company(
    *, name: str, currency: str = "EUR", time_zone: str = "UTC", at: datetime, **settings: Any
) -> Company:
    """Set the company up; there is one, so a second call gives the first one back."""
    with write():
        known = Company.objects.order_by("id").first()
        if known is not None:
            return known
        firm = Company(name=name, currency=currency, time_zone=time_zone, **settings)
        _check(firm)
        firm.save()
    forget()
    return firm


def update_company(
    firm: Company, *, actor_id: int | None, via: Via, at: datetime, **settings: Any
) -> Company:
    """Change settings of the company. The caller has checked the right to do so.

    Raises: Invalid, naming the field.
    """
    if settings.get("currency", firm.currency) != firm.currency and (locked := currency_lock()):
        raise Invalid(locked, field="currency", code="currency_locked")
    if "brand" in settings:  # who changes line or colour keeps the logo
        settings["brand"] = {"logo": firm.brand.get("logo", ""), **settings["brand"]}
    before = {name: getattr(firm, name) for name in SETTINGS}
    for name, value in settings.items():
        if name not in SETTINGS:
            raise Invalid(Message(gettext_noop("“%(name)s” is not a setting."), name=name), field=name)
        setattr(firm, name, value)
    _check(firm)
    changes = [
        ("company", firm.id, name, before[name], getattr(firm, name))
        for name in SETTINGS
        if getattr(firm, name) != before[name]
    ]
    if changes:
        with write():
            firm.save()
            forget()
            transaction.on_commit(forget)
            append(
                [Entry(CompanyChanged(), ("company", firm.id), at, changes=changes)],
                actor_id=actor_id,
                via=via,
                recorded_at=at,
            )
    return firm


def set_rate(
    *, currency: str, from_date: date, rate: Decimal, actor_id: int | None, via: Via, at: datetime
) -> ExchangeRate:
    """State what one unit of a currency is worth in company currency from a day on.

    What stands for a day that has come may have been used: it stays, and a later day gets the new rate. The caller has
    checked the right to do so.

    Raises: Invalid, naming the field.
    """
    _check_currency(currency)
    if not rate.is_finite() or not 0 < (millionths := int(rate * 1_000_000)) < RATE_MILLIONTHS_MAX:
        raise Invalid(gettext_noop("A rate must be above zero, and not beyond all measure."), field="rate")
    with write():
        row = ExchangeRate.objects.select_for_update().filter(currency=currency, from_date=from_date).first()
        if row is not None and from_date <= day_of(at) and row.rate_millionths != millionths:
            message = gettext_noop(
                "There is a rate from this day already, and it may have been used. Add one from a later day."
            )
            raise Invalid(message, field="from_date", code="rate_used")
        row = row or ExchangeRate(currency=currency, from_date=from_date)
        row.rate_millionths = millionths
        row.save()
        event = RateStated(currency=currency, from_date=from_date.isoformat(), rate_millionths=millionths)
        append([Entry(event, ("rate", row.pk), at)], actor_id=actor_id, via=via, recorded_at=at)
    return row


def _check_currency(currency: str) -> None:
    exponent(currency)
    firm = Company.objects.order_by("id").first()
    if firm is not None and currency == firm.currency:
        raise Invalid(gettext_noop("This is the company's own currency: it needs no rate."), field="currency")


def _check(firm: Company) -> None:
    firm.name = clean(firm.name, max_length=200).strip()
    if not firm.name:
        raise Invalid(gettext_noop("The company needs a name."), field="name")
    exponent(firm.currency)
    if firm.time_zone not in available_timezones():
        raise Invalid(
            Message(gettext_noop("“%(zone)s” is not a time zone."), zone=firm.time_zone), field="time_zone"
        )
    firm.country = checked_country(firm.country)
    firm.week, firm.holidays, firm.brand = (
        checked_week(firm.week),
        checked_holidays(firm.holidays),
        checked_brand(firm.brand),
    )
    calendar(firm)
    if firm.language not in LANGUAGES:
        raise Invalid(
            Message(gettext_noop("“%(value)s” cannot be chosen here."), value=firm.language), field="language"
        )
