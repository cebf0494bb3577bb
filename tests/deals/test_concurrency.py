"""Many people at the same moment, on both engines: nothing is lost, nothing is there twice, nobody is turned away."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from polku.contacts.models import Contact, Customer
from polku.deals.actions import close, move, open_deal, tick, undo, update_fields
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import ChecklistTick, Deal, PathNode, StageVisit
from polku.deals.queries.health import course_agrees
from polku.eventlog.models import Event
from polku.kernel.errors import Refused
from tests.conftest import NOW, People, make_people
from tests.db.on_disk import at_once, on_disk
from tests.deals.web.test_api import Api

pytestmark = pytest.mark.django_db(transaction=True)
PARALLEL = 20


@pytest.fixture
def people(transactional_db: None, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[People]:
    """The known people, in a database that every thread can reach by a connection of its own."""
    with on_disk(tmp_path):
        yield make_people()


@pytest.fixture
def deal(people: People, plain: Any) -> Deal:
    return open_deal(NewDeal(title="Chairs", company="Puu Oy"), actor=people.actor("alice"), at=NOW)


def test_two_people_move_one_deal_at_once(people: People, deal: Deal) -> None:
    alice, bob = people.actor("alice"), people.actor("bob")
    answers = at_once(
        lambda: move(deal.id, "needs", actor=alice, at=NOW),
        lambda: move(deal.id, "needs", actor=bob, at=NOW),
    )
    assert Counter(type(answer).__name__ for answer in answers) == {"int": 1, "NoneType": 1}
    assert list(StageVisit.objects.filter(deal=deal).order_by("seq").values_list("stage", "leaving")) == [
        ("find", "moved"),
        ("needs", ""),
    ]
    assert list(course_agrees()) == []


def test_one_moves_a_deal_while_another_loses_it(people: People, deal: Deal) -> None:
    alice, bob = people.actor("alice"), people.actor("bob")
    moved, lost = at_once(
        lambda: move(deal.id, "needs", actor=alice, at=NOW),
        lambda: close(deal.id, "lost", reasons=("price",), actor=bob, at=NOW),
    )
    assert isinstance(lost, int)
    assert isinstance(moved, int | Refused)
    assert Deal.objects.get().outcome == "lost"
    assert list(course_agrees()) == []


def test_one_event_is_taken_back_once(people: People, deal: Deal) -> None:
    alice = people.actor("alice")
    event_id = move(deal.id, "needs", actor=alice, at=NOW) or 0
    answers = at_once(*[lambda: undo(event_id, actor=alice, at=NOW)] * 3)
    assert Counter(type(answer).__name__ for answer in answers) == {"int": 1, "Refused": 2}
    assert Event.objects.filter(undoes_id=event_id).count() == 1
    assert list(course_agrees()) == []


def test_edits_of_different_fields_all_hold(people: People, deal: Deal) -> None:
    alice = people.actor("alice")
    values = {"title": "Oak chairs", "source": "fair", "campaign": "spring", "product": "Chair"}
    base = {"title": "Chairs", "source": "", "campaign": "", "product": ""}
    answers = at_once(
        *[
            lambda name=name: update_fields(  # type: ignore[misc]
                deal.id, base | {name: values[name]}, base=base, actor=alice, at=NOW
            )
            for name in values
        ],
        lambda: tick(deal.id, "recap", actor=alice, at=NOW),
        lambda: tick(deal.id, "recap", actor=alice, at=NOW),
    )
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert Deal.objects.values(*values).get() == values
    assert ChecklistTick.objects.count() == 1


def test_a_repeated_request_is_carried_out_once_also_at_the_same_moment(people: People, plain: Any) -> None:
    api = [Api(people, "alice") for _ in range(4)]
    answers = at_once(
        *[
            lambda one=one: one("POST", "/deals", {"company": "Puu Oy"}, **{"Idempotency-Key": "k"})  # type: ignore[misc]
            for one in api
        ]
    )
    assert [(answer.status_code, answer.json()) for answer in answers] == [(201, answers[0].json())] * 4
    assert (Deal.objects.count(), Event.objects.filter(kind="deals.deal_opened").count()) == (1, 1)


def test_many_deals_opened_at_once_are_all_there_and_their_customer_once(people: People, plain: Any) -> None:
    def opening(number: int) -> Any:
        new = NewDeal(
            external_id=f"n{number}",
            company="Puu Oy",
            contact_name="Dora",
            email="dora@puu.example",
            source="fair",
        )
        return lambda: open_deal(new, actor=people.actor("alice"), at=NOW).id

    answers = at_once(*[opening(number) for number in range(PARALLEL)])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert sorted(Deal.objects.values_list("id", flat=True)) == sorted(answers)
    assert (Customer.objects.count(), Contact.objects.count()) == (1, 1)
    assert PathNode.objects.count() == 1
    assert Event.objects.filter(kind="deals.deal_opened").count() == PARALLEL
    assert list(course_agrees()) == []
