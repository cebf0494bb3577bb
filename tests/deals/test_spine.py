"""The spine from opening to undo."""

from datetime import UTC, datetime, timedelta

import pytest

from polku.access.logic import SYSTEM
from polku.deals.actions import (
    close,
    finish_deals,
    move,
    move_deals,
    open_deal,
    open_deals,
    reopen,
    set_next_step,
    tick,
    undo,
    update_fields,
    void_deals,
)
from polku.deals.logic.incoming import Move, NewDeal
from polku.deals.logic.visits import replay
from polku.deals.models import Deal, StageVisit
from polku.eventlog.models import Event
from polku.kernel.errors import Conflict, NotFound, Refused
from polku.kernel.money import Money
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People


def _visits(deal: Deal) -> list[tuple[str, str]]:
    return list(StageVisit.objects.filter(deal=deal).order_by("seq").values_list("stage", "leaving"))


def _replayed(deal: Deal) -> list[tuple[str, str]]:
    return [(visit.stage, visit.leaving) for visit in replay(Event.objects.filter(case_id=deal.id)).visits]


def test_a_new_deal_stands_in_the_first_stage_of_its_owners_team(people: People, plain: Definition) -> None:
    alice = people.actor("alice")
    deal = open_deal(NewDeal(title="Chairs", company="Puu Oy", owner_id=people.alice.id), actor=alice, at=NOW)
    assert (deal.stage, deal.team_id, deal.outcome) == ("find", people.helsinki.id, "open")
    assert _visits(deal) == [("find", "")]
    assert Deal.objects.visible_to(people.actor("bob")).count() == 1
    assert Deal.objects.visible_to(people.actor("charlie")).count() == 0


def test_a_move_lists_every_unmet_criterion_at_once(people: People, plain: Definition) -> None:
    alice = people.actor("alice")
    deal = open_deal(NewDeal(title="Chairs", company="Puu Oy"), actor=alice, at=NOW)
    move(deal.id, "needs", actor=alice, at=NOW)
    with pytest.raises(Refused) as refused:
        move(deal.id, "offer", actor=alice, at=NOW)
    assert [one.key for one in refused.value.unmet] == ["recap_done", "valued"]
    tick(deal.id, "recap", actor=alice, at=NOW)
    update_fields(deal.id, {"value_minor": 5000, "value_currency": "EUR"}, actor=alice, at=NOW)
    move(deal.id, "offer", actor=alice, at=NOW + timedelta(hours=3))
    assert _visits(deal) == [("find", "moved"), ("needs", "moved"), ("offer", "")]
    assert StageVisit.objects.get(deal=deal, stage="needs").working_seconds == 3 * 3600


def test_an_override_needs_the_right_and_is_kept_with_its_reason(people: People, plain: Definition) -> None:
    alice = people.actor("alice")
    deal = open_deal(NewDeal(title="Chairs", company="Puu Oy"), actor=alice, at=NOW)
    move(deal.id, "needs", actor=alice, at=NOW)
    done = move_deals([Move(deal.id, "offer", "The buyer is in a hurry")], actor=alice, at=NOW)
    assert done[0].error is not None
    assert done[0].error.code == "not_allowed"
    move(deal.id, "offer", actor=people.actor("admin"), at=NOW, override_reason="The buyer is in a hurry")
    assert StageVisit.objects.get(deal=deal, stage="offer").override is True
    assert list(deal.overrides.values_list("unmet", "reason")) == [
        (["recap_done", "valued"], "The buyer is in a hurry")
    ]


def test_entering_the_first_stage_after_the_win_wins(people: People, plain: Definition) -> None:
    admin = people.actor("admin")
    deal = open_deal(NewDeal(title="Chairs", company="Puu Oy", value=Money(100, "EUR")), actor=admin, at=NOW)
    tick(deal.id, "recap", actor=admin, at=NOW)
    move(deal.id, "care", actor=admin, at=NOW)
    deal.refresh_from_db()
    assert (deal.outcome, deal.stage, deal.closed_at) == ("won", "care", NOW)
    assert _visits(deal) == [("find", "won"), ("care", "")] == _replayed(deal)


def test_a_won_deal_leaves_the_last_stage_when_nothing_is_left_to_do(
    people: People, plain: Definition
) -> None:
    admin = people.actor("admin")
    deal = open_deal(NewDeal(title="Chairs", company="Puu Oy"), actor=admin, at=NOW)
    assert isinstance(finish_deals([deal.id], actor=admin, at=NOW)[0].error, Refused)
    close(deal.id, "won", actor=admin, at=NOW, override_reason="Signed at the fair")
    done = finish_deals([deal.id], actor=admin, at=NOW)[0]
    deal.refresh_from_db()
    assert (deal.outcome, deal.finished_at) == ("won", NOW)
    assert _visits(deal) == [("find", "won"), ("care", "finished")] == _replayed(deal)
    undo(done.unwrap() or 0, actor=admin, at=NOW)
    deal.refresh_from_db()
    assert (deal.finished_at, _visits(deal)) == (None, [("find", "won"), ("care", "")])


def test_lost_paused_and_reopened_deals_keep_their_course(people: People, plain: Definition) -> None:
    alice = people.actor("alice")
    deal = open_deal(NewDeal(title="Chairs", company="Puu Oy"), actor=alice, at=NOW)
    close(deal.id, "paused", until=NOW.date(), actor=alice, at=NOW)
    reopen(deal.id, actor=alice, at=NOW)
    close(deal.id, "lost", reasons=("price",), words="Too dear", actor=alice, at=NOW)
    deal.refresh_from_db()
    assert deal.outcome == "lost"
    assert _visits(deal) == [("find", "paused"), ("find", "lost")] == _replayed(deal)


def test_undo_takes_back_the_last_move_and_only_that(people: People, plain: Definition) -> None:
    alice = people.actor("alice")
    deal = open_deal(NewDeal(title="Chairs", company="Puu Oy"), actor=alice, at=NOW)
    first = move(deal.id, "needs", actor=alice, at=NOW)
    second = close(deal.id, "lost", reasons=("price",), actor=alice, at=NOW)
    with pytest.raises(Refused):
        undo(first or 0, actor=alice, at=NOW)
    undo(second or 0, actor=alice, at=NOW)
    undo(first or 0, actor=alice, at=NOW)
    deal.refresh_from_db()
    assert (deal.stage, deal.outcome) == ("find", "open")
    assert _visits(deal) == [("find", "")] == _replayed(deal)


def test_two_peoples_edits_of_different_fields_both_hold(people: People, plain: Definition) -> None:
    alice, bob = people.actor("alice"), people.actor("bob")
    deal = open_deal(NewDeal(title="Chairs", company="Puu Oy", source="fair"), actor=alice, at=NOW)
    base = {"title": "Chairs", "source": "fair"}
    update_fields(deal.id, {"title": "Oak chairs", "source": "fair"}, base=base, actor=alice, at=NOW)
    update_fields(deal.id, {"title": "Chairs", "source": "web"}, base=base, actor=bob, at=NOW)
    deal.refresh_from_db()
    assert (deal.title, deal.source) == ("Oak chairs", "web")
    with pytest.raises(Conflict) as conflict:
        update_fields(deal.id, {"title": "Pine chairs"}, base={"title": "Chairs"}, actor=bob, at=NOW)
    assert conflict.value.fields == {
        "title": {"yours": "Pine chairs", "theirs": "Oak chairs", "base": "Chairs"}
    }


def test_a_foreign_team_cannot_touch_a_deal(people: People, plain: Definition) -> None:
    alice, charlie = people.actor("alice"), people.actor("charlie")
    deal = open_deal(NewDeal(title="Chairs", company="Puu Oy"), actor=alice, at=NOW)
    with pytest.raises(NotFound):
        move(deal.id, "needs", actor=charlie, at=NOW)
    with pytest.raises(NotFound):
        set_next_step(deal.id, text="Call", due_at=None, actor=charlie, at=NOW)
    assert void_deals([deal.id], actor=charlie, at=NOW)[0].error is not None


def test_history_keeps_dates_and_reports_a_win_before_the_first_contact(
    people: People, plain: Definition
) -> None:
    opened = open_deals(
        [
            NewDeal(
                external_id="a",
                won=True,
                opened_at=datetime(2018, 2, 1, tzinfo=UTC),
                won_at=datetime(2018, 1, 30, tzinfo=UTC),
            ),
            NewDeal(external_id="b", won=True),
            NewDeal(external_id="c", opened_at=datetime(2018, 2, 1, tzinfo=UTC)),
        ],
        actor=SYSTEM,
        at=NOW,
        history=True,
    )
    assert [one.warnings for one in opened] == [("won_before_created",), (), ()]
    for one in opened:
        deal = Deal.objects.get(id=one.deal_id)
        assert _visits(deal) == _replayed(deal)
    undated = Deal.objects.get(external_id="b")
    assert (undated.outcome, undated.closed_at, undated.opened_at) == ("won", None, None)
    assert _visits(undated) == [("find", "won"), ("care", "")]
