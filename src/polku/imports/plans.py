"""An import made ready to be read: its rows, parsed, in batches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from polku.access.logic import Actor
from polku.company.queries import company
from polku.files.queries import local_path
from polku.imports.logic.kinds import ImportContext, ImportKind, Issue, Mode, Outcome, Row, RowOutcome
from polku.imports.logic.mapping import labels, resolve
from polku.imports.logic.options import Options
from polku.imports.logic.rows import RowParser
from polku.imports.logic.sources import FileFormat, Join, Source
from polku.imports.logic.tables import Record
from polku.imports.logic.telling import CellOf
from polku.imports.models import Import
from polku.imports.queries import kind_named
from polku.kernel.errors import Message, gettext_noop

BATCH_ROWS: Final = 1000
BATCH_CHARS: Final = 4_000_000
KEYS_REMEMBERED_MAX: Final = 1_000_000

_REPEATED = gettext_noop("Row %(row)s of this file has the same “%(field)s”.")


@dataclass
class Batch:
    """Rows to be applied together. `repeats` holds rows whose key stands in an earlier row of the file.

    `bad` are rows of which some cells could not be read, `failed` those that are no rows at all.
    """

    records: dict[int, list[str]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    bad: list[Row] = field(default_factory=list)
    failed: list[RowOutcome] = field(default_factory=list)
    repeats: dict[int, Issue] = field(default_factory=dict)
    chars: int = 0

    @property
    def first(self) -> int:
        """The number of its first row."""
        return next(iter(self.records))

    @property
    def last(self) -> int:
        """The number of its last row."""
        return next(reversed(self.records))


def groups(rows: Sequence[Row], key: str) -> list[list[Row]]:
    """The rows in groups in which no key stands twice, so that a kind never meets one row's twin unsaved."""
    found: list[list[Row]] = []
    seen: dict[object, int] = {}
    for row in rows:
        value = row.values.get(key)
        place = 0 if value is None else seen.get(value, 0)
        if value is not None:
            seen[value] = place + 1
        if place == len(found):
            found.append([])
        found[place].append(row)
    return found


def context_of(found: Import, *, actor: Actor, at: datetime, dry_run: bool = False) -> ImportContext:
    """Who imports what, and how, for a kind to act on."""
    options = Options.of(found.options)
    firm = company()
    kind = kind_named(found.kind)
    mapped = resolve(
        [(pair[0], pair[1]) for pair in found.mapping], [pair[0] for pair in found.mapping], kind
    )
    fields = {one.field for one in mapped}
    return ImportContext(
        import_id=found.id,
        actor=actor,
        at=at,
        mode=Mode(found.mode),
        process=found.process_key,
        key=options.key or next((key for key in kind.keys if key in fields), ""),
        skip_existing=options.existing == "skip",
        currency=options.currency or firm.currency,
        zone=ZoneInfo(firm.time_zone),
        labels=labels(mapped),
        began_at=found.started_at or at,
        dry_run=dry_run,
    )


class Plan:
    """All that a run needs: source, parser, kind and context."""

    def __init__(self, found: Import, *, actor: Actor, at: datetime, dry_run: bool = False) -> None:
        options = Options.of(found.options)
        self.kind: ImportKind = kind_named(found.kind)
        self.context = context_of(found, actor=actor, at=at, dry_run=dry_run)
        self.source = source_for(found)
        columns = self.source.columns
        self._parser = RowParser(
            self.kind,
            columns,
            resolve([(pair[0], pair[1]) for pair in found.mapping], columns, self.kind),
            options.all_guesses(columns),
            zone=self.context.zone,
            currency=self.context.currency,
            empty_words=options.empty,
        )
        self._keys: dict[int, int] = {}
        self._places = {column: place for place, column in enumerate(columns)}

    def batches(self, *, after: int = 0) -> Iterator[Batch]:
        """The rows after a watermark, a thousand at a time or fewer where they are long."""
        batch = Batch()
        for record in self.source.rows():
            if record.number <= after:
                continue
            self._add(batch, record)
            if len(batch.records) >= BATCH_ROWS or batch.chars >= BATCH_CHARS:
                yield batch
                batch = Batch()
        if batch.records:
            yield batch

    def _add(self, batch: Batch, record: Record) -> None:
        batch.records[record.number] = record.cells
        batch.chars += sum(map(len, record.cells))
        parsed = self._parser.parse(record)
        if isinstance(parsed, RowOutcome):
            batch.failed.append(parsed)
            return
        if parsed.errors:
            batch.bad.append(parsed)
            return
        batch.rows.append(parsed)
        key = self.context.key
        value = parsed.values.get(key) if key else None
        if value is not None:
            known = hash(value)
            first = self._keys.get(known)
            if first is not None:
                message = Message(_REPEATED, row=first, field=self.context.labels.get(key, key))
                batch.repeats[parsed.number] = Issue(key, "repeated_key", message)
            elif len(self._keys) < KEYS_REMEMBERED_MAX:
                self._keys[known] = parsed.number

    def cell(self, batch: Batch) -> CellOf:
        """How the cell of a row's field is found, as it stands in the file."""
        places = {field: self._places[column] for field, column in self.context.labels.items()}

        def of(number: int, field: str) -> str:
            place, cells = places.get(field), batch.records.get(number, ())
            return cells[place] if place is not None and place < len(cells) else ""

        return of


def with_repeats(batch: Batch, outcomes: Sequence[RowOutcome]) -> list[RowOutcome]:
    """The outcomes in the order of the file, each repeated key told."""
    told = [
        replace(one, warnings=(*one.warnings, batch.repeats[one.number]))
        if one.number in batch.repeats
        else one
        for one in (*outcomes, *batch.failed)
    ]
    return sorted(told, key=lambda one: one.number)


def count(outcomes: Sequence[RowOutcome]) -> dict[str, int]:
    """How many rows came to which end."""
    counts = dict.fromkeys((one.value for one in Outcome), 0)
    for one in outcomes:
        counts[one.outcome.value] += 1
    return counts


def source_for(found: Import) -> Source:
    """The rows of an import's files, as its options say."""
    second = local_path(found.second) if found.second else ""
    return source_of(Options.of(found.options), local_path(found.file), second)


def first_records(source: Source, number: int) -> list[Record]:
    """The first rows that fit the header, for a preview."""
    return list(islice((record for record in source.rows() if not record.problem), number))


def shared_columns(found: Import) -> list[str]:
    """The columns that both files have."""
    if found.second is None:
        return []
    options = Options.of(found.options)
    formats = (
        FileFormat(Path(local_path(found.file)), options.encoding, options.delimiter, options.sheet),
        FileFormat(Path(local_path(found.second)), options.second_encoding, options.second_delimiter),
    )
    first, second = (Source.opened(one.found()).columns for one in formats)
    return [name for name in first if name in second]


def located(options: Options, path: str, second: str = "") -> Options:
    """The options with encoding, delimiter and sheet found out.

    Raises: Invalid.
    """
    found = FileFormat(Path(path), options.encoding, options.delimiter, options.sheet).found()
    options = replace(options, encoding=found.encoding, delimiter=found.delimiter, sheet=found.sheet)
    if second and options.join:
        other = FileFormat(Path(second), options.second_encoding, options.second_delimiter).found()
        options = replace(options, second_encoding=other.encoding, second_delimiter=other.delimiter)
    return options


def source_of(options: Options, path: str, second: str = "") -> Source:
    """The rows of an import's files."""
    join = None
    if second and options.join:
        join = Join(FileFormat(Path(second), options.second_encoding, options.second_delimiter), options.join)
    return Source.opened(FileFormat(Path(path), options.encoding, options.delimiter, options.sheet), join)
