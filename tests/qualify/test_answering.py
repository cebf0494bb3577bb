"""Answers: typed, dated, superseded, stale, taken back; facts and stages follow."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from polku.contacts.models import Contact
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.kernel.errors import DomainError, Invalid, NotAllowed, NotFound, Refused
from polku.kernel.money import Money
from polku.process import facts
from polku.qualify.actions import answer, give_answers, retract, undo_answer
from polku.qualify.logic.answers import NewAnswer
from polku.qualify.models import Answer
from polku.qualify.queries import history_of, standing
from tests.conftest import NOW, People

NAMES = ("budget_known", "authority_known", "need_known", "time_known", "bant_complete", "budget_amount")
TODAY = NOW.date()


def known(deal: Deal, at: Any = NOW) -> dict[str, object]:
    with time_machine.travel(at):
        return facts.load(NAMES, [deal.id])[deal.id]


def test_nothing_is_known_before_anything_was_asked(deal: Deal) -> None:
    assert known(deal) == {**dict.fromkeys(NAMES, False), "budget_amount": None}


def test_all_four_known_lets_the_deal_go_on_by_itself(deal: Deal, people: People) -> None:
    alice = people.actor("alice")
    with time_machine.travel(NOW):
        for question, value in (
            ("budget", Money(50_000_00, "EUR")),
            ("decider", "Pekka Heinonen"),
            ("problem", "No queue at nine"),
            ("by_when", date(2027, 1, 15)),
        ):
            answer(deal.id, "bant", question, value, source="Dora on the phone", actor=alice, at=NOW)
    assert known(deal) == {**dict.fromkeys(NAMES, True), "budget_amount": 50_000.0}
    deal.refresh_from_db()
    assert deal.stage == "offer"


def test_an_answer_beside_the_point_does_not_make_its_topic_known(deal: Deal, people: People) -> None:
    answer(deal.id, "bant", "budget_enough", True, actor=people.actor("alice"), at=NOW)
    assert known(deal)["budget_known"] is False


def test_the_newest_answer_counts_and_older_ones_stay(deal: Deal, people: People) -> None:
    alice = people.actor("alice")
    answer(deal.id, "bant", "budget", Money(1, "EUR"), actor=alice, at=NOW)
    answer(deal.id, "bant", "budget", Money(2_00, "EUR"), actor=alice, at=NOW + timedelta(hours=1))
    assert known(deal)["budget_amount"] == 2.0
    assert [row.value["minor"] for row in history_of(deal.id, "bant", "budget")] == [200, 1]


def test_an_answer_goes_stale(deal: Deal, people: People) -> None:
    answer(deal.id, "bant", "budget", Money(1, "EUR"), actor=people.actor("alice"), at=NOW)
    assert Answer.objects.get().stale_date == TODAY + timedelta(days=90)
    assert known(deal, NOW + timedelta(days=89))["budget_known"] is True
    assert known(deal, NOW + timedelta(days=90))["budget_known"] is False
    found = standing(deal.id, "bant", TODAY + timedelta(days=90))
    assert (found[0].topic, found[0].is_known, found[0].is_stale) == ("budget", False, True)


def test_an_answer_of_last_year_is_stale_from_the_start(deal: Deal, people: People) -> None:
    day = TODAY - timedelta(days=400)
    answer(deal.id, "bant", "budget", Money(1, "EUR"), answered_date=day, actor=people.actor("alice"), at=NOW)
    assert known(deal)["budget_known"] is False


def test_a_person_may_be_a_contact_or_a_name(deal: Deal, people: People) -> None:
    dora = Contact.objects.get(email="dora@nosto.example")
    answer(deal.id, "bant", "decider", dora.id, actor=people.actor("alice"), at=NOW)
    assert Answer.objects.get().value == {"contact_id": dora.id, "name": "Dora Kivi"}
    answer(deal.id, "bant", "decider", "Somebody Else", actor=people.actor("alice"), at=NOW)
    assert Answer.objects.current().get().value == {"contact_id": None, "name": "Somebody Else"}


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("budget", "a lot"), ("budget", {"minor": 1.5, "currency": "EUR"}), ("budget", Money(-1, "EUR")),
        ("budget", {"minor": 2**60, "currency": "EUR"}), ("budget_enough", "yes"), ("by_when", "soon"), ("by_when", 3),
        ("problem", "a\x00b"), ("problem", "  "), ("problem", "x" * 2001), ("problem", "\ud800"), ("problem", None),
        ("decider", 999_999), ("decider", {"contact_id": None, "name": ""}), ("decider", 2**70), ("nothing", "x"),
    ],
)  # fmt: skip
def test_an_answer_of_the_wrong_kind_is_refused(
    deal: Deal, people: People, question: str, value: object
) -> None:
    with pytest.raises(DomainError):
        answer(deal.id, "bant", question, value, actor=people.actor("alice"), at=NOW)
    assert Answer.objects.count() == 0


def test_an_answer_cannot_come_from_the_future(deal: Deal, people: People) -> None:
    tomorrow, alice = TODAY + timedelta(days=1), people.actor("alice")
    with pytest.raises(Invalid):
        answer(deal.id, "bant", "problem", "x", answered_date=tomorrow, actor=alice, at=NOW)


def test_a_retracted_answer_is_known_no_more(deal: Deal, people: People) -> None:
    alice = people.actor("alice")
    done = answer(deal.id, "bant", "budget", Money(1, "EUR"), actor=alice, at=NOW)
    retract(done.answer_id or 0, actor=alice, at=NOW)
    assert known(deal)["budget_known"] is False
    with pytest.raises(NotFound):
        retract(done.answer_id or 0, actor=alice, at=NOW)


def test_taking_an_answer_back_brings_the_one_before(deal: Deal, people: People) -> None:
    alice = people.actor("alice")
    first = answer(deal.id, "bant", "budget", Money(1_00, "EUR"), actor=alice, at=NOW)
    second = answer(deal.id, "bant", "budget", Money(2_00, "EUR"), actor=alice, at=NOW + timedelta(hours=1))
    with pytest.raises(Refused):
        undo_answer(first.event_id or 0, actor=alice, at=NOW)
    undo_answer(second.event_id or 0, actor=alice, at=NOW + timedelta(hours=2))
    assert known(deal)["budget_amount"] == 1.0


def test_answers_are_for_who_works_on_the_deal(deal: Deal, people: People) -> None:
    with pytest.raises(NotFound):
        answer(deal.id, "bant", "problem", "x", actor=people.actor("charlie"), at=NOW)
    answer(deal.id, "bant", "problem", "x", actor=people.actor("bob"), at=NOW)
    assert list(Answer.objects.visible_to(people.actor("charlie"))) == []
    people.bob.role = "viewer"
    people.bob.save(update_fields=["role"])
    with pytest.raises(NotAllowed):
        answer(deal.id, "bant", "problem", "y", actor=people.actor("bob"), at=NOW)


def test_the_log_names_the_question_and_never_the_answer(deal: Deal, people: People) -> None:
    answer(deal.id, "bant", "problem", "Secret", actor=people.actor("alice"), at=NOW)
    event = Event.objects.get(kind="qualify.answer_given")
    assert {name: event.payload[name] for name in ("set", "question", "topic")} == {
        "set": "bant", "question": "problem", "topic": "need",
    }  # fmt: skip
    assert "Secret" not in str(event.payload)


def test_a_batch_answers_for_each_row_at_the_same_number_of_queries(deal: Deal, people: People) -> None:
    alice = people.actor("alice")

    def queries(number: int) -> int:
        rows = [NewAnswer(deal.id, "bant", "budget_enough", n % 2 == 0) for n in range(number)]
        with CaptureQueriesContext(connection) as captured:
            give_answers([*rows, NewAnswer(deal.id, "none", "x", 1)], actor=alice, at=NOW)
        return len(captured)

    queries(1)
    assert queries(1) == queries(30)
    assert Answer.objects.current().count() == 1
