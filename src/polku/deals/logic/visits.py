"""Stage visits as the log tells them: the fold that the tables must agree with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from polku.deals import events as happened
from polku.deals.logic.outcomes import Outcome

_CLOSING = {
    happened.DealWon.kind: ("won", Outcome.WON),
    happened.DealUpgraded.kind: ("won", Outcome.UPGRADED),
    happened.DealLost.kind: ("lost", Outcome.LOST),
    happened.DealPaused.kind: ("paused", Outcome.PAUSED),
    happened.DealUndecided.kind: ("no_decision", Outcome.NO_DECISION),
}


class Told(Protocol):
    """What the fold reads of an event."""

    id: int
    kind: str
    at: datetime
    timed: bool
    history: bool
    actor_id: int | None
    version_id: int | None
    stage: str
    undoes_id: int | None
    payload: Any


@dataclass(frozen=True)
class Visit:
    """One stay of a deal in a stage. `override` says that unmet criteria were passed by: on the way in, or on the way
    out by a win that leads to no other stage. `not_needed` lists the stages that were left out on the way in because
    a rule called them so.
    """

    stage: str
    version_id: int
    entered_at: datetime | None
    path_id: int
    previous_stage: str = ""
    by_id: int | None = None
    history: bool = False
    automatic: bool = False
    override: bool = False
    not_needed: str = ""
    left_at: datetime | None = None
    leaving: str = ""


@dataclass(frozen=True)
class Course:
    """All visits of a deal in order, and how it stands after them."""

    visits: tuple[Visit, ...] = ()
    outcome: Outcome = Outcome.OPEN
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    finished_at: datetime | None = None


def listed(stages: Iterable[str]) -> str:
    """Keys of stages as a visit holds them."""
    return ",".join(stages)


def effective(events: Iterable[Told]) -> list[Told]:
    """The stage events that still count, in the order they were recorded: undone ones are left out."""
    listed = sorted(events, key=lambda event: event.id)
    undone = {event.undoes_id for event in listed if event.undoes_id is not None}
    return [event for event in listed if event.kind in happened.STAGE_KINDS and event.id not in undone]


def replay(events: Iterable[Told]) -> Course:
    """The course of one deal from its events."""
    course = Course()
    for event in effective(events):
        course = _step(course, event)
    return course


def _step(course: Course, event: Told) -> Course:
    when = event.at if event.timed else None
    payload: Mapping[str, Any] = event.payload
    if event.kind == happened.DealOpened.kind:
        return replace(course, visits=(_visit(event, payload["stage"], payload["path_id"]),), opened_at=when)
    if event.kind == happened.DealMoved.kind:
        moved = _enter(_leave(course, "moved", when), event, payload["to_stage"], payload["path_id"])
        return replace(moved, finished_at=None)
    if event.kind == happened.DealMapped.kind:
        if payload["to_stage"] == payload["from_stage"]:
            return course
        return _enter(_leave(course, "mapped", when), event, payload["to_stage"], payload["path_id"])
    if event.kind == happened.DealReopened.kind:
        opened = _enter(_leave(course, "moved", when), event, payload["to_stage"], payload["path_id"])
        return replace(opened, outcome=Outcome.OPEN, closed_at=None, finished_at=None)
    if event.kind == happened.DealFinished.kind:
        return replace(_leave(course, "finished", when), finished_at=event.at)
    leaving, outcome = _CLOSING[event.kind]
    if event.kind == happened.DealUpgraded.kind and course.outcome in (Outcome.WON, Outcome.UPGRADED):
        return replace(course, outcome=outcome)
    ended = replace(_leave(course, leaving, when), outcome=outcome, closed_at=when)
    if to_stage := payload.get("to_stage"):
        return _enter(ended, event, to_stage, payload["path_id"])
    if payload.get("unmet"):
        last = replace(ended.visits[-1], override=True)
        return replace(ended, visits=(*ended.visits[:-1], last))
    return ended


def _visit(event: Told, stage: str, path_id: int, previous: str = "") -> Visit:
    return Visit(
        stage=stage,
        version_id=event.version_id or 0,
        entered_at=event.at if event.timed else None,
        path_id=path_id,
        previous_stage=previous,
        by_id=event.actor_id,
        history=event.history,
        automatic=bool(event.payload.get("automatic")),
        override=bool(event.payload.get("unmet")),
        not_needed=listed(event.payload.get("not_needed") or ()),
    )


def _leave(course: Course, leaving: str, when: datetime | None) -> Course:
    last = course.visits[-1]
    if last.leaving:
        return course
    return replace(course, visits=(*course.visits[:-1], replace(last, left_at=when, leaving=leaving)))


def _enter(course: Course, event: Told, stage: str, path_id: int) -> Course:
    previous = course.visits[-1].stage if course.visits else ""
    return replace(course, visits=(*course.visits, _visit(event, stage, path_id, previous)))
