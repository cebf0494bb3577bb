"""What a rule calls not needed at the moment of a move stays so for that deal, by whichever door it went on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from polku.access.logic import SYSTEM
from polku.deals.actions import close, move, open_deal, undo, update_fields
from polku.deals.actions.advancing import advance
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal, StageVisit
from polku.deals.queries.health import course_agrees
from polku.deals.queries.page import deal_page
from polku.eventlog.models import Event
from polku.insight import queries
from polku.insight.filters import Filter
from polku.kernel.money import Money
from polku.process.actions import publish_document
from tests.conftest import NOW, People

LATER = NOW + timedelta(hours=1)
DOCUMENT = {
    "polku": 1,
    "key": "rule",
    "name": "Rule",
    "stages": [
        {"key": "find", "name": "Find", "phase": "find"},
        {
            "key": "needs",
            "name": "Needs",
            "phase": "engage",
            "not_needed": "deal_value < 1000.0",
            "exit": [{"key": "known", "when": "need_known", "say": "A need is known"}],
        },
        {"key": "demo", "name": "Demo", "phase": "engage", "not_needed": "source_known"},
        {"key": "offer", "name": "Offer", "phase": "offer"},
        {"key": "care", "name": "Care", "phase": "care"},
    ],
}


@pytest.fixture
def rule(people: People) -> None:
    """A process in which small deals need no needs, and those whose source is known no demo."""
    publish_document(DOCUMENT, actor=SYSTEM, at=NOW)


def opened(people: People, value: int, source: str = "") -> Deal:
    row = NewDeal(title="Chairs", company="Puu Oy", value=Money(value, "EUR"), source=source)
    return open_deal(row, actor=people.actor("alice"), at=NOW)


def spared(deal: Deal) -> list[tuple[str, str]]:
    return list(StageVisit.objects.filter(deal=deal).order_by("seq").values_list("stage", "not_needed"))


def test_a_move_keeps_what_was_not_needed_whatever_changes_later(rule: None, people: People) -> None:
    admin = people.actor("admin")
    small, large = opened(people, 5_000), opened(people, 500_000)
    move(small.id, "offer", actor=admin, at=LATER)
    move(large.id, "offer", actor=admin, at=LATER, override_reason="In a hurry")
    update_fields(small.id, {"value_minor": 900_000, "value_currency": "EUR"}, actor=admin, at=LATER)

    assert spared(small) == [("find", ""), ("offer", "needs")]
    assert spared(large) == [("find", ""), ("offer", "")]
    events = Event.objects.filter(kind="deals.deal_moved").order_by("id")
    assert [event.payload.get("not_needed") for event in events] == [["needs"], None]
    assert list(course_agrees()) == []
    assert [stop.state for stop in deal_page(small.id, admin, at=LATER).path] == [
        "passed", "spared", "skipped", "here", "ahead",
    ]  # fmt: skip
    told = queries.funnel(Filter(process="rule"))
    assert {stage.key: stage.skipped for stage in told.stages} == {
        "find": 0, "needs": 1, "demo": 2, "offer": 0, "care": 0,
    }  # fmt: skip


def test_a_win_over_stages_not_needed_is_no_deviation(rule: None, people: People) -> None:
    admin = people.actor("admin")
    deal = opened(people, 5_000, "shop")
    won = close(deal.id, "won", actor=admin, at=LATER)

    assert spared(deal) == [("find", ""), ("care", "needs,demo")]
    told = queries.conformance(Filter(process="rule"))
    assert (told.n, told.conforming) == (1, 0)  # the offer was left out, and no rule said it might be
    undo(won or 0, actor=admin, at=LATER)
    assert spared(deal) == [("find", "")]
    move(deal.id, "offer", actor=admin, at=LATER)
    told = queries.conformance(Filter(process="rule"))
    assert (told.n, told.conforming) == (1, 1)
    assert list(course_agrees()) == []


def test_a_deal_that_goes_on_by_itself_says_the_same(people: People) -> None:
    stages = [dict(stage) for stage in DOCUMENT["stages"]]  # type: ignore[attr-defined]
    stages[0]["advance"] = "deal_value > 1.0"
    publish_document({**DOCUMENT, "stages": stages, "won_when": "source_known"}, actor=SYSTEM, at=NOW)
    onward, won = opened(people, 5_000), opened(people, 5_000, "shop")
    advance({onward.id: ["deals.deal_changed"], won.id: ["deals.deal_changed"]}, at=LATER)

    assert spared(onward) == [("find", ""), ("demo", "needs")]
    assert spared(won) == [("find", ""), ("care", "needs,demo")]
    assert list(course_agrees()) == []
