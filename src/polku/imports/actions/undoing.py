"""Taking an import back, whole, at any size: batch by batch, newest first, resumable like the run."""

from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.imports.events import ImportUndone
from polku.imports.logic.kinds import ImportContext, ImportKind, Mode, Tell
from polku.imports.logic.telling import WARNING, applied, stored_issue
from polku.imports.models import Import, ImportBatch
from polku.imports.plans import context_of
from polku.imports.queries import kind_named
from polku.kernel.errors import Refused, gettext_noop

_UNDOABLE = (Import.State.DONE, Import.State.FAILED, Import.State.RUNNING, Import.State.UNDOING)


def undo_import(found: Import, *, actor: Actor, at: datetime, tell: Tell | None = None) -> Import:
    """Take back all that an import did; rows that something later depends on stay and are told.

    Raises: NotAllowed, Refused (there is nothing to undo).
    """
    stop_for_undo(found, actor=actor)
    kind = kind_named(found.kind)
    context = context_of(found, actor=actor, at=at)
    left = ImportBatch.objects.filter(of_id=found.id, undone_at=None).order_by("-id")
    total, done = left.count(), 0
    while (batch := left.first()) is not None:
        _undo_batch(kind, context, batch)
        done += 1
        if tell:
            tell(done, total)
    _finish(found, actor, at)
    return found


def stop_for_undo(found: Import, *, actor: Actor) -> None:
    """Say that it is to be taken back: a run that still goes on stops at its next batch.

    Raises: NotAllowed, Refused (there is nothing to undo).
    """
    kind = kind_named(found.kind)
    actor.require(kind.history_permission if found.mode == Mode.HISTORY else kind.permission)
    with write():
        begun = Import.objects.filter(id=found.id, state__in=_UNDOABLE).update(state=Import.State.UNDOING)
    if not begun:
        raise Refused(gettext_noop("This import has done nothing that could be undone."))
    found.refresh_from_db()


def _undo_batch(kind: ImportKind, context: ImportContext, batch: ImportBatch) -> None:
    with write():
        if not ImportBatch.objects.filter(id=batch.id, undone_at=None).update(undone_at=context.at):
            return  # another one was quicker
        rows = applied(batch.outcomes)
        kept = kind.undo(rows, context)
        told = [stored_issue(number, WARNING, issue) for number, issue in kept]
        left = {number for number, _ in kept}
        current = Import.objects.select_for_update().filter(id=context.import_id).get()
        report = current.report
        current.report = report | {
            "kept": [*report.get("kept", []), *told],
            "left": [*report.get("left", []), *([row.number, row.ref] for row in rows if row.number in left)],
            "taken_back": report.get("taken_back", 0) + sum(1 for row in rows if row.number not in left),
        }
        current.save(update_fields=["report"])


def _finish(found: Import, actor: Actor, at: datetime) -> None:
    with write():
        if Import.objects.filter(id=found.id, state=Import.State.UNDOING).update(
            state=Import.State.UNDONE, finished_at=at
        ):
            event = ImportUndone(found.kind, found.rows)
            append(
                [Entry(event, ("import", found.id), at)],
                actor_id=actor.user_id,
                via=actor.via,
                recorded_at=at,
            )
    found.refresh_from_db()
