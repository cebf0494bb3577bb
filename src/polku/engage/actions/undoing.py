"""Taking back what was done with an activity, while nothing later depends on it."""

from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.engage import events as happened
from polku.engage.actions import reach
from polku.engage.actions.changing import changed_event, current, put
from polku.engage.actions.voiding import void
from polku.engage.models import Activity
from polku.eventlog.actions import append
from polku.eventlog.models import Change, Event
from polku.kernel.errors import NotFound, Refused, gettext_noop

_FIELD_KINDS = frozenset({happened.ActivityChanged.kind, happened.TaskDone.kind})
UNDOABLE = _FIELD_KINDS | {happened.ActivityLogged.kind, happened.ActivityVoided.kind}
"""The kinds that can be taken back."""


def undo(event_id: int, *, actor: Actor, at: datetime) -> int:
    """Take one event of an activity back: a new event that names it.

    Raises: NotFound, Refused (taken back already, or changed since), NotAllowed.
    """
    with write():
        event = Event.objects.filter(
            id=event_id, kind__in=UNDOABLE, subject_type="activity", history=False
        ).first()
        if event is None:
            raise NotFound(gettext_noop("There is nothing here to take back."))
        voided = event.kind == happened.ActivityVoided.kind
        row = reach.activity(event.subject_id, actor, voided=voided)
        if Event.objects.filter(case_id=row.deal_id, undoes_id=event.id).exists():
            raise Refused(gettext_noop("This was taken back already."))
        if event.kind == happened.ActivityLogged.kind:
            return void(row, actor=actor, at=at, undoes_id=event.id)
        if voided:
            return _restore(row, event, actor, at)
        return _put_back(row, event, actor, at)


def _restore(row: Activity, event: Event, actor: Actor, at: datetime) -> int:
    row.voided_at = None
    row.save(update_fields=["voided_at"])
    told = happened.ActivityRestored(activity_id=row.id, activity_kind=row.kind)
    entry = reach.entry(told, row, at, undoes_id=event.id)
    return append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0].id


def _put_back(row: Activity, event: Event, actor: Actor, at: datetime) -> int:
    changes = list(Change.objects.filter(event=event, table="activity", row_id=row.id))
    if any(current(row, change.field) != change.after for change in changes):
        raise Refused(gettext_noop("This was changed again since, so it cannot be taken back."))
    put(row, {change.field: change.before for change in changes})
    row.save(update_fields=[change.field for change in changes])
    back = [("activity", row.id, change.field, change.after, change.before) for change in changes]
    told = changed_event(row, tuple(change.field for change in changes))
    entry = reach.entry(told, row, at, back, undoes_id=event.id)
    return append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0].id
