"""What is taken back takes with it the steps that a deal made by itself because of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from polku.access.logic import SYSTEM
from polku.deals import actions
from polku.deals.actions import open_deals, tick, undo, untick
from polku.deals.events import DealStayed
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Closure, Deal, StageVisit
from polku.deals.queries.health import course_agrees
from polku.deals.staying import way_back
from polku.eventlog.models import Event
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People

LATER = NOW + timedelta(hours=1)


def test_taking_a_tick_away_brings_the_deal_back_through_all_it_did_because_of_it(
    people: People, valued: int
) -> None:
    before = standing(valued)
    tick(valued, "called", actor=people.actor("alice"), at=NOW)
    assert stage(valued) == "offer"
    untick(valued, "called", actor=people.actor("alice"), at=LATER)
    assert (standing(valued), list(course_agrees())) == (before, [])
    tick(valued, "called", actor=people.actor("alice"), at=LATER)
    assert stage(valued) == "offer"


def test_what_is_undone_takes_the_steps_with_it_and_undoing_that_makes_them_again(
    people: People, valued: int
) -> None:
    before = standing(valued)
    ticked = tick(valued, "called", actor=people.actor("alice"), at=NOW)
    assert ticked is not None
    undo(ticked, actor=people.actor("alice"), at=LATER)
    assert standing(valued) == before
    tick(valued, "called", actor=people.actor("alice"), at=LATER)
    gone = untick(valued, "called", actor=people.actor("alice"), at=LATER)
    assert (stage(valued), gone is not None) == ("find", True)
    undo(gone or 0, actor=people.actor("alice"), at=LATER)
    assert (stage(valued), list(course_agrees())) == ("offer", [])


def test_a_win_that_came_by_itself_goes_with_what_brought_it(people: People, valued: int) -> None:
    before = standing(valued)
    tick(valued, "signed", actor=people.actor("alice"), at=NOW)
    assert (stage(valued), Closure.objects.filter(deal=valued).count()) == ("care", 1)
    untick(valued, "signed", actor=people.actor("alice"), at=LATER)
    assert (standing(valued), Closure.objects.filter(deal=valued).count()) == (before, 0)


def test_a_value_that_is_taken_back_only_takes_what_it_brought(people: People, line: Definition) -> None:
    actor = people.actor("alice")
    row = NewDeal(title="D", company="Dora Oy", owner_id=people.alice.id, team_id=people.helsinki.id)
    (made,) = open_deals([row], actor=SYSTEM, at=NOW, process="line")
    deal_id = made.deal_id or 0
    tick(deal_id, "called", actor=actor, at=NOW)
    assert stage(deal_id) == "find"
    valued = actions.update_fields(
        deal_id, {"value_minor": 500, "value_currency": "EUR"}, actor=actor, at=NOW
    )
    assert stage(deal_id) == "offer"
    undo(valued or 0, actor=actor, at=LATER)
    assert (stage(deal_id), list(course_agrees())) == ("find", [])


def test_a_deal_that_was_moved_since_stays_and_the_way_back_is_offered(people: People, valued: int) -> None:
    actor = people.actor("alice")
    tick(valued, "called", actor=actor, at=NOW)
    actions.move(valued, "care", actor=actor, at=NOW)
    untick(valued, "called", actor=actor, at=LATER)
    told = Event.objects.get(case_id=valued, kind=DealStayed.kind)
    assert (stage(valued), told.payload) == ("care", {"stage": "care", "back_stage": "find"})
    then = way_back(valued, actor, since=LATER)
    assert then is not None
    assert (then.label, then.url) == ("Move the deal back to Find", f"/deals/{valued}/stage/?stage=find")
    assert way_back(valued, people.actor("charlie"), since=LATER) is None
    assert way_back(valued, actor, since=NOW) is None


def test_what_was_moved_back_by_hand_needs_no_way_back(people: People, valued: int) -> None:
    actor = people.actor("alice")
    tick(valued, "called", actor=actor, at=NOW)
    actions.move(valued, "find", actor=actor, at=NOW)
    untick(valued, "called", actor=actor, at=LATER)
    assert (stage(valued), Event.objects.filter(case_id=valued, kind=DealStayed.kind).exists()) == (
        "find",
        False,
    )


def test_what_had_nothing_to_do_with_the_steps_leaves_them(people: People, valued: int) -> None:
    actor = people.actor("alice")
    changed = actions.update_fields(valued, {"source": "web"}, actor=actor, at=NOW)
    tick(valued, "called", actor=actor, at=NOW)
    undo(changed or 0, actor=actor, at=LATER)
    assert stage(valued) == "offer"


def stage(deal_id: int) -> str:
    return Deal.objects.values_list("stage", flat=True).get(id=deal_id)


def standing(deal_id: int) -> tuple[object, ...]:
    deal = Deal.objects.values("stage", "stage_entered_at", "path_id", "outcome", "closed_at").get(id=deal_id)
    visits: list[tuple[str, datetime | None, datetime | None, str]] = list(
        StageVisit.objects.filter(deal=deal_id)
        .order_by("seq")
        .values_list("stage", "entered_at", "left_at", "leaving")
    )
    return deal, visits
