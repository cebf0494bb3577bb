"""What a working week, a list of days off and a brand may be. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Final

from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.text import clean

HOLIDAYS_MAX: Final = 2000
HOLIDAY_NAME_MAX: Final = 120
LINE_MAX: Final = 200
INTERVALS_MAX: Final = 6
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_DAY_LINE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[\s,;]+(.*))?")
_DAYS: Final = 7


def checked_week(week: object) -> list[list[list[str]]]:
    """Seven lists (Monday first) of `[from, to]` in the clock's own writing. Raises: Invalid."""
    if not isinstance(week, Sequence) or len(week) != _DAYS:
        raise Invalid(gettext_noop("A week has seven days."), field="week")
    return [_checked_hours(hours) for hours in week]


def checked_holidays(days: object) -> dict[str, str]:
    """Days off by ISO date, in order, each with its name. Raises: Invalid."""
    if not isinstance(days, Mapping):
        raise Invalid(gettext_noop("Days off are dates with their names."), field="holidays")
    if len(days) > HOLIDAYS_MAX:
        raise Invalid(
            Message(gettext_noop("At most %(most)s days off can be kept."), most=HOLIDAYS_MAX),
            field="holidays",
        )
    found = {}
    for day, name in days.items():
        if not isinstance(name, str):
            raise Invalid(gettext_noop("Days off are dates with their names."), field="holidays")
        clean(name, max_length=HOLIDAY_NAME_MAX, field="holidays")
        found[_checked_day(str(day)).isoformat()] = name.strip()
    return dict(sorted(found.items()))


def read_days_off(text: str) -> dict[str, str]:
    """A pasted list, a day in each line: `2026-12-24 Christmas Eve`.

    Raises: Invalid, naming every line that can't be read.
    """
    found: dict[str, str] = {}
    wrong: list[object] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        match = _DAY_LINE.fullmatch(line.strip())
        try:
            day = date.fromisoformat(match[1]) if match else None
        except ValueError:
            day = None
        if match is None or day is None:
            told = gettext_noop("Line %(number)s: “%(line)s” does not begin with a date such as 2026-12-24.")
            wrong.append(Message(told, number=number, line=line.strip()[:60]))
        else:
            found[day.isoformat()] = (match[2] or "").strip()
    if wrong:
        raise Invalid({"days": wrong})
    return checked_holidays(found)


def checked_brand(brand: object) -> dict[str, str]:
    """The line and the colour of public pages, and the id of the logo's file. Raises: Invalid."""
    given = brand if isinstance(brand, Mapping) else {}
    line, colour = str(given.get("line") or ""), str(given.get("colour") or "").lower()
    clean(line, max_length=LINE_MAX, field="line")
    if colour and not _COLOUR.fullmatch(colour):
        raise Invalid(gettext_noop("Write a colour such as #1f5c4a."), field="colour")
    logo = str(given.get("logo") or "")
    found = {"line": line.strip(), "colour": colour, "logo": logo if logo.isdecimal() else ""}
    return {name: value for name, value in found.items() if value}


def checked_country(country: str) -> str:
    """Two capital letters, or nothing. Raises: Invalid."""
    if country and not _COUNTRY.fullmatch(country):
        raise Invalid(gettext_noop("Write a country as two letters, such as FI."), field="country")
    return country


def _checked_hours(hours: object) -> list[list[str]]:
    if not isinstance(hours, Sequence) or len(hours) > INTERVALS_MAX:
        raise Invalid(
            Message(gettext_noop("A day has at most %(most)s working intervals."), most=INTERVALS_MAX),
            field="week",
        )
    return [[_clock(edge) for edge in _pair(interval)] for interval in hours]


def _pair(interval: object) -> tuple[object, object]:
    if isinstance(interval, Sequence) and not isinstance(interval, str) and len(interval) == 2:
        return interval[0], interval[1]
    raise Invalid(gettext_noop("A working interval has a start and an end."), field="week")


def _clock(edge: object) -> str:
    try:
        read = time.fromisoformat(edge) if isinstance(edge, str) else None
    except ValueError:
        read = None
    if read is None or read.tzinfo is not None or read.second or read.microsecond:
        raise Invalid(gettext_noop("Write a time such as 09:00."), field="week")
    return f"{read:%H:%M}"


def _checked_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(
            Message(gettext_noop("“%(day)s” is not a date such as 2026-12-24."), day=text[:40]),
            field="holidays",
        ) from error
