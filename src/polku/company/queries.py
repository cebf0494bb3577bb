"""Reads of the company. The one row and its calendar are kept in memory until the company changes."""

from datetime import date, time
from decimal import Decimal

from polku.company.models import Company, ExchangeRate, Holiday
from polku.kernel.calendars import WorkingCalendar
from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop
from polku.kernel.money import Money


def company() -> Company:
    """The firm of this installation.

    Raises: NotFound before `polku init`.
    """
    found = Company.objects.order_by("id").first()
    if found is None:
        raise NotFound(gettext_noop("No company is set up yet. Run “polku init”."))
    return found


def calendar(of: Company | None = None) -> WorkingCalendar:
    """The company's working calendar: two queries, one with the company at hand."""
    firm = of or company()
    week = tuple(
        tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in day) for day in firm.week
    )
    holidays = frozenset(Holiday.objects.values_list("date", flat=True))
    return WorkingCalendar(zone=firm.time_zone, week=week, holidays=holidays)


def rate(currency: str, on: date, *, base: str) -> Decimal:
    """What one unit of `currency` was worth in `base` on a day: the newest rate not after it.

    Raises: Invalid where none is known.
    """
    if currency == base:
        return Decimal(1)
    found = ExchangeRate.objects.filter(currency=currency, from_date__lte=on).order_by("-from_date").first()
    if found is None:
        raise Invalid(
            Message(gettext_noop("There is no exchange rate for %(currency)s on %(day)s."), currency=currency, day=on.isoformat()),
            code="no_rate",
            field="currency",
        )
    return Decimal(found.rate_millionths) / 1_000_000


def to_company_currency(amount: Money, on: date, *, base: str) -> Money:
    """An amount at a day's rate in company currency."""
    return amount if amount.currency == base else amount.convert(rate(amount.currency, on, base=base), base)
