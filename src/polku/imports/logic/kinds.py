"""What a domain offers for import, and what the engine hands to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from polku.access.logic import Actor
from polku.kernel.errors import gettext_noop


class FieldKind(StrEnum):
    """How the text of a cell becomes a value."""

    TEXT = "text"
    EMAIL = "email"
    DATE = "date"
    DATETIME = "datetime"
    DATETIME_OR_BOOL = "datetime_or_bool"
    MONEY = "money"
    CURRENCY = "currency"
    NUMBER = "number"
    BOOL = "bool"
    CHOICE = "choice"


class Outcome(StrEnum):
    """What became of a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


class Mode(StrEnum):
    """Work is new and all rules hold; history states what happened elsewhere."""

    WORK = "work"
    HISTORY = "history"


@dataclass(frozen=True)
class ImportField:
    """One thing a column can be. `synonyms` are headings, in any language, that mean it.

    `currency_field` names the field of the same row that says in which currency a sum of money is.
    """

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    hint: str = ""
    synonyms: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    length_max: int = 300
    multiline: bool = False
    currency_field: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """Something to be told about a field of a row; `message` is a text, a `Message` or a `kernel.words.Text`.

    `right` says what would be right there, where that is not plain from the message.
    """

    field: str
    code: str
    message: object
    right: object = ""


@dataclass(slots=True)
class Row:
    """One row of the file, its number as a spreadsheet shows it (the header is usually 1).

    `values` holds every mapped field that is not empty; `raw` the cells by column. A row with `errors` has cells that
    could not be read: it fails, and is tried without them only to find out what else is wrong with it.
    """

    number: int
    values: dict[str, Any]
    raw: dict[str, str]
    errors: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What a kind did with a row. `also` names other rows made with it, `before` the old values of an update."""

    number: int
    outcome: Outcome
    ref: int | None = None
    warnings: tuple[Issue, ...] = ()
    errors: tuple[Issue, ...] = ()
    also: Mapping[str, int] | None = None
    before: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class AppliedRow:
    """What an import did with a row, for the undo of it."""

    number: int
    outcome: Outcome
    ref: int
    also: Mapping[str, int]
    before: Mapping[str, Any]


@dataclass(frozen=True)
class ImportContext:
    """Who imports what, and how. `memory` lives as long as the run: names looked up, keys seen.

    `key` is the field that tells whether a row is known already, `labels` the column of each mapped field. All that a
    run writes is recorded at `began_at`, also after it was broken off: an undo finds it by that.
    Keep in `memory` what was looked up, never what was made: a trial is rolled back.
    """

    import_id: int
    actor: Actor
    at: datetime
    mode: Mode
    process: str
    key: str
    skip_existing: bool
    currency: str
    zone: ZoneInfo
    labels: Mapping[str, str]
    began_at: datetime
    dry_run: bool = False
    memory: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def history(self) -> bool:
        """Whether the rows state what happened elsewhere."""
        return self.mode == Mode.HISTORY


Apply = Callable[[Sequence[Row], ImportContext], list[RowOutcome]]
Tell = Callable[[int, int], None]
Finish = Callable[["ImportContext", Tell | None], Sequence[tuple[int, Issue]]]
Unpack = Callable[[Any, str], tuple[Any, str]]
Undo = Callable[[Sequence[AppliedRow], ImportContext], Sequence[tuple[int, Issue]]]


@dataclass(frozen=True)
class ImportKind:
    """Something that can be imported.

    `apply` is called inside a transaction with at most a thousand rows whose keys differ, and answers for each row;
    `undo` with what it did, newest first, and answers with the rows it had to leave. Any field that begins with one
    of `open_prefixes` (`custom.`) is taken as text. The first of `keys` that a file maps tells which rows are known;
    `other_keys` may be chosen instead. `processes` lists what `--process` may name,
    `url` gives the page of what a row became. `unpack` turns a file of another format into one that can be read.
    `finish` is called once all rows are in: it commits piece by piece, goes on after a kill, and answers with what is
    to be told of rows. `usual` says what no process means; `history_only` rows never state new work.
    `acts` gives what can be done with an import that is done: words, address, and whether it changes anything.
    """

    key: str
    label: str
    fields: tuple[ImportField, ...]
    permission: StrEnum
    history_permission: StrEnum
    apply: Apply
    undo: Undo
    keys: tuple[str, ...] = ("external_id",)
    other_keys: tuple[str, ...] = ()
    open_prefixes: tuple[str, ...] = ()
    processes: Callable[[], Sequence[tuple[str, str]]] = tuple
    url: Callable[[int], str] | None = None
    unpack: Unpack | None = None
    finish: Finish | None = None
    usual: str = gettext_noop("the usual one")
    history_only: bool = False
    acts: Callable[[int], Sequence[tuple[str, str, bool]]] | None = None

    def field(self, key: str) -> ImportField | None:
        """The field of a key, one with an open prefix included."""
        for one in self.fields:
            if one.key == key:
                return one
        for prefix in self.open_prefixes:
            if key.startswith(prefix) and len(key) > len(prefix):
                return ImportField(key, key[len(prefix) :], length_max=5000, multiline=True)
        return None
