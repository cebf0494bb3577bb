"""Editing a journey's draft in place: steps and entries, each change written down and taken back one by one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.eventlog.models import Change, Event
from polku.journey.actions import reach
from polku.journey.actions.journeys import put_draft, refuse_if_archived
from polku.journey.events import JourneyChanged
from polku.journey.logic.matrix import (
    ENTRIES_MAX,
    PHASES,
    ROWS,
    STEPS_MAX,
    Entry,
    Matrix,
    Step,
    entry,
    free_key,
    read,
)
from polku.journey.models import Journey
from polku.journey.rules import JourneyPermission
from polku.kernel.errors import Invalid, Message, NotFound, Refused, gettext_noop
from polku.kernel.text import transliterate
from polku.kernel.words import Text


def put_entry(
    journey_id: int,
    step: str,
    row: str,
    *,
    key: str = "",
    words: Text,
    link: str = "",
    opened: str = "",
    actor: Actor,
    at: datetime,
) -> int | None:
    """Write an entry into a cell, or with its key change one; the event's id, None where nothing changed.

    Raises: NotFound, NotAllowed, Invalid.
    """
    with write():
        found, place = _at(journey_id, step, row, actor)
        cell = place.cell(row)
        if not key and len(cell) >= ENTRIES_MAX:
            raise Invalid(Message(gettext_noop("A cell has at most %(most)s entries."), most=ENTRIES_MAX))
        used = [one.key for _step, _row, one in found.matrix.entries()]
        given = {
            "key": place.entry(row, key).key if key else free_key(transliterate(str(words)), used),
            "words": words.as_dict(),
            "link": link,
            "opened": opened,
        }
        made = entry(given, row, "entry")
        cells = [made if one.key == key else one for one in cell] if key else [*cell, made]
        return _put(found, place.having(row, cells), f"{step}/{row}", actor, at)


def drop_entry(journey_id: int, step: str, row: str, key: str, *, actor: Actor, at: datetime) -> int | None:
    """Take an entry out of a cell. Raises: NotFound, NotAllowed."""
    with write():
        found, place = _at(journey_id, step, row, actor)
        gone = place.entry(row, key)
        cells: Sequence[Entry] = [one for one in place.cell(row) if one is not gone]
        return _put(found, place.having(row, cells), f"{step}/{row}", actor, at)


def put_step(
    journey_id: int, *, phase: str, name: Text, stages: Sequence[str] = (), actor: Actor, at: datetime
) -> int | None:
    """Add a step after the others of its phase. Raises: NotFound, NotAllowed, Invalid."""
    with write():
        row = _open(journey_id, actor)
        steps = list(row.matrix.steps)
        if len(steps) >= STEPS_MAX:
            raise Invalid(Message(gettext_noop("A journey has 1 to %(most)s steps."), most=STEPS_MAX))
        key = free_key(transliterate(str(name)), [one.key for one in steps])
        made = Step(key, _phase(phase), name, tuple(stages), {})
        after = PHASES.index(phase)
        place = sum(PHASES.index(one.phase) <= after for one in steps)
        steps.insert(place, made)
        return put_draft(row, Matrix(tuple(steps)), key, actor, at)


def change_step(
    journey_id: int,
    step: str,
    *,
    phase: str,
    name: Text,
    stages: Sequence[str] = (),
    by: int = 0,
    actor: Actor,
    at: datetime,
) -> int | None:
    """Rename a step, put it into another phase, over other stages, or `by` so many places along.

    Raises: NotFound, NotAllowed, Invalid.
    """
    with write():
        row = _open(journey_id, actor)
        matrix = row.matrix
        old = matrix.step(step)
        changed = replace(old, phase=_phase(phase), name=name, stages=tuple(stages))
        steps = [changed if one is old else one for one in matrix.steps]
        here = steps.index(changed)
        there = max(0, min(len(steps) - 1, here + by))
        steps.insert(there, steps.pop(here))
        return put_draft(row, Matrix(tuple(steps)), step, actor, at)


def drop_step(journey_id: int, step: str, *, actor: Actor, at: datetime) -> int | None:
    """Take a step out with all that stands at it. Raises: NotFound, NotAllowed, Refused (the only one)."""
    with write():
        row = _open(journey_id, actor)
        matrix = row.matrix
        gone = matrix.step(step)
        if len(matrix.steps) == 1:
            raise Refused(gettext_noop("A journey keeps one step at least."))
        return put_draft(row, Matrix(tuple(one for one in matrix.steps if one is not gone)), step, actor, at)


def undo_edit(event_id: int, *, actor: Actor, at: datetime) -> int | None:
    """Take one edit of a draft back. Raises: NotFound, NotAllowed, Refused (changed since)."""
    actor.require(JourneyPermission.EDIT)
    with write():
        event = Event.objects.filter(id=event_id, kind=JourneyChanged.kind).first()
        if event is None:
            raise NotFound(gettext_noop("There is nothing here to take back."))
        if Event.objects.filter(
            subject_type="journey", subject_id=event.subject_id, undoes_id=event.id
        ).exists():
            raise Refused(gettext_noop("This was taken back already."))
        row = _open(event.subject_id, actor)
        changes = list(Change.objects.filter(event=event, table="journey", row_id=row.id))
        if not changes or not all(one.field == "order" or one.field.startswith("step:") for one in changes):
            raise Refused(gettext_noop("This cannot be taken back."))
        return put_draft(row, _before(row, changes), event.payload["place"], actor, at, event.id)


def _before(row: Journey, changes: Sequence[Change]) -> Matrix:
    steps: dict[str, Any] = {one["key"]: one for one in row.draft["steps"]}
    order = [*steps]
    for change in changes:
        if change.field == "order":
            if order != change.after:
                raise Refused(gettext_noop("This was changed again since, so it cannot be taken back."))
            order = list(change.before or ())
            continue
        key = change.field.partition(":")[2]
        if steps.get(key) != change.after:
            raise Refused(gettext_noop("This was changed again since, so it cannot be taken back."))
        steps[key] = change.before
    return read({"steps": [steps[key] for key in order if steps.get(key)]})


def _open(journey_id: int, actor: Actor) -> Journey:
    row = reach.journey(journey_id, actor)
    refuse_if_archived(row)
    return row


def _at(journey_id: int, step: str, row: str, actor: Actor) -> tuple[Journey, Step]:
    found = _open(journey_id, actor)
    if row not in ROWS:
        raise NotFound(gettext_noop("There is no such row in the journey."))
    return found, found.matrix.step(step)


def _put(row: Journey, step: Step, place: str, actor: Actor, at: datetime) -> int | None:
    return put_draft(row, row.matrix.with_step(step), place, actor, at)


def _phase(phase: str) -> str:
    if phase not in PHASES:
        raise Invalid(gettext_noop("Choose one of the answers."), field="phase")
    return phase
