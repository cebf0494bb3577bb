"""Deals under way are brought into a new version by a stated mapping, and their history stays honest."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from polku.access.logic import SYSTEM
from polku.deals.actions import close_deals, map_deals, move_deals, open_deals, undo
from polku.deals.actions.batches import run_batch, start_batch, undo_batch
from polku.deals.actions.escalating import escalate_due
from polku.deals.logic.incoming import Close, Move, NewDeal
from polku.deals.models import Deal, Escalation, PathNode, StageVisit
from polku.deals.queries.health import course_agrees
from polku.deals.queries.versions import behind
from polku.deals.web.today import rows as today_rows
from polku.eventlog.models import Event
from polku.kernel.errors import NotAllowed
from polku.kernel.words import Text
from polku.process.actions import publish_document, set_seats
from polku.process.logic import reshaping
from polku.process.logic.definition import ChecklistItem, Definition
from tests.conftest import NOW, People

LATER = NOW + timedelta(days=2)


@pytest.fixture
def deals(people: People, eight_stage: Definition) -> Sequence[int]:
    """Three deals: found, in needs, and lost."""
    at = NOW - timedelta(days=30)
    new = [NewDeal(title=f"Deal {n}", company=f"Firm {n}", team_id=people.helsinki.id) for n in range(3)]
    ids = [one.deal_id or 0 for one in open_deals(new, actor=SYSTEM, at=at)]
    walked = [Move(ids[1], stage, "seen elsewhere") for stage in ("contact", "qualify", "needs")]
    for number, move in enumerate(walked):
        assert move_deals([move], actor=SYSTEM, at=at + timedelta(days=number + 1))[0].error is None
    close_deals([Close(ids[2], "lost", reasons=("price",))], actor=SYSTEM, at=at + timedelta(days=9))
    return ids


@pytest.fixture
def merged(deals: Sequence[int], eight_stage: Definition, people: People) -> Definition:
    """The next version: qualify and needs are one stage."""
    made = reshaping.merged_with_next(eight_stage, "qualify")
    version = publish_document(made, actor=people.actor("admin"), at=NOW)
    return replace(made, version_id=version.pk, process_id=version.process_id, number=version.number)


def test_versions_suggest_the_mapping(merged: Definition, eight_stage: Definition) -> None:
    mapping = reshaping.mapping_of(eight_stage, merged)
    assert (mapping["needs"], mapping["offer"], set(mapping) == set(eight_stage.by_key)) == (
        "qualify",
        "offer",
        True,
    )


def test_a_deal_goes_on_where_its_stage_went(
    merged: Definition, deals: Sequence[int], people: People
) -> None:
    before = StageVisit.objects.filter(deal_id=deals[0]).get()
    done = map_deals(deals, merged.version_id, {"needs": "qualify"}, actor=people.actor("admin"), at=LATER)
    assert [bool(one.error) for one in done] == [False, False, True]
    found, needs = Deal.objects.get(pk=deals[0]), Deal.objects.get(pk=deals[1])
    assert (found.version_id, found.stage, found.stage_entered_at) == (
        merged.version_id, "find", before.entered_at,
    )  # fmt: skip
    assert (needs.version_id, needs.stage, needs.stage_entered_at) == (merged.version_id, "qualify", LATER)
    visits = list(StageVisit.objects.filter(deal_id=deals[1]).order_by("seq"))
    assert [(one.stage, one.leaving) for one in visits][-2:] == [("needs", "mapped"), ("qualify", "")]
    node = PathNode.objects.get(pk=needs.path_id)
    assert (node.depth, PathNode.objects.get(pk=node.parent_id).stage) == (4, "qualify")
    assert list(course_agrees()) == []
    assert Event.objects.filter(kind="deals.deal_mapped").count() == 2


def test_a_mapping_neither_wins_nor_names_a_stage_that_is_not_there(
    merged: Definition, deals: Sequence[int], people: People
) -> None:
    admin = people.actor("admin")
    won = map_deals([deals[1]], merged.version_id, {"needs": "aftersales"}, actor=admin, at=LATER)
    nowhere = map_deals([deals[1]], merged.version_id, {}, actor=admin, at=LATER)
    assert [type(one[0].error).__name__ for one in (won, nowhere)] == ["Refused", "Invalid"]
    with pytest.raises(NotAllowed):
        map_deals([deals[1]], merged.version_id, {}, actor=people.actor("alice"), at=LATER)


def test_the_whole_change_is_taken_back(merged: Definition, deals: Sequence[int], people: People) -> None:
    admin = people.actor("admin")
    assert sum(behind(merged.process_id, merged.version_id, admin).values()) == 2
    args = {"version": merged.version_id, "stages": {"needs": "qualify"}}
    batch = run_batch(start_batch("map", args, deals[:2], actor=admin, at=LATER), actor=admin, at=LATER)
    assert (len(batch.events), behind(merged.process_id, merged.version_id, admin)) == (2, {})
    assert undo_batch(batch, actor=admin, at=LATER) == (2, 0)
    back = Deal.objects.get(pk=deals[1])
    assert (back.stage, back.version_id == merged.version_id) == ("needs", False)
    assert list(course_agrees()) == []


def test_queries_do_not_grow_with_deals(
    merged: Definition, deals: Sequence[int], people: People, django_assert_max_num_queries: object
) -> None:
    admin = people.actor("admin")
    event = map_deals([deals[1]], merged.version_id, {"needs": "qualify"}, actor=admin, at=LATER)[0].event_id
    undo(event or 0, actor=admin, at=LATER)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        map_deals(deals, merged.version_id, {"needs": "qualify"}, actor=admin, at=LATER)


def test_who_is_named_is_told_once_of_a_stay_that_is_too_long(
    deals: Sequence[int], eight_stage: Definition, people: People
) -> None:
    stages = tuple(
        replace(one, expected_days=1.0, escalate_days=2.0, escalate_to="it",
            checklist=(ChecklistItem("server_ready", Text.of("Server is ready"), "it"),))
        if one.key == "find" else one
        for one in eight_stage.stages
    )  # fmt: skip
    admin = people.actor("admin")
    version = publish_document(replace(eight_stage, stages=stages), actor=admin, at=NOW)
    map_deals([deals[0]], version.pk, {}, actor=admin, at=NOW)
    assert (escalate_due(at=LATER), escalate_due(at=LATER)) == (1, 0)
    assert Escalation.objects.get().role == "it"
    set_seats("it", [people.bob.id], actor=admin, at=NOW)
    told = [str(row.key).partition("-")[0] for row in today_rows(people.actor("bob"), LATER)]
    assert [key for key in told if key in ("escalated", "list")] == ["escalated", "list"]
    assert [row.key for row in today_rows(people.actor("charlie"), LATER) if row.key.startswith("esc")] == []
