"""Whatever people do, in whatever order: tables, log and figures tell one story, and an undo restores exactly."""

import os
import random
from collections import Counter
from typing import Any

import pytest

from polku.access.logic import SYSTEM
from polku.deals.actions.custom_fields import define_field
from polku.deals.logic.visits import effective, replay
from polku.deals.models import Deal, StageVisit
from polku.deals.queries.health import course_agrees
from polku.eventlog.models import Event
from polku.insight import queries
from polku.insight.filters import Filter
from polku.process.actions import publish_document
from tests.conftest import NOW, People
from tests.deals.world import LONG, SHORT, World, line

STEPS = int(os.environ.get("POLKU_STEPS", "110"))
WON = ("won", "upgraded")


@pytest.fixture
def world(people: People, django_capture_on_commit_callbacks: Any) -> World:
    """Two processes and months of work by five people; POLKU_SEED repeats a run."""
    with django_capture_on_commit_callbacks(execute=True):
        for document in (LONG, SHORT):
            publish_document(document, actor=SYSTEM, at=NOW)
    define_field(label="Size", kind="number", actor=SYSTEM, at=NOW)
    seed = int(os.environ.get("POLKU_SEED") or random.randrange(10**9))
    print(f"POLKU_SEED={seed}")
    actors = [people.actor(name) for name in ("alice", "bob", "charlie", "admin")] + [SYSTEM]
    made = World(seed, actors, [people.alice.id, people.bob.id, people.charlie.id], NOW)
    made.live(STEPS)
    print(dict(made.done), dict(made.refused))
    return made


def test_log_tables_and_figures_tell_one_story(world: World) -> None:
    assert list(course_agrees()) == []
    for deal in Deal.objects.all():
        _replays(deal)
    for process in ("long", "short"):
        assert _told(process) == _counted(process)


def _replays(deal: Deal) -> None:
    course = replay(Event.objects.filter(case_id=deal.id))
    stored = list(StageVisit.objects.filter(deal=deal).order_by("seq"))
    told = [vars(visit) for visit in course.visits]
    assert [{name: getattr(visit, name) for name in told[0]} for visit in stored] == told
    assert [visit.seq for visit in stored] == list(range(1, len(stored) + 1))
    last = course.visits[-1]
    assert (deal.stage, deal.stage_entered_at, deal.path_id) == (last.stage, last.entered_at, last.path_id)
    assert (deal.outcome, deal.opened_at, deal.closed_at) == (
        course.outcome,
        course.opened_at,
        course.closed_at,
    )


def _told(process: str) -> dict[str, Any]:
    """The funnel as the marts tell it."""
    funnel = queries.funnel(Filter(process=process))
    names = ("reached", "advanced", "back", "lost", "paused", "no_decision", "open", "won", "skipped")
    return {
        "": tuple(getattr(funnel, name) for name in ("n", "won", "lost", "paused", "no_decision", "open")),
        **{stage.key: tuple(getattr(stage, name) for name in names) for stage in funnel.stages},
    }


def _counted(process: str) -> dict[str, Any]:
    """The funnel counted over the log, deal by deal."""
    stages = [stage["key"] for stage in (LONG if process == "long" else SHORT)["stages"]]  # type: ignore[index]
    tally = {stage: Counter[str]() for stage in stages}
    outcomes: Counter[str] = Counter()
    for deal_id in Deal.objects.filter(process__key=process).values_list("id", flat=True):
        told = list(Event.objects.filter(case_id=deal_id))
        stays, outcome, binned = line(told)
        if binned:
            continue
        outcomes.update({"n": 1, "won" if outcome in WON else outcome: 1})
        places = [stages.index(stage) for stage, _ in stays]
        spared = {key for event in effective(told) for key in event.payload.get("not_needed", ())}
        for number, stage in enumerate(stages):
            if number in places:
                at = len(places) - 1 - places[::-1].index(number)
                tally[stage].update({"reached": 1, _left(stays[at][1], places[at : at + 2]): 1})
                tally[stage]["won"] += outcome in WON
            elif stage not in spared and min(places) < number < max(places):
                tally[stage]["skipped"] += 1
    names = ("reached", "advanced", "back", "lost", "paused", "no_decision", "open", "won", "skipped")
    whole = tuple(outcomes[name] for name in ("n", "won", "lost", "paused", "no_decision", "open"))
    return {"": whole} | {stage: tuple(found[name] for name in names) for stage, found in tally.items()}


def _left(leaving: str, places: list[int]) -> str:
    """Where a deal stands at a stage by how it left it."""
    if leaving == "moved":
        return "advanced" if places[1] > places[0] else "back"
    return {"": "open", "won": "advanced", "finished": "advanced"}.get(leaving, leaving)
