"""Years for the page where they are closed."""

from dataclasses import dataclass
from datetime import date

from polku.access.logic import Actor
from polku.books.models import Entry, Period
from polku.books.queries.carrying import carried
from polku.books.queries.sums import monthly, result_minor
from polku.books.rules import BooksPermission


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year: its result, the entry that carried it into equity, whether its months are closed and it is over."""

    number: int
    result_minor: int
    entry_id: int | None
    is_locked: bool
    is_over: bool

    @property
    def is_closed(self) -> bool:
        """Whether its result was carried and nothing can be posted into it."""
        return self.is_locked and (self.entry_id is not None or not self.result_minor)


def years(user: Actor, today: date) -> list[YearRow]:
    """Years from the first entry to this one, the newest first.

    Raises: NotAllowed.
    """
    user.require(BooksPermission.SEE)
    rows = Entry.objects.visible_to(user).filter(posted_at__isnull=False).order_by("date")
    first = rows.values_list("date", flat=True).first()
    if first is None:
        return []
    found = monthly(user, date_from=date(first.year, 1, 1), date_to=date(today.year, 12, 31))
    results: dict[int, int] = {}
    for month in {one for row in found for one in row.by_month}:
        results[month // 100] = results.get(month // 100, 0) + result_minor(found, month)
    done = carried()
    still_open = {
        month // 100 for month in Period.objects.filter(closed_at=None).values_list("id", flat=True)
    }
    known = {month // 100 for month in Period.objects.values_list("id", flat=True)}
    return [
        YearRow(
            year, results.get(year, 0), done.get(year), year in known and year not in still_open, year < today.year
        )
        for year in range(today.year, first.year - 1, -1)
    ]  # fmt: skip
