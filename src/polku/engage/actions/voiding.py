"""Taking an activity back: it leaves every list and fact, the log keeps that it was there."""

from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.engage.actions import reach
from polku.engage.events import ActivityVoided
from polku.engage.models import Activity
from polku.eventlog.actions import append


def void_activity(activity_id: int, *, actor: Actor, at: datetime) -> int:
    """Take an activity back; gives the event's id.

    Raises: NotFound, NotAllowed.
    """
    with write():
        return void(reach.activity(activity_id, actor), actor=actor, at=at)


def void(row: Activity, *, actor: Actor, at: datetime, undoes_id: int | None = None) -> int:
    """Void a row at hand, inside the caller's transaction."""
    row.voided_at = at
    row.save(update_fields=["voided_at"])
    entry = reach.entry(
        ActivityVoided(activity_id=row.id, activity_kind=row.kind), row, at, undoes_id=undoes_id
    )
    return append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0].id
