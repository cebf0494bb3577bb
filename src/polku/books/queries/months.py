"""Months for the page where they are closed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from polku.access.logic import Actor
from polku.access.models import User
from polku.books.logic.periods import first_day, last_day, month_of
from polku.books.models import Entry, Period, PeriodChange
from polku.books.rules import BooksPermission


@dataclass(frozen=True, slots=True)
class Month:
    """A month, whether it is closed, and the last thing done to it."""

    number: int
    begin: date
    end: date
    is_closed: bool
    change: PeriodChange | None
    by: str


def closed_of(months: Collection[int]) -> set[int]:
    """Those of some months into which nothing can be posted; no statement where there are none."""
    rows = Period.objects.filter(id__in=months, closed_at__isnull=False) if months else Period.objects.none()
    return set(rows.values_list("id", flat=True))


def months(user: Actor, today: date) -> list[Month]:
    """Months from the first entry to the last or to this one, the newest first. Four statements.

    Raises: NotAllowed.
    """
    user.require(BooksPermission.SEE)
    rows = Entry.objects.visible_to(user).filter(posted_at__isnull=False)
    first, last = rows.order_by("date").first(), rows.order_by("-date").first()
    if first is None or last is None:
        return []
    end = max(last.period_id, month_of(today))
    periods = Period.objects.filter(id__range=(first.period_id, end)).order_by("-id")
    changes: dict[int, PeriodChange] = {}
    for change in PeriodChange.objects.filter(period__in=periods).order_by("id"):
        changes[change.period_id] = change
    names = {one.pk: str(one) for one in User.objects.filter(id__in={one.by_id for one in changes.values()})}
    return [
        Month(
            row.pk, first_day(row.pk), last_day(row.pk), row.is_closed, changes.get(row.pk),
            names.get(changes[row.pk].by_id or 0, "Polku") if row.pk in changes else "",
        )
        for row in periods
    ]  # fmt: skip
