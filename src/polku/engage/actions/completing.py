"""Doing a task."""

from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.engage.actions import reach
from polku.engage.events import TaskDone
from polku.engage.logic.codes import Form, Outcome
from polku.eventlog.actions import append
from polku.kernel.errors import Invalid, gettext_noop


def complete_task(activity_id: int, *, actor: Actor, at: datetime) -> int | None:
    """Say that a task is done; None where it was done already.

    Raises: NotFound, Invalid (it is no task), NotAllowed.
    """
    with write():
        row = reach.activity(activity_id, actor)
        if row.form != Form.TASK:
            raise Invalid(gettext_noop("This is no task."))
        if row.done_at is not None:
            return None
        before = row.outcome
        row.outcome, row.done_at = Outcome.DONE.value, at
        row.save(update_fields=["outcome", "done_at"])
        changes = [
            ("activity", row.id, "outcome", before, row.outcome),
            ("activity", row.id, "done_at", None, at.isoformat()),
        ]
        entry = reach.entry(TaskDone(activity_id=row.id, activity_kind=row.kind), row, at, changes)
        return append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0].id
