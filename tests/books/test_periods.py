"""Months that are closed take nothing; who posts while somebody closes is wholly before, or refused."""

from datetime import date
from pathlib import Path

import pytest

from polku.access.logic import SYSTEM, Actor
from polku.books.actions import close_period, post, reopen_period, reverse
from polku.books.checks import entries_balance, numbers_have_no_gap
from polku.books.models import Entry, Period, PeriodChange
from polku.company.actions import found_company
from polku.db.transactions import write
from polku.eventlog.models import Event
from polku.kernel.errors import Invalid, NotAllowed, Refused
from tests.books.conftest import Post, sale
from tests.conftest import NOW, People
from tests.db.on_disk import at_once, on_disk

OCTOBER = date(2026, 10, 31)


def test_nothing_is_posted_into_a_closed_month(posted: Post, frida: Actor) -> None:
    posted(day=OCTOBER)
    close_period(202610, reason="Checked with the bank", actor=frida, at=NOW)
    with pytest.raises(Refused, match="The books of 2026-10 are closed"):
        posted(day=OCTOBER)
    posted(day=date(2026, 11, 1))


def test_closing_closes_the_months_before_also_those_of_years_not_seen_yet(
    posted: Post, frida: Actor
) -> None:
    posted(day=date(2026, 1, 5))
    assert close_period(202602, reason="Year begun", actor=frida, at=NOW) == [202601, 202602]
    with pytest.raises(Refused, match="2025-12 are closed"):
        posted(day=date(2025, 12, 31))
    posted(day=date(2027, 1, 1))


def test_an_opened_month_takes_entries_again_and_the_reasons_stay(posted: Post, frida: Actor) -> None:
    posted(day=OCTOBER)
    close_period(202610, reason="Done", actor=frida, at=NOW)
    reopen_period(202610, reason="A late bill", actor=frida, at=NOW)
    posted(day=OCTOBER)
    told = PeriodChange.objects.filter(period_id=202610).order_by("id")
    assert [(one.closed, one.reason, one.by_id) for one in told] == [
        (True, "Done", frida.user_id), (False, "A late bill", frida.user_id),
    ]  # fmt: skip
    kinds = Event.objects.filter(subject_type="books_period", subject_id=202610).order_by("id")
    assert list(kinds.values_list("kind", flat=True)) == ["books.period_closed", "books.period_reopened"]


def test_closing_needs_the_right_and_a_reason(posted: Post, people: People, frida: Actor) -> None:
    posted()
    with pytest.raises(NotAllowed):
        close_period(202611, reason="Why not", actor=people.actor("alice"), at=NOW)
    with pytest.raises(Invalid, match="Say why"):
        close_period(202611, reason=" ", actor=frida, at=NOW)
    with pytest.raises(Invalid, match="Name a month"):
        close_period(202613, reason="x", actor=frida, at=NOW)
    with pytest.raises(Refused, match="This month is open"):
        reopen_period(202611, reason="x", actor=frida, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_month_closed_while_twenty_entries_come_has_each_wholly_or_not(tmp_path: Path) -> None:
    with on_disk(tmp_path):
        found_company(name="Aava Oy", currency="EUR", time_zone="UTC", at=NOW)
        post([sale(day=OCTOBER)], actor=SYSTEM, at=NOW)
        deeds = [lambda minor=minor: _sold(minor) for minor in range(100, 120)]
        told = at_once(*deeds[:15], _closed, *deeds[15:])
        refused = [one for one in told if isinstance(one, Refused)]
        written = [one for one in told if isinstance(one, int)]
        assert (len(refused) + len(written), told[15]) == (20, list(range(202601, 202611)))
        assert Period.objects.get(id=202610).is_closed
        assert Entry.objects.filter(posted_at__isnull=False).count() == 3 * len(written) + 1
        assert [*entries_balance(), *numbers_have_no_gap()] == []


def _sold(minor: int) -> int:
    """Two documents in one transaction: each has its entry, or none has."""
    with write():
        [first] = post([sale(minor, day=date(2026, 11, 1))], actor=SYSTEM, at=NOW)
        [second] = post([sale(minor, day=OCTOBER)], actor=SYSTEM, at=NOW)
        reverse([first], actor=SYSTEM, at=NOW)
    return second


def _closed() -> list[int]:
    return close_period(202610, reason="Race", actor=SYSTEM, at=NOW)
