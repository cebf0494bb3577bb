"""Question sets: read, published, found."""

import pytest
from django.db import DatabaseError, connection, transaction

from polku.access.logic import SYSTEM
from polku.kernel.errors import Invalid, NotAllowed, NotFound
from polku.kernel.words import LANGUAGES
from polku.playbook.actions import load_ready, publish
from polku.playbook.logic.questions import parse
from polku.playbook.logic.ready_made import document, names
from polku.playbook.models import QuestionSetVersion
from polku.playbook.queries import find_question_set, question_set
from tests.conftest import NOW, People


@pytest.mark.parametrize("name", names())
def test_every_ready_made_set_can_be_read_and_speaks_every_language(name: str) -> None:
    found = parse(document(name))
    texts = [found.name, found.about, *(one.text for one in found.questions)]
    texts += [choice.text for one in found.questions for choice in one.choices]
    assert found.key == name
    assert {text.languages for text in texts} == {LANGUAGES}


def test_bant_asks_about_its_four_topics_and_each_has_a_question_that_decides() -> None:
    bant = parse(document("bant"))
    assert bant.topics == ("budget", "authority", "need", "time")
    assert [one.key for one in bant.questions if bant.settles(one)] == [
        "budget",
        "decider",
        "problem",
        "by_when",
    ]


@pytest.mark.django_db
def test_loading_twice_makes_one_version() -> None:
    first = load_ready("bant", actor=SYSTEM, at=NOW)
    assert load_ready("bant", actor=SYSTEM, at=NOW).id == first.id


@pytest.mark.django_db
def test_the_newest_version_is_in_force_and_the_older_one_cannot_change() -> None:
    first = load_ready("bant", actor=SYSTEM, at=NOW)
    changed = dict(document("bant"))  # type: ignore[call-overload]
    changed["questions"] = changed["questions"][:2]
    publish(changed, actor=SYSTEM, at=NOW)
    assert (question_set("bant").number, len(question_set("bant").questions)) == (2, 2)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        QuestionSetVersion.objects.filter(id=first.id).update(number=7)


@pytest.mark.django_db
def test_a_set_is_found_by_one_query_once_known(django_assert_num_queries: object) -> None:
    load_ready("bant", actor=SYSTEM, at=NOW)
    question_set("bant")
    with django_assert_num_queries(1):  # type: ignore[operator]
        question_set("bant")
    assert connection.vendor in ("sqlite", "postgresql")


@pytest.mark.django_db
def test_an_unknown_set_is_not_found() -> None:
    assert find_question_set("nothing") is None
    with pytest.raises(NotFound):
        question_set("nothing")
    with pytest.raises(NotFound):
        load_ready("nothing", actor=SYSTEM, at=NOW)


def test_only_who_may_edit_the_playbook_publishes(people: People) -> None:
    with pytest.raises(NotAllowed):
        load_ready("bant", actor=people.actor("alice"), at=NOW)


def test_every_fault_is_named_with_its_place() -> None:
    with pytest.raises(Invalid) as refused:
        parse(
            {
                "polku": 1,
                "key": "Own Set",
                "name": "Own",
                "questions": [
                    {"key": "one", "text": "One?", "kind": "colour", "topic": "x", "wieght": 2},
                    {"key": "one", "text": "", "kind": "choice", "topic": "x", "stale_days": 0},
                ],
            }
        )
    assert sorted(refused.value.messages) == [
        "key", "questions", "questions[0].kind", "questions[0].wieght", "questions[1].choices",
        "questions[1].stale_days", "questions[1].text",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "nonsense", [None, 1, [], "x", {"questions": 1}, {"polku": 1, "questions": [None, 3]}]
)
def test_nonsense_is_refused_and_breaks_nothing(nonsense: object) -> None:
    with pytest.raises(Invalid):
        parse(nonsense)
