"""Dates, times and yes or no, as people of six languages write them."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import Final

from polku.imports.logic.workbooks import date_of_serial

YEAR_MIN: Final = 1900
YEAR_MAX: Final = 2200


class DateOrder(StrEnum):
    """In which order a column writes its dates."""

    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"
    SERIAL = "serial"


_PARTS: Final = re.compile(
    r"""(\d{1,4})\s?[-./年\s]\s?(\d{1,2})\s?[-./月\s]\s?(\d{1,4})日?\.?
        (?:(?:\s*[T,]?\s*|\s+(?:klo|kl\.|o|в)\s+)(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?
           \s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?""",
    re.VERBOSE,
)
_SERIAL: Final = re.compile(r"\d{1,6}(\.\d+)?")
_PLACES: Final = {DateOrder.YMD: (0, 1, 2), DateOrder.DMY: (2, 1, 0), DateOrder.MDY: (2, 0, 1)}

_YES: Final = """
    1 yes y true t x on ok kyllä k tosi on jā ja j patiess tak t prawda да д истина v ✓ ✔ 是 真 有 對 1.0
"""
_NO: Final = """
    0 no n false f off - ei e epätosi nē ne aplams nie fałsz falsz нет н ложь 否 假 無 无 沒有 不 0.0
"""
BOOLEANS: Final = dict.fromkeys(_YES.split(), True) | dict.fromkeys(_NO.split(), False)


def parse_bool(text: str) -> bool | None:
    """Yes or no in any of the languages; None for anything else."""
    return BOOLEANS.get(text.casefold())


def parse_moment(text: str, order: DateOrder, zone: tzinfo) -> datetime | None:
    """The moment a text names; a day alone is its midnight in `zone`. None where it is no date of this order."""
    moment: datetime | None
    if order == DateOrder.YMD:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = _moment(text, order)
    elif order == DateOrder.SERIAL:
        moment = _of_serial(text)
    else:
        moment = _moment(text, order)
    if moment is None or not YEAR_MIN <= moment.year <= YEAR_MAX:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def parse_day(text: str, order: DateOrder, zone: tzinfo) -> date | None:
    """The day a text names; a time of day beside it is left out."""
    moment = parse_moment(text, order, zone)
    return None if moment is None else moment.date()


def guess_order(values: Iterable[str]) -> tuple[DateOrder, bool] | None:
    """The order that all these dates can be read in, and whether it is sure; None where they are no dates.

    When day and month could be either way round, day first is taken: most of the world writes so.
    """
    sample = [value for value in values if value]
    if not sample:
        return None
    fitting = [order for order in _PLACES if all(_fits(value, order) for value in sample)]
    if fitting:
        both = DateOrder.DMY in fitting and DateOrder.MDY in fitting
        return fitting[0], not both or fitting[0] == DateOrder.YMD
    return None


def looks_serial(values: Iterable[str]) -> bool:
    """Whether all are numbers of days around our time, as a spreadsheet keeps dates."""
    sample = [value for value in values if value]
    return bool(sample) and all(
        _SERIAL.fullmatch(value) and 20_000 <= float(value) <= 80_000 for value in sample
    )


def _fits(value: str, order: DateOrder) -> bool:
    found = parse_moment(value, order, timezone.utc)  # noqa: UP017 -- read beside the zones given by the file
    return found is not None


def _moment(text: str, order: DateOrder) -> datetime | None:
    found = _PARTS.fullmatch(text)
    if found is None:
        return None
    day = _day([found[1], found[2], found[3]], order)
    if day is None:
        return None
    if found[4] is None:
        return datetime.combine(day, time())
    hour, minute, second = int(found[4]), int(found[5]), int(found[6] or 0)
    if found[8]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[8][0] in "Pp" else 0)
    try:
        clock = time(hour, minute, second, int((found[7] or "0").ljust(6, "0")[:6]), tzinfo=_zone(found[9]))
    except ValueError:
        return None
    return datetime.combine(day, clock)


def _day(parts: list[str], order: DateOrder) -> date | None:
    year_at, month_at, day_at = _PLACES[order]
    year = parts[year_at]
    if len(year) not in (2, 4) or len(parts[month_at]) > 2 or len(parts[day_at]) > 2:
        return None
    if len(year) == 2 and order == DateOrder.YMD:
        return None
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < 70 else 1900
    try:
        return date(number, int(parts[month_at]), int(parts[day_at]))
    except ValueError:
        return None


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text in ("Z", "UTC"):
        return timezone.utc  # noqa: UP017 -- the same class as the line below
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def _of_serial(text: str) -> datetime | None:
    if not _SERIAL.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(date_of_serial(text))
    except ValueError:
        return None


Reader = Callable[[str], object]
