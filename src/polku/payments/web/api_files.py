"""What answers say of a long file of the bank that is read in the background."""

from typing import Any

from django.utils.translation import gettext
from ninja import Schema

from polku.jobs.models import Job
from polku.kernel.errors import Message, gettext_noop, say
from polku.payments.actions import files
from polku.payments.models import Statement, StatementFile


class StatementFileOut(Schema):
    """A file of the bank that is read in the background. `state` is `reading`, `done`, `failed` or `columns`: a table
    that waits on its page until somebody tells which column is what.

    `done` of about `total` bookings are looked at. In the end `taken` statements are new (`statement_ids`), `known`
    ones were there before, and `matched` of all `lines` paid a bill beyond doubt. A failed file says why in `problem`.
    """

    id: int
    state: str
    done: int
    total: int | None
    taken: int
    known: int
    lines: int
    matched: int
    statement_ids: list[int]
    problem: str


def file_out(row: StatementFile) -> dict[str, Any]:
    """How far a file is read, or what came of it."""
    job = Job.objects.filter(kind=files.JOB, key=str(row.id)).order_by("-id").first()
    told = {name: getattr(row, name) for name in ("id", "state", "taken", "known", "lines", "matched")}
    problem = Message(row.problem["template"], **row.problem["params"]) if row.problem else ""
    if row.state == files.READING and job is not None and job.state == Job.State.PARKED:
        told["state"], problem = files.FAILED, gettext_noop("The file can't be read")
    news = Statement.objects.filter(file=row.file_id) if row.state == files.DONE and row.file_id else None
    return told | {
        "done": row.lines if row.state == files.DONE else job.done if job else 0,
        "total": row.lines if row.state == files.DONE else job.total if job else None,
        "statement_ids": [] if news is None else list(news.order_by("id").values_list("id", flat=True)),
        "problem": say(problem, gettext) if problem else "",
    }
