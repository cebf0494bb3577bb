"""Numbers without gaps: in one transaction, over years, under a crowd, and never twice over all series."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Lock

import pytest
from django.db import connections

from polku.db.transactions import write
from polku.documents.actions import change_series, next_number, next_numbers
from polku.documents.logic.numbering import Pattern, parted, spelled
from polku.documents.models import Counter, Series
from polku.documents.queries import numbers_are_whole, overview
from polku.documents.registry import numbered
from polku.eventlog.events import Via
from polku.eventlog.models import Change, Event
from polku.kernel.errors import Invalid
from tests.conftest import NOW
from tests.db.on_disk import at_once, on_disk

TODAY = date(2026, 11, 20)


def change(key: str, **given: object) -> Series:
    wanted: dict[str, object] = {"prefix": "INV-", "year_in_number": True, "digits": 4, "next_value": None}
    return change_series(key, **(wanted | given), on=TODAY, actor_id=7, via=Via.WEB, at=NOW)  # type: ignore[arg-type]


def test_a_series_begins_as_its_kind_usually_does(db: None) -> None:
    with write():
        numbers = [next_number(key, on=TODAY) for key in ("invoice", "invoice", "credit_note", "claim_form")]
    assert numbers == ["INV-2026-0001", "INV-2026-0002", "CN-2026-0001", "CLAIM-FORM-2026-0001"]


def test_each_year_has_its_own_count_also_backwards(db: None) -> None:
    days = [date(2026, 12, 31), date(2026, 12, 31), date(2027, 1, 1), date(2026, 12, 30)]
    with write():
        numbers = next_numbers("invoice", days=days)
    assert numbers == ["INV-2026-0001", "INV-2026-0002", "INV-2027-0001", "INV-2026-0003"]


def test_a_number_is_one_statement(db: None, django_assert_num_queries: object) -> None:
    with write():
        next_number("order", on=TODAY)
        with django_assert_num_queries(1):  # type: ignore[operator]
            next_number("order", on=TODAY)
        with django_assert_num_queries(1):  # type: ignore[operator]
            next_numbers("order", days=[TODAY] * 100)


@pytest.mark.django_db(transaction=True)
def test_a_number_needs_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        next_number("order", on=TODAY)


@pytest.fixture
def shared(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    with on_disk(tmp_path):
        yield


@pytest.mark.django_db(transaction=True)
def test_400_numbers_from_8_threads_of_which_a_fifth_is_rolled_back(shared: None) -> None:
    kept: list[str] = []
    lock = Lock()

    def clerk() -> None:
        for turn in range(50):
            try:
                with write():
                    number = next_number("invoice", on=TODAY)
                    if turn % 5 == 4:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                continue
            with lock:
                kept.append(number)
        connections["default"].close()

    answers = at_once(*[clerk] * 8)
    assert answers == [None] * 8
    assert sorted(kept) == [f"INV-2026-{value:04d}" for value in range(1, 321)]


def test_a_series_is_changed_and_goes_on_forward(db: None) -> None:
    with write():
        next_number("invoice", on=TODAY)
    change("invoice", prefix="FI-", year_in_number=False, digits=6, next_value=500)
    with write():
        number = next_number("invoice", on=TODAY)
    assert number == "FI-000500"
    event = Event.objects.get(kind="documents.series_changed")
    assert (event.actor_id, event.payload) == (7, {"series": "invoice", "next_value": 500})
    assert sorted(Change.objects.values_list("field", flat=True)) == [
        "digits", "next_value", "prefix", "year_in_number",
    ]  # fmt: skip


def test_a_change_that_changes_nothing_is_no_event(db: None) -> None:
    change("invoice")
    assert Event.objects.count() == 0


def test_a_series_never_moves_back(db: None) -> None:
    with write():
        next_numbers("invoice", days=[TODAY] * 4)
    with pytest.raises(Invalid) as refusal:
        change("invoice", next_value=4)
    assert (refusal.value.field, Counter.objects.get().next_value) == ("next_value", 5)


def test_going_back_to_an_old_beginning_goes_on_where_it_stopped(db: None) -> None:
    with write():
        next_number("invoice", on=TODAY)
    for prefix in ("FI-", "INV-"):
        change("invoice", prefix=prefix)
    with write():
        assert next_number("invoice", on=TODAY) == "INV-2026-0002"


@pytest.mark.parametrize(
    "wanted",
    [
        {"prefix": "Q-"},
        {"prefix": "o-"},
        {"prefix": "CN-2031-", "year_in_number": False},
        {"prefix": "INV-1"},
        {"prefix": "  "},
        {"prefix": "INV\n-"},
    ],
)
def test_a_beginning_that_could_give_a_number_twice_is_refused(db: None, wanted: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refusal:
        change("invoice", **wanted)
    assert refusal.value.field == "prefix"


def test_a_beginning_another_series_once_had_is_refused(db: None) -> None:
    with write():
        next_number("order", on=TODAY)
    change("order", prefix="SO-")
    with pytest.raises(Invalid):
        change("invoice", prefix="O-", year_in_number=True)
    change("invoice", prefix="O-", year_in_number=False)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (Pattern("A-", True, 4), Pattern("a-", True, 2), True),
        (Pattern("A-", True, 4), Pattern("A-", False, 4), False),
        (Pattern("A-", True, 4), Pattern("A-2026-", False, 4), True),
        (Pattern("A-2026-", False, 4), Pattern("A-", True, 4), True),
        (Pattern("A-", True, 4), Pattern("A-26-", False, 4), False),
    ],
)
def test_two_patterns_meet_where_a_number_could_be_both(one: Pattern, other: Pattern, meet: bool) -> None:
    assert one.meets(other) is meet


def test_a_number_comes_apart_as_it_was_put_together() -> None:
    assert parted(spelled("INV-2026-", 42, 4)) == ("INV-2026-", 42)
    assert parted("none") is None


def test_the_overview_shows_also_what_gave_no_number_yet(db: None) -> None:
    with write():
        next_number("order", on=TODAY)
    told = {one.key: one.next_number for one in overview(TODAY)}
    assert (told["order"], told["receipt"], len(told)) == ("O-2026-0002", "R-2026-0001", 7)


def test_the_check_names_what_is_missing_doubled_or_strange(db: None) -> None:
    with write():
        next_numbers("claim", days=[TODAY] * 5)
    change("claim", prefix="CLAIM-", next_value=10**9)
    held = [
        "CLAIM-2026-0001",
        "CLAIM-2026-0002",
        "CLAIM-2026-0002",
        "CLAIM-2026-0005",
        "CLAIM-2026-0077",
        "X",
    ]
    with numbered.holding("claim", lambda: held):
        faults = list(numbers_are_whole())
    assert faults == [
        "claim: the number CLAIM-2026-0003 is on no document",
        "claim: the number CLAIM-2026-0004 is on no document",
        "claim: the number CLAIM-2026-0002 is on two documents",
        "claim: the number CLAIM-2026-0077 was never given",
    ]
