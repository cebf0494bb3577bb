"""Writes of the company: founding it, its settings, rates and holidays."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction

from polku.company.events import CompanyChanged
from polku.company.models import Company, ExchangeRate
from polku.company.queries import calendar, forget
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Via
from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.money import exponent
from polku.kernel.text import clean
from polku.kernel.words import LANGUAGES

SETTINGS = ("name", "currency", "time_zone", "language", "country", "week", "holidays", "brand", "is_demo")


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
    changes = []
    for name, value in settings.items():
        if name not in SETTINGS:
            raise Invalid(Message(gettext_noop("“%(name)s” is not a setting."), name=name), field=name)
        if getattr(firm, name) != value:
            changes.append(("company", firm.id, name, getattr(firm, name), value))
            setattr(firm, name, value)
    _check(firm)
    forget()
    transaction.on_commit(forget)
    if changes:
        with write():
            firm.save()
            append(
                [Entry(CompanyChanged(), ("company", firm.id), at, changes=changes)],
                actor_id=actor_id,
                via=via,
                recorded_at=at,
            )
    return firm


def set_rate(*, currency: str, from_date: date, rate: Decimal) -> ExchangeRate:
    """State what one unit of a currency is worth from a day on."""
    exponent(currency)
    millionths = int((rate * 1_000_000).to_integral_value())
    if not 0 < millionths < 2**62:
        raise Invalid(gettext_noop("A rate must be above zero."), field="rate")
    with write():
        row, _ = ExchangeRate.objects.update_or_create(
            currency=currency, from_date=from_date, defaults={"rate_millionths": millionths}
        )
    return row


def _check(firm: Company) -> None:
    firm.name = clean(firm.name, max_length=200).strip()
    if not firm.name:
        raise Invalid(gettext_noop("The company needs a name."), field="name")
    exponent(firm.currency)
    if firm.time_zone not in available_timezones():
        raise Invalid(
            Message(gettext_noop("“%(zone)s” is not a time zone."), zone=firm.time_zone), field="time_zone"
        )
    try:
        calendar(firm)
    except (ValueError, TypeError, KeyError) as error:
        raise Invalid(
            gettext_noop("These working hours or days off cannot be read."), field="week"
        ) from error
    if firm.language not in LANGUAGES:
        raise Invalid(
            Message(gettext_noop("“%(value)s” cannot be chosen here."), value=firm.language), field="language"
        )
