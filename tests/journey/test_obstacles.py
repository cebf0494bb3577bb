"""Noting what holds a buyer up: in batches, with undo, as facts, and as an alert when it rises."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from polku.access.logic import SYSTEM
from polku.deals.actions import open_deals, void_deals
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.journey.actions import (
    add_code,
    change_obstacle,
    give_feedback,
    raise_obstacles,
    remove_obstacles,
    undo,
    void_obstacle,
)
from polku.journey.logic.incoming import NewFeedback, NewObstacle
from polku.journey.models import Feedback, Obstacle
from polku.journey.queries.obstacles import Wanted, by_code, listed, rises
from polku.journey.web import today
from polku.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from polku.kernel.words import Text
from polku.process import facts
from polku.process.logic.expression import compiled
from tests.conftest import NOW, People

LATER = NOW + timedelta(days=2)


def known(deal: Deal) -> dict[str, object]:
    names = (
        "open_obstacles",
        "removed_obstacles",
        "feedback_given",
        "last_feedback",
        "feedback_colder",
        "buyer_answered",
    )
    return facts.load(names, [deal.id])[deal.id]


def test_an_obstacle_is_noted_once_while_it_stands(deal: Deal, people: People) -> None:
    alice = people.actor("alice")
    first, again = (
        raise_obstacles([NewObstacle(deal.id, "price")], actor=alice, at=NOW)[0] for _ in range(2)
    )
    assert (again.obstacle_id, again.event_id, Obstacle.objects.count()) == (first.obstacle_id, None, 1)
    event = Event.objects.get(id=first.event_id)
    assert (event.kind, event.case_id, event.stage, event.payload) == (
        "journey.obstacle_raised", deal.id, deal.stage, {"obstacle_id": first.obstacle_id, "obstacle": "price"},
    )  # fmt: skip


def test_each_row_is_answered_for_itself(deal: Deal, people: People) -> None:
    rows = [
        NewObstacle(deal.id, "price"), NewObstacle(deal.id, "weather"), NewObstacle(9**9, "price"),
        NewObstacle(deal.id, "trust", owner_id=9**9), NewObstacle(deal.id, "rival", raised_at=LATER),
    ]  # fmt: skip
    found = raise_obstacles(rows, actor=people.actor("alice"), at=NOW)
    assert [type(one.error) for one in found] == [type(None), Invalid, NotFound, NotFound, Invalid]


def test_a_hundred_take_as_many_queries_as_one(deal: Deal, people: People) -> None:
    alice = people.actor("alice")
    new = [NewDeal(title=f"No {n}", company=f"C{n} Oy", owner_id=people.alice.id) for n in range(100)]
    ids = [one.deal_id for one in open_deals(new, actor=alice, at=NOW)]
    counts = []
    for some in (ids[:1], ids[1:100]):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            raise_obstacles([NewObstacle(one or 0, "trust") for one in some], actor=alice, at=NOW)
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 3


def test_who_does_not_reach_the_deal_notes_and_sees_nothing(deal: Deal, people: People) -> None:
    charlie = people.actor("charlie")
    done = raise_obstacles([NewObstacle(deal.id, "price")], actor=people.actor("alice"), at=NOW)[0]
    assert isinstance(
        raise_obstacles([NewObstacle(deal.id, "trust")], actor=charlie, at=NOW)[0].error, NotFound
    )
    with pytest.raises(NotFound):
        change_obstacle(done.obstacle_id or 0, {"note": "x"}, actor=charlie, at=NOW)
    assert list(listed(charlie, Wanted())) == []


def test_facts_tell_criteria_of_obstacles_and_feedback(deal: Deal, people: People) -> None:
    alice = people.actor("alice")
    assert known(deal) == {
        "open_obstacles": 0.0, "removed_obstacles": 0.0, "feedback_given": False, "last_feedback": None,
        "feedback_colder": False, "buyer_answered": False,
    }  # fmt: skip
    done = raise_obstacles(
        [NewObstacle(deal.id, "price"), NewObstacle(deal.id, "trust")], actor=alice, at=NOW
    )
    remove_obstacles([done[0].obstacle_id or 0], actor=alice, at=LATER)
    for tone in ("warmer", "colder"):
        give_feedback([NewFeedback(deal.id, tone)], actor=alice, at=NOW)
    told = known(deal)
    assert told == {
        "open_obstacles": 1.0, "removed_obstacles": 1.0, "feedback_given": True, "last_feedback": "colder",
        "feedback_colder": True, "buyer_answered": False,
    }  # fmt: skip
    criterion = compiled("open_obstacles == 0.0 || last_feedback != 'colder'")
    assert (criterion.run(told), criterion.run(told | {"open_obstacles": 0.0})) == (False, True)


def test_removing_takes_its_day_and_can_be_undone(deal: Deal, people: People) -> None:
    alice = people.actor("alice")
    noted = raise_obstacles([NewObstacle(deal.id, "price")], actor=alice, at=NOW)[0]
    done = remove_obstacles([noted.obstacle_id or 0], remedy="Paid in parts", actor=alice, at=LATER)[0]
    row = Obstacle.objects.get()
    assert (row.state, row.removed_at, row.remedy) == ("removed", LATER, "Paid in parts")
    assert remove_obstacles([row.id], actor=alice, at=LATER)[0].event_id is None
    undo(done.event_id or 0, actor=alice, at=LATER)
    row.refresh_from_db()
    assert (row.state, row.removed_at, row.remedy) == ("open", None, "")


def test_each_act_can_be_taken_back_once(deal: Deal, people: People) -> None:
    alice = people.actor("alice")
    noted = raise_obstacles([NewObstacle(deal.id, "price")], actor=alice, at=NOW)[0]
    changed = change_obstacle(noted.obstacle_id or 0, {"remedy": "Ask the boss"}, actor=alice, at=NOW)
    undo(changed or 0, actor=alice, at=NOW)
    assert Obstacle.objects.get().remedy == ""
    voided = void_obstacle(noted.obstacle_id or 0, actor=alice, at=NOW)
    undo(voided, actor=alice, at=NOW)
    undo(noted.event_id or 0, actor=alice, at=NOW)
    assert Obstacle.objects.current().count() == 0
    with pytest.raises(Refused):
        undo(noted.event_id or 0, actor=alice, at=NOW)
    said = give_feedback([NewFeedback(deal.id, "warmer", "price", "Fair")], actor=alice, at=NOW)[0]
    undo(said.event_id or 0, actor=alice, at=NOW)
    assert Feedback.objects.current().count() == 0


def test_an_undo_after_a_later_change_is_refused(deal: Deal, people: People) -> None:
    alice = people.actor("alice")
    noted = raise_obstacles([NewObstacle(deal.id, "price")], actor=alice, at=NOW)[0]
    first = change_obstacle(noted.obstacle_id or 0, {"note": "a"}, actor=alice, at=NOW)
    change_obstacle(noted.obstacle_id or 0, {"note": "b"}, actor=alice, at=NOW)
    with pytest.raises(Refused):
        undo(first or 0, actor=alice, at=NOW)


def test_the_company_adds_its_own_obstacles(deal: Deal, people: People) -> None:
    code = add_code(Text.of("Żuraw too tall"), actor=people.actor("admin"))
    again = add_code(Text.of("Żuraw too tall"), actor=people.actor("admin"))
    done = raise_obstacles([NewObstacle(deal.id, code.key)], actor=people.actor("alice"), at=NOW)[0]
    assert (code.key, again.id == code.id, done.error) == ("zuraw_too_tall", True, None)
    with pytest.raises(NotAllowed):
        add_code(Text.of("Mine"), actor=people.actor("alice"))


def test_value_at_stake_counts_each_open_deal_once(deal: Deal, people: People) -> None:
    alice = people.actor("alice")
    raise_obstacles([NewObstacle(deal.id, "price"), NewObstacle(deal.id, "trust")], actor=alice, at=NOW)
    found = {
        one.code: (one.open, one.deals, one.stake_minor, one.median_days) for one in by_code(alice, LATER)
    }
    assert found == {"price": (1, 1, 900_000, None), "trust": (1, 1, 900_000, None)}
    void_deals([deal.id], actor=alice, at=NOW)
    assert by_code(alice, LATER) == []


def noted(deals: list[int], code: str, days: list[int]) -> None:
    rows = [
        NewObstacle(one, code, raised_at=NOW - timedelta(days=day))
        for one, day in zip(deals, days, strict=True)
    ]
    assert [one.error for one in raise_obstacles(rows, actor=SYSTEM, at=NOW)] == [None] * len(rows)


def test_a_rising_obstacle_rings_for_managers_alone(deal: Deal, people: People) -> None:
    new = [NewDeal(title=f"No {n}", company=f"C{n} Oy") for n in range(24)]
    ids = [one.deal_id or 0 for one in open_deals(new, actor=people.actor("alice"), at=NOW)]
    noted(ids[:12], "price", [1, 2, 3, 5, 8, 9, 12, 15, 20, 27, 40, 100])
    noted(ids[12:], "trust", [3, 20, 30, 40, 50, 60, 70, 80, 90, 100, 105, 110])
    up = rises(people.actor("admin"), NOW)
    assert (up["price"].now, up["price"].before, up["price"].rises) == (10, 2, True)
    assert (up["trust"].now, up["trust"].before, up["trust"].rises) == (2, 10, False)
    (row,) = today.rising(people.actor("admin"), NOW)
    assert (row.title, row.act_url) == ("Price", "/buyers/obstacles/?code=price")
    assert "15" in row.detail


def test_an_obstacle_without_an_answer_waits_on_today(deal: Deal, people: People) -> None:
    raise_obstacles([NewObstacle(deal.id, "price")], actor=people.actor("alice"), at=NOW)
    at = NOW + timedelta(days=4)
    assert [row.title for row in today.unanswered(people.actor("alice"), at)] == ["Price"]
    assert today.unanswered(people.actor("bob"), at) == []
    change_obstacle(Obstacle.objects.get().id, {"remedy": "Parts"}, actor=people.actor("alice"), at=at)
    assert today.unanswered(people.actor("alice"), at) == []
