"""Taking back what was noted of a deal's buyer, while nothing later depends on it."""

from datetime import datetime
from typing import Any

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.eventlog.models import Change, Event
from polku.journey import events as happened
from polku.journey.actions import reach
from polku.journey.actions.feedback import void_feedback
from polku.journey.actions.materials import unmark_material
from polku.journey.actions.obstacles import told_of, void
from polku.journey.models import Feedback, Material, Obstacle
from polku.journey.rules import JourneyPermission
from polku.kernel.errors import NotFound, Refused, gettext_noop

_PUT_BACK = frozenset(
    {happened.ObstacleChanged.kind, happened.ObstacleRemoved.kind, happened.ObstacleReopened.kind}
)
UNDOABLE = _PUT_BACK | {
    happened.ObstacleRaised.kind,
    happened.ObstacleVoided.kind,
    happened.FeedbackGiven.kind,
    happened.MaterialGiven.kind,
}
"""The kinds that can be taken back."""


def undo(event_id: int, *, actor: Actor, at: datetime) -> int | None:
    """Take one event back: a new event that names it; its id.

    Raises: NotFound, Refused (taken back already, or changed since), NotAllowed.
    """
    actor.require(JourneyPermission.RECORD)
    with write():
        event = Event.objects.filter(id=event_id, kind__in=UNDOABLE, history=False).first()
        if event is None:
            raise NotFound(gettext_noop("There is nothing here to take back."))
        if Event.objects.filter(case_id=event.case_id, undoes_id=event.id).exists():
            raise Refused(gettext_noop("This was taken back already."))
        if event.subject_type == "feedback":
            return void_feedback(_feedback(event.subject_id, actor), actor=actor, at=at, undoes_id=event.id)
        if event.subject_type == "material":
            return _unmark(event, actor, at)
        row = reach.obstacle(event.subject_id, actor, voided=event.kind == happened.ObstacleVoided.kind)
        if event.kind == happened.ObstacleRaised.kind:
            return void(row, actor=actor, at=at, undoes_id=event.id)
        if event.kind == happened.ObstacleVoided.kind:
            row.voided_at = None
            row.save(update_fields=["voided_at"])
            return told_of(row, happened.ObstacleReopened(row.id, row.code), actor, at, undoes_id=event.id)
        return _put_back(row, event, actor, at)


def _feedback(feedback_id: int, actor: Actor) -> Feedback:
    rows = (
        Feedback.objects.visible_to(actor)
        .filter(id=feedback_id, voided_at=None, by_buyer=False)
        .select_related("deal")
    )
    found = rows.select_for_update(of=("self",)).first()
    if found is None or found.deal_id not in reach.deals([found.deal_id], actor):
        raise NotFound(gettext_noop("There is nothing here to take back."))
    return found


def _unmark(event: Event, actor: Actor, at: datetime) -> int | None:
    row = Material.objects.visible_to(actor).filter(id=event.subject_id).first()
    if row is None:
        raise NotFound(gettext_noop("There is nothing here to take back."))
    return unmark_material(row.deal_id, row.key, actor=actor, at=at, undoes_id=event.id)


def _put_back(row: Obstacle, event: Event, actor: Actor, at: datetime) -> int:
    changes = list(Change.objects.filter(event=event, table="obstacle", row_id=row.id))
    if any(_stored(getattr(row, change.field)) != change.after for change in changes):
        raise Refused(gettext_noop("This was changed again since, so it cannot be taken back."))
    for change in changes:
        setattr(row, change.field, _read(change.field, change.before))
    row.save(update_fields=[change.field for change in changes])
    back = [("obstacle", row.id, change.field, change.after, change.before) for change in changes]
    told = happened.ObstacleChanged(row.id, row.code, tuple(change.field for change in changes))
    return told_of(row, told, actor, at, back, undoes_id=event.id)


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _read(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name == "removed_at" and value else value
