"""Reads of the company. A calendar once made is kept in memory by its content."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import cast
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from polku.company.models import Company, ExchangeRate
from polku.company.registry import currency_locks
from polku.db.kept import KeptRow
from polku.eventlog.models import Event
from polku.kernel.calendars import Week, WorkingCalendar
from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop
from polku.kernel.money import Money


def _read() -> Company:
    found = Company.objects.order_by("id").first()
    if found is None:
        raise NotFound(gettext_noop("No company is set up yet. Run “polku init”."))
    return found


_company = KeptRow(_read)


def company() -> Company:
    """The firm of this installation, kept in memory for two seconds: every request asks for it several times.

    Raises: NotFound before `polku init`.
    """
    return _company()


def day_of(moment: datetime) -> date:
    """The day of a moment by the company's clock: the day that documents, postings, prices and terms count by."""
    return moment.astimezone(ZoneInfo(company().time_zone)).date()


@contextmanager
def own_zone() -> Iterator[None]:
    """Inside, dates and times are shown by the company's clock; before `polku init` there is none to follow."""
    try:
        zone = ZoneInfo(company().time_zone)
    except NotFound:
        yield
        return
    with timezone.override(zone):
        yield


def forget() -> None:
    """Read the company anew the next time: it was changed here."""
    _company.forget()


def currency_lock() -> str:
    """Why the company's currency cannot be changed any more; empty while it can."""
    if Event.objects.filter(case_id__isnull=False).exists():
        return gettext_noop("The currency stays: deals are valued in it.")
    if ExchangeRate.objects.exists():
        return gettext_noop("The currency stays: exchange rates are stated in it.")
    return next((why for lock in currency_locks if (why := lock())), "")


def rates() -> QuerySet[ExchangeRate]:
    """Every exchange rate: by currency, the newest first."""
    return ExchangeRate.objects.order_by("currency", "-from_date")


def calendar(of: Company | None = None) -> WorkingCalendar:
    """The company's working calendar: one query, none with the company at hand."""
    firm = of or company()
    return _calendar(firm.time_zone, json.dumps(firm.week), tuple(sorted(firm.holidays)))


@lru_cache(maxsize=32)
def _calendar(zone: str, week: str, holidays: tuple[str, ...]) -> WorkingCalendar:
    days = tuple(
        tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in day)
        for day in json.loads(week)
    )
    return WorkingCalendar(
        zone=zone, week=cast(Week, days), holidays=frozenset(date.fromisoformat(day) for day in holidays)
    )


def rate(currency: str, on: date, *, base: str) -> Decimal:
    """What one unit of `currency` was worth in `base` on a day: the newest rate not after it.

    Raises: Invalid where none is known.
    """
    if currency == base:
        return Decimal(1)
    found = ExchangeRate.objects.filter(currency=currency, from_date__lte=on).order_by("-from_date").first()
    if found is None:
        raise Invalid(
            Message(
                gettext_noop("There is no exchange rate for %(currency)s on %(day)s."),
                currency=currency,
                day=on.isoformat(),
            ),
            code="no_rate",
            field="currency",
        )
    return Decimal(found.rate_millionths) / 1_000_000


def to_company_currency(amount: Money, on: date, *, base: str) -> Money:
    """An amount at a day's rate in company currency."""
    return amount if amount.currency == base else amount.convert(rate(amount.currency, on, base=base), base)
