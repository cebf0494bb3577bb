"""Months: held open while somebody posts, closed and opened again with a reason."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from polku.access.logic import Actor
from polku.books.events import PeriodClosed, PeriodReopened
from polku.books.logic.periods import YEAR_MAX, YEAR_MIN, is_month, months_of
from polku.books.models import Period, PeriodChange, Year
from polku.books.rules import BooksPermission
from polku.db.lists import among
from polku.db.prepared import Prepared
from polku.db.transactions import take_turns, write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, Message, Refused, gettext_noop
from polku.kernel.text import clean

_REASON_MAX = 500


def hold(months: Collection[int]) -> set[int]:
    """Hold months as they are until the running transaction ends; those of them that are closed.

    One statement, more only in a year never posted into.
    """
    found = _held(months)
    if missing := set(months) - found.keys():
        _open_years({month // 100 for month in missing})
        found = _held(months)
    return {month for month, closed_at in found.items() if closed_at is not None}


def refuse_closed(closed: Collection[int]) -> None:
    """Refuse to post into closed months, naming each.

    Raises: Refused.
    """
    if closed:
        names = ", ".join(f"{month // 100}-{month % 100:02}" for month in sorted(closed))
        message = gettext_noop("The books of %(months)s are closed: nothing can be posted there.")
        raise Refused(Message(message, months=names), code="period_closed", field="date")


def close_period(month: int, *, reason: str, actor: Actor, at: datetime) -> list[int]:
    """Close a month, and every month before it that is still open; the months closed now.

    Waits for whoever is posting at this moment: each entry is wholly in before, or refused.

    Raises: NotAllowed; Invalid without a reason; Refused if it is closed already.
    """
    reason = _checked(month, reason, actor)
    with write():
        _open_years({month // 100})
        # Held before the turn is taken, in the order in which posting takes them.
        list(Period.objects.select_for_update().filter(id__lte=month, closed_at=None).order_by("id"))
        take_turns("books", ["years"])
        rows = list(Period.objects.select_for_update().filter(id__lte=month, closed_at=None).order_by("id"))
        if not rows or rows[-1].pk != month:
            raise Refused(gettext_noop("This month is closed already."), code="period_closed", field="month")
        Period.objects.filter(id__in=[row.pk for row in rows]).update(closed_at=at)
        _tell(rows, reason, actor, at, closed=True)
    return [row.pk for row in rows]


def reopen_period(month: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """Open one closed month again.

    Raises: NotAllowed; Invalid without a reason; Refused if it is open.
    """
    reason = _checked(month, reason, actor)
    with write():
        row = Period.objects.select_for_update().filter(id=month).exclude(closed_at=None).first()
        if row is None:
            raise Refused(gettext_noop("This month is open."), code="period_open", field="month")
        Period.objects.filter(id=row.pk).update(closed_at=None)
        _tell([row], reason, actor, at, closed=False)


def _held(months: Collection[int]) -> dict[int, datetime | None]:
    if connection.vendor == "sqlite":
        return dict(_months(list(months)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, closed_at FROM books_period WHERE id = ANY(%s) ORDER BY id FOR SHARE",
            [sorted(months)],
        )
        return dict(cursor.fetchall())


_months = Prepared(lambda months: Period.objects.filter(id__in=among(months)).values_list("id", "closed_at"))


def _open_years(years: Collection[int]) -> None:
    """Make years that are not there yet; a month before one that is closed is born closed."""
    for year in years:
        if not YEAR_MIN <= year <= YEAR_MAX:
            raise Invalid(gettext_noop("The date is too far away."), field="date")
    missing = sorted(set(years) - set(Year.objects.filter(id__in=years).values_list("id", flat=True)))
    if not missing:
        return
    take_turns("books", ["years"])
    last = Period.objects.exclude(closed_at=None).order_by("-id").first()
    Year.objects.bulk_create((Year(id=year) for year in missing), ignore_conflicts=True)
    Period.objects.bulk_create(
        (
            Period(id=month, closed_at=last.closed_at if last is not None and month < last.pk else None)
            for year in missing
            for month in months_of(year)
        ),
        ignore_conflicts=True,
    )


def _checked(month: int, reason: str, actor: Actor) -> str:
    actor.require(BooksPermission.CLOSE)
    if not is_month(month):
        raise Invalid(gettext_noop("Name a month as 202607."), field="month")
    return checked_reason(reason)


def checked_reason(reason: str) -> str:
    """Why a period is closed or opened.

    Raises: Invalid where nothing is said.
    """
    told = clean(reason, max_length=_REASON_MAX, field="reason").strip()
    if not told:
        raise Invalid(gettext_noop("Say why."), field="reason")
    return told


def _tell(rows: Collection[Period], reason: str, actor: Actor, at: datetime, *, closed: bool) -> None:
    PeriodChange.objects.bulk_create(
        PeriodChange(period=row, closed=closed, reason=reason, by_id=actor.user_id, at=at) for row in rows
    )
    kind = PeriodClosed if closed else PeriodReopened
    entries = [Entry(kind(month=row.pk), ("books_period", row.pk), at) for row in rows]
    append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)
