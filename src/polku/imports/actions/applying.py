"""Handing rows to their kind, so that one bad row never takes its neighbours with it."""

from collections.abc import Sequence
from typing import Final

from django.db import InterfaceError, OperationalError, transaction

from polku.imports.logic.kinds import ImportContext, ImportKind, Issue, Outcome, Row, RowOutcome
from polku.imports.logic.telling import issues_of
from polku.imports.plans import Batch, with_repeats
from polku.kernel.errors import DomainError, Message, NotAllowed, gettext_noop

UNEXPECTED_MAX: Final = 100
_UNEXPECTED = gettext_noop("This row could not be imported: %(error)s.")


def apply_batch(kind: ImportKind, batch: Batch, context: ImportContext) -> list[RowOutcome]:
    """Apply the rows of a batch, in the caller's transaction, and answer for every one of them in order."""
    outcomes: list[RowOutcome] = []
    for group in batch.groups(context.key):
        outcomes += _apply(kind, group, context)
    return with_repeats(batch, outcomes)


def _apply(kind: ImportKind, rows: Sequence[Row], context: ImportContext) -> list[RowOutcome]:
    """All at once; where that fails, half and half, until the rows that fail stand alone."""
    try:
        with transaction.atomic():
            outcomes = kind.apply(rows, context)
    except (OperationalError, InterfaceError, NotAllowed):
        raise  # the database is away, or nobody may do this: no row's fault
    except Exception as error:  # whatever a row provokes is that row's outcome
        if len(rows) == 1:
            return [_failed(rows[0], error, context)]
        half = len(rows) // 2
        return _apply(kind, rows[:half], context) + _apply(kind, rows[half:], context)
    if [one.number for one in outcomes] != [row.number for row in rows]:
        raise RuntimeError(f"the import of {kind.key} did not answer for every row")
    return outcomes


def _failed(row: Row, error: Exception, context: ImportContext) -> RowOutcome:
    if isinstance(error, DomainError):
        return RowOutcome(row.number, Outcome.FAILED, errors=issues_of(error))
    count = context.memory["unexpected"] = context.memory.get("unexpected", 0) + 1
    if count > UNEXPECTED_MAX:
        raise error
    message = Message(_UNEXPECTED, error=f"{type(error).__name__}: {str(error)[:200]}")
    return RowOutcome(row.number, Outcome.FAILED, errors=(Issue("", "unexpected", message),))
