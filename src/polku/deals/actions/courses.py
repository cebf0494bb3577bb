"""The course of a new deal: the stages it has been through, and what each step is called in the log."""

from collections.abc import Sequence
from datetime import datetime

from polku.deals.events import (
    DealFinished,
    DealLost,
    DealMoved,
    DealOpened,
    DealPaused,
    DealReopened,
    DealUndecided,
    DealWon,
)
from polku.deals.logic.incoming import NewDeal, PastStep
from polku.deals.models import Deal
from polku.eventlog.actions import Entry
from polku.eventlog.events import Happened
from polku.process.logic.definition import Definition


def course_of(row: NewDeal, definition: Definition, at: datetime, history: bool) -> list[PastStep]:
    """The stages a new deal has been through, as far as the row tells; a stage reached at an unknown time has none."""
    if history and row.past:
        return list(row.past)
    course = [PastStep("", definition.first.key, row.opened_at if history else at)]
    if not history:
        return course
    if row.stage and row.stage != definition.first.key and not definition.by_key[row.stage].after_win:
        course.append(PastStep("moved", row.stage, None))
    if row.won:
        after = definition.by_key.get(row.stage) if row.stage else None
        first = definition.first_after_win
        course.append(PastStep("won", first.key if first else "", row.won_at))
        if after and first and after.after_win and after.key != first.key:
            course.append(PastStep("moved", after.key, None))
    elif row.lost:
        course.append(PastStep("lost", "", row.lost_at))
    return course


def finished_at(course: Sequence[PastStep], at: datetime) -> datetime | None:
    """When a won deal left the last stage, where its course ends so."""
    return (course[-1].when or at) if course[-1].leaving == "finished" else None


def events_of(
    deal: Deal, course: Sequence[PastStep], nodes: Sequence[int], reasons: tuple[str, ...]
) -> list[tuple[Happened, str, PastStep]]:
    """What a new deal and its course are called in the log, each with the stage it is about."""
    first = course[0]
    opened = DealOpened(
        first.stage, nodes[0], deal.customer_id, deal.team_id, deal.owner_id, deal.source or None
    )
    told: list[tuple[Happened, str, PastStep]] = [(opened, first.stage, first)]
    here, place = first.stage, 0
    for step in course[1:]:
        if step.stage:
            place += 1
        node = nodes[place] if step.stage else None
        told.append((_event(deal, step, here, node, reasons), step.stage or here, step))
        here = step.stage or here
    return told


def _event(deal: Deal, step: PastStep, here: str, node: int | None, reasons: tuple[str, ...]) -> Happened:
    """What a step of a course is called in the log."""
    if step.leaving == "won":
        return DealWon(here, step.stage or None, node, deal.value_minor, deal.value_currency or None)
    if step.leaving == "moved":
        return DealMoved(here, step.stage, node or 0)
    if step.leaving == "reopened":
        return DealReopened(step.stage, node or 0)
    if step.leaving == "paused":
        return DealPaused(here, None, reasons)
    if step.leaving == "no_decision":
        return DealUndecided(here, reasons)
    return DealFinished(here) if step.leaving == "finished" else DealLost(here, reasons)


def entry_of(event: Happened, deal: Deal, stage: str, step: PastStep, at: datetime) -> Entry:
    """One step as an entry of the log."""
    return Entry(
        event=event,
        subject=("deal", deal.id),
        at=step.when or at,
        case_id=deal.id,
        version_id=deal.version_id,
        stage=stage,
        timed=step.when is not None,
        by_id=step.by_id,
    )
