"""Values of indicators as the reader writes them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from math import ceil

from babel.dates import format_skeleton
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku.company.queries import company
from polku.kernel.money import exponent
from polku.measures.logic.periods import Stretch
from polku.measures.measuring.figures import Measured
from polku.ui import locale_formats

NOTHING = "–"


def say(value: float | int | Decimal | None, unit: str) -> str:
    """A value with its unit: “12”, “34 %”, “€12,300”, “5.5 days”."""
    if value is None:
        return NOTHING
    if unit == "share":
        return locale_formats.percent(value, 1 if abs(float(value)) < 0.1 else 0)
    if unit == "money":
        return locale_formats.money(round(value), company().currency, cents=False)
    if unit == "days":
        return ngettext("%(days)s day", "%(days)s days", round(value)) % {
            "days": locale_formats.number(value, 1)
        }
    small = unit != "count" and abs(float(value)) < 100
    return locale_formats.number(value, 2 if small else 0)


def say_pace(value: float | Decimal | None, unit: str) -> str:
    """What should be there by now; of things that are counted the next whole one, as half of one never is."""
    return say(ceil(value) if unit == "count" and value is not None else value, unit)


def sayer(unit: str) -> Callable[[float], str]:
    """`say` for one unit, short: for the axis of a chart."""
    if unit == "days":
        return lambda value: locale_formats.number(value, 1)
    return lambda value: say(value, unit)


def shown(one: Measured, unit: str) -> str:
    """A figure, or why there is none."""
    if one.value is None and one.few:
        return _("too few")
    return say(one.value, unit)


def interval(one: Measured, unit: str) -> str:
    """The 95 % interval in words; empty where there is none."""
    if one.low is None or one.high is None or one.value is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": say(one.low, unit), "high": say(one.high, unit)}


def typed(value: Decimal | None, unit: str) -> Decimal | None:
    """A stored value as a person types it: whole currency units, per cent."""
    if value is None:
        return None
    if unit == "money":
        return value.scaleb(-exponent(company().currency)).normalize()
    return (value * 100).normalize() if unit == "share" else value.normalize()


def stored(value: Decimal | None, unit: str) -> Decimal | None:
    """What a person typed as it is stored: minor units, a share of 1."""
    if value is None:
        return None
    if unit == "money":
        return value.scaleb(exponent(company().currency)).to_integral_value()
    return value / 100 if unit == "share" else value


def period(stretch: Stretch, every: str) -> str:
    """A period in words: “Nov 2026”, “Q4 2026”, “week 47”."""
    first = stretch.first
    if every == "month":
        return str(format_skeleton("yMMM", first, locale=locale_formats.locale()))
    if every == "quarter":
        return f"Q{(first.month + 2) // 3} {first.year}"
    if every == "year":
        return str(first.year)
    return str(format_skeleton("dMMM", first, locale=locale_formats.locale()))
