"""Handing rows to their kind, so that one bad row never takes its neighbours with it."""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from django.db import InterfaceError, OperationalError

from polku.db.transactions import attempt
from polku.imports.logic.kinds import ImportContext, ImportKind, Issue, Outcome, Row, RowOutcome
from polku.imports.logic.telling import issues_of
from polku.imports.plans import Batch, groups, with_repeats
from polku.kernel.errors import DomainError, Message, NotAllowed, gettext_noop

UNEXPECTED_MAX: Final = 100
_UNEXPECTED = gettext_noop(
    "This could not be imported: it holds something nobody foresaw. The log of the server says what."
)
_log = logging.getLogger(__name__)


def apply_batch(kind: ImportKind, batch: Batch, context: ImportContext) -> list[RowOutcome]:
    """Apply the rows of a batch, in the caller's transaction, and answer for every one of them in order."""
    outcomes: list[RowOutcome] = []
    for group in groups(batch.rows, context.key):
        outcomes += _apply(kind, group, context)
    if batch.bad:
        outcomes += _judge(kind, batch.bad, context)
    return with_repeats(batch, outcomes)


def _judge(kind: ImportKind, rows: Sequence[Row], context: ImportContext) -> list[RowOutcome]:
    """Rows with bad cells fail, and are told everything else that is wrong with them: tried without those cells.

    So a person mends a row once, and does not learn of its next fault only afterwards.
    """
    needed = {field.key for field in kind.fields if field.required}
    whole = [row for row in rows if not needed.intersection(issue.field for issue in row.errors)]
    found: dict[int, RowOutcome] = {}
    # What is unexpected about half a row is no reason to stop, and nothing to tell.
    apart = replace(context, memory=context.memory | {"unexpected": -len(rows)})
    for group in groups(whole, context.key):
        with attempt() as trial:
            found |= {one.number: one for one in _apply(kind, group, apart)}
            trial.take_back()
    places = {field: place for place, field in enumerate(context.labels)}
    return [_bad(row, found.get(row.number), places) for row in rows]


def _bad(row: Row, tried: RowOutcome | None, places: Mapping[str, int]) -> RowOutcome:
    """All that is wrong with a row, in the order of its columns."""
    known = {issue.field for issue in row.errors}
    more = [
        issue
        for issue in (tried.errors if tried else ())
        if issue.code != "unexpected" and issue.field not in known
    ]
    warnings = tried.warnings if tried else ()
    errors = sorted((*row.errors, *more), key=lambda issue: places.get(issue.field, len(places)))
    return RowOutcome(row.number, Outcome.FAILED, None, warnings, tuple(errors))


def _apply(kind: ImportKind, rows: Sequence[Row], context: ImportContext) -> list[RowOutcome]:
    """All at once; where that fails, half and half, until the rows that fail stand alone."""
    try:
        with attempt():
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
    _log.warning("row %s of an import could not be applied", row.number, exc_info=error)
    issue = Issue(_field_named(str(error), row), "unexpected", Message(_UNEXPECTED))
    return RowOutcome(row.number, Outcome.FAILED, errors=(issue,))


def _field_named(said: str, row: Row) -> str:
    """The field of a row that a failure speaks of: a database names its column."""
    words = set(re.findall(r"\w+", said))
    named = [field for field in row.values if field in words]
    return named[0] if len(named) == 1 else ""
