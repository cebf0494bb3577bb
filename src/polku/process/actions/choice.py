"""Which process new deals start in, and which take none any more."""

from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, gettext_noop
from polku.process import queries
from polku.process.events import ProcessArchived, ProcessChosen, ProcessRestored
from polku.process.models import Process
from polku.process.rules import ProcessPermission


def set_default(process: Process, *, actor: Actor, at: datetime) -> Process:
    """Let new deals start in this process.

    Raises: NotAllowed, Invalid for a process that is archived or has no published version.
    """
    actor.require(ProcessPermission.EDIT)
    with write():
        rows = {row.pk: row for row in Process.objects.select_for_update().order_by("pk")}
        chosen = rows[process.pk]
        if chosen.is_default:
            return chosen
        if chosen.archived_at is not None or not queries.versions(chosen).exists():
            raise Invalid(gettext_noop("Only a process in use with a published version can be the default."))
        Process.objects.filter(is_default=True).update(is_default=False)
        chosen.is_default = True
        chosen.save(update_fields=["is_default"])
        _tell(ProcessChosen(chosen.pk, chosen.key), chosen, actor=actor, at=at)
    return chosen


def archive(process: Process, *, actor: Actor, at: datetime) -> Process:
    """Take a process out of use for new deals; deals in it go on to their end.

    Raises: NotAllowed, Invalid for the default process.
    """
    actor.require(ProcessPermission.EDIT)
    with write():
        row = Process.objects.select_for_update().get(pk=process.pk)
        if row.archived_at is not None:
            return row
        if row.is_default:
            raise Invalid(
                gettext_noop("The default process can't be archived. Choose another default first.")
            )
        row.archived_at = at
        row.save(update_fields=["archived_at"])
        _tell(ProcessArchived(row.pk, row.key), row, actor=actor, at=at)
    return row


def restore(process: Process, *, actor: Actor, at: datetime) -> Process:
    """Put an archived process back in use."""
    actor.require(ProcessPermission.EDIT)
    with write():
        row = Process.objects.select_for_update().get(pk=process.pk)
        if row.archived_at is not None:
            row.archived_at = None
            row.save(update_fields=["archived_at"])
            _tell(ProcessRestored(row.pk, row.key), row, actor=actor, at=at)
    return row


def _tell(
    event: ProcessChosen | ProcessArchived | ProcessRestored, process: Process, *, actor: Actor, at: datetime
) -> None:
    append([Entry(event, ("process", process.pk), at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
