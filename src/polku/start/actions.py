"""Writes of the guided start."""

from datetime import date, datetime
from typing import Any

from polku.access.logic import Actor
from polku.company.queries import day_of
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.kernel.errors import Invalid, NotFound, gettext_noop
from polku.kernel.text import clean
from polku.measures.actions import save_goal
from polku.start.events import AimSet, GuideClosed, StepMarked
from polku.start.logic import INDICATORS, STEPS, StartPermission
from polku.start.models import Aim, Guide, StepMark

STATES = ("done", "skipped")


def mark_step(step: str, *, state: str = "done", actor: Actor, at: datetime) -> StepMark:
    """A step is done, or passed over. Raises: NotAllowed, NotFound, Invalid."""
    actor.require(StartPermission.LEAD)
    if step not in STEPS:
        raise NotFound(gettext_noop("There is no such step."))
    if state not in STATES:
        raise Invalid(gettext_noop("Choose one of the answers."), field="state")
    with write():
        guide = _guide(at)
        row = StepMark.objects.filter(step=step).first()
        if row is not None and row.state == state:
            return row
        row = row or StepMark(step=step)
        row.state, row.by_id, row.at = state, actor.user_id, at
        row.save()
        _tell(StepMarked(step, state), guide, actor, at)
    return row


def set_aim(*, indicator: str, target: int, until: date, words: str = "", actor: Actor, at: datetime) -> Aim:
    """Say what the company is after; it becomes a goal of the whole company.

    Raises: NotAllowed, Invalid (names the field).
    """
    actor.require(StartPermission.LEAD)
    if indicator not in INDICATORS:
        raise Invalid(gettext_noop("Choose one of the answers."), field="indicator")
    if not 0 < target < 2**53:
        raise Invalid(gettext_noop("The number is too large or too small."), field="target")
    if until <= day_of(at):
        raise Invalid(gettext_noop("Choose a day to come."), field="until")
    with write():
        guide = _guide(at)
        row = Aim.objects.create(
            words=clean(" ".join(words.split()), max_length=300, field="words"),
            indicator=indicator,
            target=target,
            until=until,
            by_id=actor.user_id,
            at=at,
        )
        _tell(AimSet(indicator, target, until.isoformat()), guide, actor, at)
        save_goal(None, _goal(row), actor=actor, at=at)
        mark_step("aims", actor=actor, at=at)
    return row


def close_guide(*, finished: bool, actor: Actor, at: datetime) -> Guide:
    """Finish the guided start, or put it away; it leaves Today. Raises: NotAllowed."""
    actor.require(StartPermission.LEAD)
    with write():
        guide = _guide(at)
        if guide.closed_at is None or finished != guide.finished:
            guide.closed_at, guide.finished = at, finished
            guide.save(update_fields=["closed_at", "finished"])
            _tell(GuideClosed(finished), guide, actor, at)
    return guide


def take_up(*, actor: Actor, at: datetime) -> Guide:
    """Take a guide that was put away up again. Raises: NotAllowed."""
    actor.require(StartPermission.LEAD)
    with write():
        guide = _guide(at)
        if guide.closed_at is not None:
            guide.closed_at, guide.finished = None, False
            guide.save(update_fields=["closed_at", "finished"])
    return guide


def _goal(row: Aim) -> dict[str, Any]:
    """The aim as a goal of the whole company, so that it is looked at every day."""
    return {
        "indicator": {"wins": "won", "value": "value-won"}[row.indicator],
        "every": "quarter",
        "from_date": day_of(row.at),
        "to_date": row.until,
        "target": row.target,
        "aim": row.words,
    }


def _guide(at: datetime) -> Guide:
    Guide.objects.get_or_create(key="start", defaults={"begun_at": at})
    return Guide.objects.select_for_update().get(key="start")


def _tell(event: Happened, guide: Guide, actor: Actor, at: datetime) -> None:
    append([Entry(event, ("guide", guide.id), at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
