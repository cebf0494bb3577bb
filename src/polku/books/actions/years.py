"""Years: the result is carried into equity and the months are closed; a reversal takes both back."""

from datetime import date, datetime
from typing import Final

from polku.access.logic import Actor
from polku.books import registry
from polku.books.actions.periods import checked_reason, close_period, reopen_period
from polku.books.actions.posting import number_now, post
from polku.books.actions.reversing import reverse
from polku.books.events import YearClosed, YearReopened
from polku.books.logic.accounts import RESULT_KINDS, Role
from polku.books.logic.entries import Line, NewEntry
from polku.books.logic.periods import YEAR_MAX, YEAR_MIN
from polku.books.models import Entry, Period
from polku.books.queries.carrying import SOURCE, YEAR_END, carried
from polku.books.queries.sums import AccountSum, trial_balance
from polku.books.rules import BooksPermission
from polku.company.queries import company, day_of
from polku.db.transactions import take_turns, write
from polku.eventlog import actions as log
from polku.kernel.errors import Invalid, Message, Refused, gettext_noop
from polku.kernel.money import Money

_DECEMBER: Final = 12


def close_year(year: int, *, reason: str, actor: Actor, at: datetime) -> int:
    """Carry the result of a year into the results of earlier years, and close its months; the result.

    Raises: NotAllowed; Invalid without a reason; Refused, saying all that is to be done before: the year is not over,
    was closed already, an earlier one is open, documents are drafts.
    """
    actor.require(BooksPermission.CLOSE)
    told = checked_reason(reason)
    with write():
        take_turns("books", ["close a year"])
        _refuse(_hindrances(year, day_of(at)))
        month = year * 100 + _DECEMBER
        # Held before the sums are read: nobody posts into the year between them and its end.
        periods = list(Period.objects.select_for_update().filter(id__lte=month).order_by("id"))
        if any(row.pk == month and row.is_closed for row in periods):
            reopen_period(month, reason=told, actor=actor, at=at)
        sums = _results(year, actor)
        result = -sum(one.balance_minor for one in sums)
        if sums:
            post([_carrying(year, sums, result)], actor=actor, at=at)
            number_now()
        close_period(month, reason=told, actor=actor, at=at)
        _tell(YearClosed(year, result, company().currency), year, actor, at)
    return result


def reopen_year(year: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """Take the carried result back and open the last month of the year; its other months stay closed.

    Raises: NotAllowed; Invalid without a reason; Refused where it is open, or a later year is closed.
    """
    actor.require(BooksPermission.CLOSE)
    told = checked_reason(reason)
    with write():
        take_turns("books", ["close a year"])
        done = carried()
        if year not in done:
            raise Refused(gettext_noop("This year is open."), code="year_open", field="year")
        if later := [one for one in done if one > year]:
            message = Message(gettext_noop("Open the year %(year)s first."), year=max(later))
            raise Refused(message, code="later_year_closed", field="year")
        month = year * 100 + _DECEMBER
        if Period.objects.select_for_update().get(id=month).is_closed:
            reopen_period(month, reason=told, actor=actor, at=at)
        reverse([done[year]], actor=actor, at=at, date=date(year, _DECEMBER, 31), texts={done[year]: told})
        number_now()
        _tell(YearReopened(year), year, actor, at)


def _hindrances(year: int, today: date) -> list[Message]:
    """All that is to be done before a year can be closed."""
    if not YEAR_MIN <= year <= YEAR_MAX:
        raise Invalid(gettext_noop("The date is too far away."), field="year")
    end = date(year, _DECEMBER, 31)
    if today <= end:
        return [Message(gettext_noop("The year %(year)s is not over yet."), year=year)]
    if year in carried():
        return [Message(gettext_noop("The year %(year)s is closed already."), year=year)]
    found = [message for ask in registry.hindrances for message in ask(end)]
    if n := Entry.objects.filter(posted_at=None).count():
        found.append(
            Message(gettext_noop("%(n)s entries were begun and never posted. Run “polku check”."), n=n)
        )
    return found


def _results(year: int, actor: Actor) -> list[AccountSum]:
    """What the accounts of the result hold at the end of the year.

    Raises: Refused where an earlier year was not carried.
    """
    told = trial_balance(actor, date_from=date(year, 1, 1), date_to=date(year, _DECEMBER, 31))
    rows = [one for one in told.rows if one.account.kind in RESULT_KINDS]
    if any(one.opening_minor for one in rows):
        message = gettext_noop("An earlier year holds a result that was not carried. Close that year first.")
        raise Refused(message, code="earlier_year_open", field="year")
    return [one for one in rows if one.balance_minor]


def _carrying(year: int, sums: list[AccountSum], result: int) -> NewEntry:
    """The entry that empties the accounts of the result into that of earlier years."""
    currency = company().currency
    lines = [_line(one.balance_minor, currency, account_id=one.account.pk) for one in sums]
    if result:
        lines.append(_line(result, currency, role=Role.RETAINED))
    return NewEntry(
        date=date(year, _DECEMBER, 31), kind=YEAR_END, lines=lines, source=(SOURCE, year), text_key=YEAR_END
    )


def _line(balance: int, currency: str, *, account_id: int | None = None, role: str = "") -> Line:
    """What takes a balance (debit less credit) away: on the other side."""
    amount = Money(abs(balance), currency)
    debit, credit = (None, amount) if balance > 0 else (amount, None)
    return Line(account_id=account_id, role=role, debit=debit, credit=credit)


def _refuse(found: list[Message]) -> None:
    if found:
        raise Refused(found[0], code="year_not_ready", field="year", unmet=found[1:])


def _tell(event: YearClosed | YearReopened, year: int, actor: Actor, at: datetime) -> None:
    log.append([log.Entry(event, (SOURCE, year), at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
