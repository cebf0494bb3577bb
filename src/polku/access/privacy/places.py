"""Places of personal data at and below access: answers kept for the API, the log's values, jobs, files."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from polku.access.models import IdempotentAnswer
from polku.access.privacy import Holding, Row, Subject, holdings, nothing
from polku.eventlog import privacy as log
from polku.files import privacy as files
from polku.jobs import privacy as jobs
from polku.kernel.redaction import ERASED, Marks, blanked


def register() -> None:
    """Fill the registry; `apps.py` calls it."""
    holdings.register("answers", ANSWERS, order=60)
    holdings.register("jobs", JOBS, order=70)
    holdings.register("changes", CHANGES, order=75)
    holdings.register("files", FILES, order=85)


def _answers(subject: Subject, marks: Marks) -> Iterator[IdempotentAnswer]:
    ids = {f"{table}_id": rows for table, rows in subject.own.items()}
    for row in IdempotentAnswer.objects.order_by("id").iterator(chunk_size=500):
        if marks.finds(row.body) or marks.finds(row.key) or _is_about(row.body, ids):
            yield row


def _is_about(body: Any, ids: dict[str, set[int]]) -> bool:
    """Whether an answer names one of the rows, such as `"deal_id": 7`."""
    if isinstance(body, dict):
        return any(
            (isinstance(value, int) and value in ids.get(name, ())) or _is_about(value, ids)
            for name, value in body.items()
        )
    return isinstance(body, list) and any(_is_about(one, ids) for one in body)


def _erase_answers(subject: Subject, marks: Marks, _at: datetime) -> int:
    """The texts of an answer go, the answer stays: the same request sent again must not be carried out again."""
    found = list(_answers(subject, marks))
    for row in found:
        row.body = blanked(row.body)
        if marks.finds(row.key):
            row.key = f"{ERASED} {row.pk}"
    IdempotentAnswer.objects.bulk_update(found, ["body", "key"], batch_size=500)
    return len(found)


def _tell_answers(subject: Subject, marks: Marks) -> Iterable[Row]:
    return ({"id": row.pk, "at": row.created_at, "answer": row.body} for row in _answers(subject, marks))


def _erase_changes(subject: Subject, marks: Marks, _at: datetime) -> int:
    done = sum(log.erase(table, ids) for table, ids in subject.own.items())
    return done + sum(log.redact(table, ids, marks) for table, ids in subject.near.items())


def _tell_changes(subject: Subject, _marks: Marks) -> Iterable[Row]:
    for table, ids in subject.own.items():
        yield from log.export(table, ids)


def _erase_files(subject: Subject, _marks: Marks, _at: datetime) -> int:
    return sum(files.erase(table, ids) for table, ids in subject.own.items())


def _tell_files(subject: Subject, _marks: Marks) -> Iterable[Row]:
    for table, ids in subject.own.items():
        yield from files.export(table, ids)


ANSWERS = Holding(
    models=("access.IdempotentAnswer",),
    goes=_("Texts in the answers kept for repeated requests to the API"),
    erase=_erase_answers,
    export=_tell_answers,
)
JOBS = Holding(
    models=("jobs.Job",),
    goes=_("Texts in background work and in the reasons why it failed"),
    erase=lambda _subject, marks, _at: jobs.redact(marks),
    export=nothing,
)
CHANGES = Holding(
    models=("eventlog.Change",),
    goes=_("Earlier values of changed fields"),
    stays=_("The log of events: it holds numbers, dates and keys, and no names"),
    erase=_erase_changes,
    export=_tell_changes,
)
FILES = Holding(
    models=("files.File",),
    goes=_("Attached files"),
    erase=_erase_files,
    export=_tell_files,
)
