"""All that happened to a deal, as people read it."""

from datetime import UTC, datetime, timedelta

from polku.access.logic import SYSTEM
from polku.deals.actions import (
    assign_deals,
    close,
    move,
    open_deal,
    open_deals,
    set_next_step,
    tick,
    undo,
    update_fields,
)
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.eventlog.queries import case_events
from polku.kernel.money import Money
from polku.process.logic.definition import Definition
from polku.ui import timeline
from polku.ui.timeline import Timeline
from tests.conftest import NOW, People


def _told(people: People, deal_id: int, who: str = "alice", **asked: str) -> Timeline:
    return timeline.load(people.actor(who), case_events(deal_id), **asked)


def _said(found: Timeline) -> list[str]:
    return [str(item.said).replace("<b>", "").replace("</b>", "") for day in found.days for item in day.items]


def _deal(people: People) -> Deal:
    new = NewDeal(title="Chairs", company="Puu Oy", owner_id=people.alice.id, value=Money(12000, "EUR"))
    return open_deal(new, actor=people.actor("alice"), at=NOW)


def test_each_event_is_a_sentence_with_names(people: People, plain: Definition) -> None:
    deal, alice = _deal(people), people.actor("alice")
    move(deal.id, "needs", actor=alice, at=NOW + timedelta(minutes=1))
    tick(deal.id, "recap", actor=alice, at=NOW + timedelta(minutes=2))
    assign_deals([deal.id], owner_id=people.bob.id, actor=alice, at=NOW + timedelta(minutes=3))
    close(deal.id, "paused", actor=people.actor("bob"), at=NOW + timedelta(minutes=4))
    assert _said(_told(people, deal.id)) == [
        "Bob paused the deal in Needs",
        "Alice gave the deal to Bob",
        "Alice ticked Recap confirmed",
        "Alice moved the deal from Find to Needs",
        "Alice opened the deal in Find",
    ]


def test_a_change_shows_what_was_before(people: People, plain: Definition) -> None:
    deal, alice = _deal(people), people.actor("alice")
    update_fields(deal.id, {"value_minor": 15050, "title": "Oak chairs"}, actor=alice, at=NOW)
    set_next_step(deal.id, text="Call", due_at=None, actor=alice, at=NOW + timedelta(minutes=1))
    step, change = _told(people, deal.id).days[0].items[:2]
    assert {(str(one.label), one.before, one.after) for one in change.changed} == {
        ("Value", "€120.00", "€150.50"),
        ("Title", "Chairs", "Oak chairs"),
    }
    assert [(str(one.label), one.after) for one in step.changed] == [("Next step", "Call")]


def test_only_the_last_step_and_what_stands_is_offered_to_be_taken_back(
    people: People, plain: Definition
) -> None:
    deal, alice = _deal(people), people.actor("alice")
    first = move(deal.id, "needs", actor=alice, at=NOW + timedelta(minutes=1))
    second = move(deal.id, "find", actor=alice, at=NOW + timedelta(minutes=2))
    offered = {item.id: bool(item.undo_url) for item in _told(people, deal.id).days[0].items}
    assert (offered[second or 0], offered[first or 0]) == (True, False)
    undo(second or 0, actor=alice, at=NOW + timedelta(minutes=3))
    items = _told(people, deal.id).days[0].items
    assert str(items[0].said) == "<b>Alice</b> took back the move from <b>Needs</b> to <b>Find</b>"
    assert [(item.is_undone, bool(item.undo_url)) for item in items[1:3]] == [(True, False), (False, True)]
    paused = close(deal.id, "paused", actor=alice, at=NOW + timedelta(minutes=4))
    undo(paused or 0, actor=alice, at=NOW + timedelta(minutes=5))
    said = str(_told(people, deal.id).days[0].items[0].said)
    assert said == "<b>Alice</b> took back the pause: the deal is in <b>Needs</b> again"
    assert not any(item.undo_url for day in _told(people, deal.id, "charlie").days for item in day.items)


def test_groups_and_pages_tell_all_once(people: People, plain: Definition) -> None:
    deal, alice = _deal(people), people.actor("alice")
    for number in range(5):
        set_next_step(deal.id, text=f"Step {number}", due_at=None, actor=alice, at=NOW)
    ids: list[int] = []
    after = ""
    while True:
        page = timeline.load(alice, case_events(deal.id), after=after, size=2)
        ids += [item.id for day in page.days for item in day.items]
        after = page.after
        if not after:
            break
    assert ids == sorted(set(ids), reverse=True)
    assert len(ids) == 6
    assert _said(_told(people, deal.id, group="stage")) == ["Alice opened the deal in Find"]


def test_history_without_a_date_stands_at_an_unknown_time(people: People, plain: Definition) -> None:
    row = NewDeal(external_id="a", won=True, opened_at=datetime(2018, 2, 1, tzinfo=UTC))
    opened = open_deals([row], actor=SYSTEM, at=NOW, history=True)[0]
    found = _told(people, opened.deal_id or 0, "admin")
    assert {day.day is None for day in found.days} == {True, False}
    assert not any(item.undo_url for day in found.days for item in day.items)


def test_the_buyers_words_cannot_become_markup(people: People, plain: Definition) -> None:
    deal, alice = _deal(people), people.actor("alice")
    close(deal.id, "lost", reasons=("price", "<script>"), words="<b>No</b>", actor=alice, at=NOW)
    item = _told(people, deal.id).days[0].items[0]
    assert "<script>" not in item.said
    assert item.body is not None
    assert item.body.quote == "<b>No</b>"
