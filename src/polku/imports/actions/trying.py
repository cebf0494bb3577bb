"""Trying an import: the same path as the run, each batch rolled back."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import InterfaceError, OperationalError, transaction

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.imports.actions.applying import apply_batch
from polku.imports.actions.breaking import why_broken_off
from polku.imports.logic.kinds import Mode, Outcome, RowOutcome, Tell
from polku.imports.logic.telling import ERROR, WARNING, Stored, stored_issue, stored_issues
from polku.imports.models import Import
from polku.imports.plans import Batch, Plan, count
from polku.kernel.errors import Refused, gettext_noop

KEPT_ISSUES_MAX: Final = 500
TOLD_ISSUES_MAX: Final = 100_000
_TRIED: Final = (Import.State.READY,)


@dataclass
class Report:
    """What an import would do: counts, and what is to be told of which row."""

    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    issues: list[Stored] = field(default_factory=list)
    by_code: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        """For storing: counts exact, of the issues the first few hundred, errors first."""
        return {
            "rows": self.rows,
            "counts": {one.value: self.counts[one.value] for one in Outcome},
            "repeated": self.repeated,
            "issues": sorted(self.issues, key=lambda one: one[1] != ERROR)[:KEPT_ISSUES_MAX],
            "by_code": dict(self.by_code),
        }


def dry_run(found: Import, *, actor: Actor, at: datetime, tell: Tell | None = None) -> Report:
    """Say what the import would do, and do nothing.

    Each batch is rolled back by itself, so that nobody waits long for the database; a key that an earlier batch would
    have made is counted as known.
    """
    if found.state not in _TRIED:
        raise Refused(gettext_noop("This import is not ready to be tried."))
    try:
        report = _report(found, actor, at, tell)
    except (OperationalError, InterfaceError):
        raise  # the database is away: the next try may go through
    except Exception as error:
        Import.objects.filter(id=found.id).update(reason=why_broken_off(error))
        raise
    with write():
        found.report, found.reason = report.as_dict(), ""
        found.save(update_fields=["report", "reason"])
    return report


def _report(found: Import, actor: Actor, at: datetime, tell: Tell | None) -> Report:
    plan = Plan(found, actor=actor, at=at, dry_run=True)
    actor.require(plan.kind.history_permission if found.mode == Mode.HISTORY else plan.kind.permission)
    report = Report()
    for batch in plan.batches():
        _add(report, _tried(plan, batch), batch, plan)
        if tell:
            tell(report.rows, max(found.total, report.rows))
    for number, issue in plan.source.told:
        _tell(report, stored_issue(number, WARNING, issue))
    return report


def _tried(plan: Plan, batch: Batch) -> list[RowOutcome]:
    with transaction.atomic():
        outcomes = apply_batch(plan.kind, batch, plan.context)
        transaction.set_rollback(True)
    known = Outcome.SKIPPED if plan.context.skip_existing else Outcome.UPDATED
    return [
        RowOutcome(one.number, known, None, one.warnings)
        if one.number in batch.repeats and one.outcome == Outcome.CREATED
        else one
        for one in outcomes
    ]


def _add(report: Report, outcomes: list[RowOutcome], batch: Batch, plan: Plan) -> None:
    report.rows += len(outcomes)
    report.counts.update(count(outcomes))
    report.repeated += len(batch.repeats)
    for issue in stored_issues(outcomes, plan.cell(batch)):
        _tell(report, issue)


def _tell(report: Report, issue: Stored) -> None:
    report.by_code[issue[3]] += 1
    if len(report.issues) < TOLD_ISSUES_MAX:
        report.issues.append(issue)
