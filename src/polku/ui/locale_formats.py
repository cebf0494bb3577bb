"""Numbers, money, dates and spans as the reader writes them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.numbers import NumberPattern, format_decimal, format_percent, parse_pattern
from babel.units import format_unit
from django.utils import timezone
from django.utils.translation import get_language

from polku.kernel.money import Money
from polku.kernel.words import LANGUAGES

# English pages speak to Europe: day before month, 24 hours.
_BABEL = {"en": "en_GB", "zh-hant": "zh_Hant"}
COUNTED = 10_000
"""Counts are exact up to here."""

CODE_LETTERS = 2
_DAYS_SAID_RELATIVE = 7

_SPANS = {
    "HUR": "duration-hour", "MIN": "duration-minute", "DAY": "duration-day", "WEE": "duration-week",
    "MON": "duration-month", "ANN": "duration-year",
}  # fmt: skip
_MEASURES = _SPANS | {
    "KGM": "mass-kilogram", "GRM": "mass-gram", "TNE": "mass-tonne", "LTR": "volume-liter",
    "MLT": "volume-milliliter", "MTR": "length-meter", "CMT": "length-centimeter", "KMT": "length-kilometer",
    "MTK": "area-square-meter", "MTQ": "volume-cubic-meter", "KWH": "energy-kilowatt-hour",
}  # fmt: skip


@lru_cache(maxsize=16)
def _locale(code: str) -> Locale:
    return Locale.parse(_BABEL.get(code, code).replace("-", "_"))


def locale() -> Locale:
    """The reader's locale."""
    return _locale(get_language() or "en")


def money(minor: int, currency: str, *, cents: bool = True) -> str:
    """An amount with its currency; without cents where they only make noise (boards, sums)."""
    amount = Money(minor, currency)
    if cents:
        return amount.format(str(locale()))
    return str(
        _whole_pattern(str(locale())).apply(
            amount.decimal, locale(), currency=currency, currency_digits=False
        )
    )


@lru_cache(maxsize=16)
def _whole_pattern(code: str) -> NumberPattern:
    pattern = parse_pattern(Locale.parse(code).currency_formats["standard"].pattern)
    pattern.frac_prec = (0, 0)
    return pattern


def number(value: int | float | Decimal, places: int = 0) -> str:
    """A number with the reader's separators; `places` is how many decimals at most."""
    return str(format_decimal(value, format="#,##0." + "#" * places if places else "#,##0", locale=locale()))


def measure(value: Decimal, code: str) -> str:
    """A quantity in a unit of UN/ECE recommendation 20 that Unicode has words for; empty for any other.

    Time in whole words, all else by its sign: “2.5 hours”, “5 kg”, “12 m²”.
    """
    if code not in _MEASURES:
        return ""
    plain = Decimal(f"{value.normalize():f}")  # 1.000000 is one hour, not hours
    spans = code in _SPANS and locale().language != "zh"  # Chinese has its words among the short ones
    length: Literal["long", "short"] = "long" if spans else "short"
    return str(format_unit(plain, _MEASURES[code], length, format="#,##0.######", locale=locale()))


def counted(value: int) -> str:
    """A count, exact up to 10,000: beyond, “10,000+”."""
    return number(value) if value <= COUNTED else f"{number(COUNTED)}+"


def percent(share: float | Decimal, places: int = 0) -> str:
    """A share of 1 as per cent."""
    pattern = locale().percent_formats[None].pattern
    if places:
        pattern = pattern.replace("#,##0", "#,##0." + "#" * places)
    return str(format_percent(share, format=pattern, locale=locale()))


def local(at: datetime) -> datetime:
    """A moment in the zone of the company."""
    return at.astimezone(timezone.get_current_timezone()) if timezone.is_aware(at) else at


def country(code: str) -> str:
    """A country by its name in the language active now; an unknown code as it is."""
    return str(locale().territories.get(code, code))


def country_code(told: str) -> str:
    """A country's two letters, told so or by its name in one of our languages; anything else as it is."""
    plain = told.strip()
    return plain.upper() if len(plain) == CODE_LETTERS else _country_codes().get(plain.casefold(), plain)


@cache
def _country_codes() -> dict[str, str]:
    """Countries by their names in every language of the product."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        names = _locale(language).territories
        found |= {name.casefold(): code for code, name in names.items() if len(code) == CODE_LETTERS}
    return found


def day(on: date | datetime, *, now: datetime) -> str:
    """A day: “23 Nov”, with the year if it is another one."""
    on = local(on).date() if isinstance(on, datetime) else on
    skeleton = "dMMM" if on.year == local(now).year else "yMMMd"
    return str(format_skeleton(skeleton, on, locale=locale()))


def long_day(on: date | datetime) -> str:
    """A day in full: “Monday 23 November”."""
    on = local(on).date() if isinstance(on, datetime) else on
    return str(format_skeleton("MMMMEEEEd", on, locale=locale()))


def full_day(on: date | datetime) -> str:
    """A day with its year: “23 November 2026”."""
    on = local(on).date() if isinstance(on, datetime) else on
    return str(format_date(on, "long", locale=locale()))


def month(on: date) -> str:
    """A month with its year, standing by itself: “November 2026”."""
    return str(format_skeleton("yMMMM", on, locale=locale()))


def clock(at: datetime) -> str:
    """The time of day: “16:12”."""
    return str(format_time(local(at), "short", locale=locale()))


def exact(at: datetime) -> str:
    """A moment in full: “23 November 2026, 16:12”."""
    return f"{full_day(at)}, {clock(at)}"


def ago(at: datetime, *, now: datetime) -> str:
    """A moment seen from now: “3 hours ago”, “in 2 days”; further than a week off, its day."""
    span = at - now
    if abs(span) >= timedelta(days=_DAYS_SAID_RELATIVE):
        return day(at, now=now)
    return str(format_timedelta(span, add_direction=True, locale=locale(), threshold=0.95))


def span(seconds: float) -> str:
    """A length of time in its largest fitting unit: “2 d”, “3 h”, “12 min”."""
    return str(format_timedelta(timedelta(seconds=seconds), locale=locale(), format="narrow", threshold=0.95))
