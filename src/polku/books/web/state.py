"""The period of a report, as its address says it: `?from=2026-01-01&to=2026-12-31`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from polku.books.logic.periods import first_day, last_day, month_of


@dataclass(frozen=True)
class Span:
    """From a day to a day, both with; an open end where a side is None."""

    date_from: date | None
    date_to: date | None

    @classmethod
    def of(cls, given: Mapping[str, str], today: date) -> Span:
        """What an address says; this year where it says nothing, everything where both sides are empty."""
        if "from" not in given and "to" not in given:
            return cls(date(today.year, 1, 1), date(today.year, 12, 31))
        return cls(_day(given.get("from", "")), _day(given.get("to", "")))

    @property
    def query(self) -> str:
        """As an address says it."""
        return urlencode({"from": _said(self.date_from), "to": _said(self.date_to)})

    def with_more(self, **more: object) -> str:
        """The same with other parameters."""
        return f"{self.query}&{urlencode(more)}"

    @property
    def closed(self) -> tuple[date, date]:
        """Both days, for reports that need them."""
        return self.date_from or date(1900, 1, 1), self.date_to or date(2999, 12, 31)

    def choices(self, today: date) -> list[tuple[str | Promise, str, bool]]:
        """Periods to choose: label, query, whether it is this one."""
        month, year = month_of(today), today.year
        quarter = date(year, (today.month - 1) // 3 * 3 + 1, 1)
        before = month_of(first_day(month) - timedelta(days=1))
        spans = (
            (_("This month"), Span(first_day(month), last_day(month))),
            (_("Last month"), Span(first_day(before), last_day(before))),
            (_("This quarter"), Span(quarter, last_day(month_of(quarter) + 2))),
            (_("This year"), Span(date(year, 1, 1), date(year, 12, 31))),
            (_("Last year"), Span(date(year - 1, 1, 1), date(year - 1, 12, 31))),
            (pgettext_lazy("period", "All"), Span(None, None)),
        )
        return [(label, span.query, span == self) for label, span in spans]


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2999 else None


def _said(day: date | None) -> str:
    return day.isoformat() if day else ""
