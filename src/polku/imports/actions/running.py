"""Running an import: a batch and its progress are one transaction, so it can be killed at any moment and go on."""

from collections.abc import Sequence
from datetime import datetime

from django.db import InterfaceError, OperationalError
from django.db.models import F

from polku.access.logic import Actor
from polku.db.bulk import many_rows
from polku.db.statistics import look_at_grown_tables
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.imports.actions.applying import apply_batch
from polku.imports.actions.breaking import why_broken_off
from polku.imports.events import ImportFinished
from polku.imports.logic.kinds import Issue, Mode, Tell
from polku.imports.logic.mapping import fingerprint
from polku.imports.logic.telling import WARNING, storable, stored_issue, stored_issues, stored_outcome
from polku.imports.models import Import, ImportBatch, RememberedMapping
from polku.imports.plans import Batch, Plan, count
from polku.imports.queries import kind_named
from polku.kernel.errors import Refused, gettext_noop

_STARTS = (Import.State.READY, Import.State.RUNNING, Import.State.FAILED)
_TAKEN_OVER = gettext_noop("This import goes on elsewhere.")


@many_rows()
def run_import(found: Import, *, actor: Actor, at: datetime, tell: Tell | None = None) -> Import:
    """Import every row that is not done yet. A run that was killed, or that failed, goes on where it was.

    Raises: NotAllowed, Refused (not ready, finished, or going on elsewhere).
    """
    _begin(found, actor, at)
    began_at = found.started_at or at
    try:
        plan = Plan(found, actor=actor, at=began_at)
        for number, batch in enumerate(plan.batches(after=found.watermark), 1):
            _commit(found, plan, batch)
            if number & (number - 1) == 0:  # after 1, 2, 4, 8 ... batches
                look_at_grown_tables()
            if tell:
                tell(found.rows, max(found.total, found.rows))
        told = plan.kind.finish(plan.context, tell) if plan.kind.finish else ()
        _finish(found, plan, actor, at, told)
    except (OperationalError, InterfaceError, Refused):
        raise  # stays running: the next try goes on
    except Exception as error:
        Import.objects.filter(id=found.id, state=Import.State.RUNNING).update(
            state=Import.State.FAILED, reason=why_broken_off(error)
        )
        raise
    return found


def _begin(found: Import, actor: Actor, at: datetime) -> None:
    kind = kind_named(found.kind)
    actor.require(kind.history_permission if found.mode == Mode.HISTORY else kind.permission)
    with write():
        begun = Import.objects.filter(id=found.id, state__in=_STARTS).update(
            state=Import.State.RUNNING, reason="", started_at=found.started_at or at
        )
    if not begun:
        raise Refused(gettext_noop("This import is not ready to run, or it is finished."))
    found.refresh_from_db()


def _commit(found: Import, plan: Plan, batch: Batch) -> None:
    """One transaction: take the turn, apply the rows, write what became of them."""
    with write():
        # Only who still holds the watermark goes on: of two runners the second one finds it moved.
        held = Import.objects.filter(id=found.id, state=Import.State.RUNNING, watermark=found.watermark)
        if not held.update(watermark=batch.last):
            raise Refused(_TAKEN_OVER, code="taken_over")
        outcomes = apply_batch(plan.kind, batch, plan.context)
        counts = count(outcomes)
        issues = stored_issues(outcomes, plan.cell(batch))
        ImportBatch.objects.create(
            of=found,
            first_row=batch.first,
            last_row=batch.last,
            outcomes=[stored_outcome(one) for one in outcomes],
            issues=issues,
            rejects=[
                [one.number, [storable(cell) for cell in batch.records[one.number]]]
                for one in outcomes
                if one.outcome == "failed"
            ],
        )
        steps = counts | {
            "rows": len(outcomes),
            "warned": sum(1 for issue in issues if issue[1] == WARNING),
        }
        Import.objects.filter(id=found.id).update(**{name: F(name) + step for name, step in steps.items()})
    for name, step in steps.items():
        setattr(found, name, getattr(found, name) + step)
    found.watermark = batch.last


def _finish(found: Import, plan: Plan, actor: Actor, at: datetime, more: Sequence[tuple[int, Issue]]) -> None:
    told = [stored_issue(number, WARNING, issue) for number, issue in (*plan.source.told, *more)]
    columns = plan.source.columns
    with write():
        found.state = Import.State.DONE
        found.finished_at = at
        found.total = found.rows
        found.report = {"told": told, "unmatched": plan.source.unmatched}
        found.warned += len(told)
        found.save(update_fields=["state", "finished_at", "total", "report", "warned"])
        RememberedMapping.objects.update_or_create(
            kind=found.kind,
            fingerprint=fingerprint(columns),
            defaults={
                "mapping": found.mapping,
                "options": {"empty": found.options.get("empty", [])},
                "used_at": at,
            },
        )
        event = ImportFinished(found.kind, found.rows, found.created, found.updated, found.failed)
        append(
            [Entry(event, ("import", found.id), at)], actor_id=actor.user_id, via=actor.via, recorded_at=at
        )
