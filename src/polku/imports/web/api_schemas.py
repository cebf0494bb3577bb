"""What the API of imports takes and gives."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from polku.imports import queries
from polku.imports.logic.options import Options
from polku.imports.logic.telling import as_told
from polku.imports.models import Import
from polku.imports.web import shown
from polku.jobs.models import Job
from polku.ui.api import Input

Existing = Literal["update", "skip"]
Mode = Literal["work", "history"]
_OWN = ("key", "existing", "encoding", "delimiter", "sheet", "second_encoding", "second_delimiter", "join", "dates",
        "decimal", "currency")  # fmt: skip


class ImportOptionsIn(Input):
    """How the file is read; what is left out is found out.

    `key` is the field that tells whether a row is known already (see `keys` of `/import-kinds`; left out: the first
    that a column gives), `existing` what to do then. `join` is the column a second file has too. `dates` is `ymd`,
    `dmy`, `mdy` or `serial` for all columns, `decimal` a point or a comma, `currency` that of amounts that name none.
    `empty` are words that mean nothing was chosen.
    """

    key: str = ""
    existing: Existing = "update"
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    second_encoding: str = ""
    second_delimiter: str = ""
    join: str = ""
    dates: str = ""
    decimal: str = ""
    currency: str = ""
    empty: list[str] = Field([], max_length=100)

    def options(self) -> Options:
        """As the engine takes them. Raises: Invalid."""
        plain = {name: getattr(self, name) for name in _OWN}
        return Options(**plain, empty=tuple(self.empty))


class ImportIn(ImportOptionsIn):
    """A file of a kind (see `/import-kinds`).

    `mapping` says which column is which field as `Column=field,"Column, the second"=field`; without it the headings
    are understood. `rest` keeps every other column under an open prefix (`custom.`). `mode` is `work` (new work, all
    rules of the process hold) or `history` (what happened elsewhere, with its own dates; no rule is judged).
    """

    kind: str
    mapping: str = ""
    rest: str = ""
    mode: Mode = "work"
    process: str = ""


class ColumnIn(Input):
    """Which column is which field; `!field` turns yes and no around."""

    column: str
    field: str


class ImportPatch(Input):
    """What to change before the import runs; what is left out stays."""

    mapping: list[ColumnIn] | None = Field(None, max_length=2000)
    rest: str = ""
    options: ImportOptionsIn | None = None
    mode: Mode | None = None
    process: str | None = None


class ImportJobOut(Schema):
    """The background work of the import: how far it is, and why it failed."""

    state: str
    done: int
    total: int
    tries: int
    reason: str


class ImportIssueOut(Schema):
    """Something to be told of a row: every bad cell of it, each as an issue of its own.

    `row` counts as a spreadsheet does, the header being 1; `level` is `error` (the row is left out) or `warning`.
    `column` is the file's name of the column and `value` its cell; `message` says what is wrong and `right` what
    would be right, both in the language of the token's person.
    """

    row: int
    level: str
    field: str
    column: str
    value: str
    code: str
    message: str
    right: str


class ImportTrialOut(Schema):
    """What the import would do: counts, how many issues of each code, the first 500 of them, errors first.

    `counts.failed` rows would be left out; `repeated` rows have the key of an earlier row of the file.
    """

    rows: int
    counts: dict[str, int]
    repeated: int
    by_code: dict[str, int]
    issues: list[ImportIssueOut]


class ImportUndoneOut(Schema):
    """That an import was taken back: when, by whom, how many rows that touched, and how many it left as they are.

    A row is left where somebody changed since what it had made; why stands in `left`.
    """

    at: datetime
    by: str
    rows: int
    kept: int
    left: list[ImportIssueOut]


class ImportOut(Schema):
    """An import and how far it is: draft, ready, running, done, failed, undoing or undone.

    `counts` say what became of the rows when it ran, and stay as they are where it was taken back later (`undone`).
    `mends` is the import whose failed rows these are, mended.
    """

    id: int
    kind: str
    state: str
    mode: str
    process: str
    file: str
    second: str | None
    columns: list[str]
    mapping: list[ColumnIn]
    options: dict[str, Any]
    percent: int
    counts: dict[str, int]
    warned: int
    reason: str
    mends: int | None
    trial: ImportTrialOut | None
    undone: ImportUndoneOut | None
    job: ImportJobOut | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class ImportPage(Schema):
    """One page of imports; `next` is the cursor to send as `after`, null at the end."""

    items: list[ImportOut]
    next: str | None


class ImportIssuePage(Schema):
    """One page of issues in the order of the rows; `next` is to be sent as `after`, null at the end."""

    items: list[ImportIssueOut]
    next: str | None


class ImportRowOut(Schema):
    """What became of a row, and the id of what was made or changed."""

    number: int
    outcome: str
    ref: int | None


class ImportRowPage(Schema):
    """The rows of one batch; `next` is to be sent as `after`, null at the end."""

    items: list[ImportRowOut]
    next: str | None


class ImportFieldOut(Schema):
    """One thing a column can be."""

    key: str
    label: str
    kind: str
    required: bool
    choices: list[str]


class ImportKindOut(Schema):
    """What can be imported: its fields, open prefixes for columns of one's own, and the fields that tell rows apart."""

    key: str
    label: str
    fields: list[ImportFieldOut]
    open_prefixes: list[str]
    keys: list[str]
    processes: list[str]


def import_out(found: Import) -> dict[str, Any]:
    """An import as the API shows it."""
    stored = Options.of(found.options)
    trial = found.report if "by_code" in found.report else None
    columns = queries.columns_of(found)
    names = ("id", "kind", "state", "mode", "percent", "counts", "warned", "reason")
    moments = ("created_at", "started_at", "finished_at")
    return {name: getattr(found, name) for name in (*names, *moments)} | {
        "process": found.process_key,
        "file": found.file.name,
        "second": found.second.name if found.second else None,
        "columns": list(stored.guesses),
        "mapping": [{"column": pair[0], "field": pair[1]} for pair in found.mapping],
        "options": {name: getattr(stored, name) for name in _OWN} | {"empty": list(stored.empty)},
        "mends": stored.mends or None,
        "trial": trial and trial | {"issues": [issue_out(one, columns) for one in trial["issues"]]},
        "undone": _undone(found),
        "job": _job(found),
    }


def issue_out(stored: list[Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """A stored issue in the reader's language."""
    return as_told(stored, columns, shown.voice())


def _undone(found: Import) -> dict[str, Any] | None:
    undone = queries.undone(found)
    left = [issue_out(one, {}) for one in found.report.get("kept", [])]
    return None if undone is None else asdict(undone) | {"left": left}


def _job(found: Import) -> dict[str, Any] | None:
    jobs = [job for what in shown.JOBS if (job := shown.job_of(found, what)) is not None]
    newest: Job | None = max(jobs, key=lambda job: job.pk, default=None)
    return None if newest is None else {name: getattr(newest, name) for name in ImportJobOut.model_fields}
