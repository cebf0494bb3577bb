"""A file to be imported, of either kind, with the second file joined to it."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Self

from polku.imports.logic.encoding import guess_encoding, is_encoding
from polku.imports.logic.kinds import Issue
from polku.imports.logic.matching import near
from polku.imports.logic.tables import Record, named_columns
from polku.imports.logic.texts import check_delimiter, guess_delimiter, read_records
from polku.imports.logic.workbooks import Workbook, is_workbook
from polku.kernel.errors import Invalid, Message, gettext_noop

UNMATCHED_TOLD_MAX: Final = 1000

_PROBLEMS: Final = {
    "unclosed_quote": gettext_noop("A quotation mark in this row is never closed."),
    "too_many_cells": gettext_noop("The row has %(cells)s cells, the header %(columns)s."),
    "too_few_cells": gettext_noop("The row has only %(cells)s cells, the header %(columns)s."),
}

_RIGHT: Final = {
    "unclosed_quote": gettext_noop("Close it, or write it twice where it belongs to the text."),
    "too_many_cells": gettext_noop(
        "A cell that holds the sign between the columns stands in quotation marks."
    ),
    "too_few_cells": gettext_noop("As many cells as the header has; an empty one too."),
}


@dataclass(frozen=True)
class FileFormat:
    """How a file is to be read. Empty means: find out."""

    path: Path
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""

    def found(self) -> "FileFormat":
        """The same with everything found out.

        Raises: Invalid (empty file, unknown encoding, delimiter or sheet, a broken or dangerous workbook).
        """
        if self.path.stat().st_size == 0:
            raise Invalid(gettext_noop("The file is empty."), code="empty_file", field="file")
        if is_workbook(self.path):
            with closing(Workbook(self.path)) as book:
                return replace(self, encoding="xlsx", delimiter="", sheet=book.sheet(self.sheet).name)
        encoding = self.encoding if self.encoding not in ("", "xlsx") else guess_encoding(self.path)
        if not is_encoding(encoding):
            message = gettext_noop("“%(name)s” is not an encoding that can be read.")
            raise Invalid(Message(message, name=encoding), code="unknown_encoding", field="encoding")
        try:
            delimiter = (
                check_delimiter(self.delimiter) if self.delimiter else guess_delimiter(self.path, encoding)
            )
        except UnicodeError as error:
            message = gettext_noop("The file is not written in %(name)s.")
            raise Invalid(Message(message, name=encoding), code="wrong_encoding", field="encoding") from error
        return replace(self, encoding=encoding, delimiter=delimiter, sheet="")

    def records(self) -> Iterator[Record]:
        """Every row, the header included."""
        if self.encoding == "xlsx":
            with closing(Workbook(self.path)) as book:
                yield from book.records(self.sheet)
        else:
            yield from read_records(self.path, self.encoding, self.delimiter)

    def estimated_rows(self) -> int:
        """About how many rows there are, by counting lines or row marks without reading the cells."""
        if self.encoding == "xlsx":
            with closing(Workbook(self.path)) as book:
                return max(0, book.row_marks(self.sheet) - 1)
        with self.path.open("rb") as file:
            return max(0, sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1024 * 1024), b"")) - 1)

    def sheets(self) -> list[str]:
        """The sheets to choose from; none for a text file."""
        if self.encoding != "xlsx":
            return []
        with closing(Workbook(self.path)) as book:
            return [sheet.name for sheet in book.sheets]


@dataclass(frozen=True)
class Join:
    """A second file whose row of the same key is added to each row of the first."""

    file: FileFormat
    column: str


@dataclass
class Source:
    """The rows of a file, with those of a second one joined in; can be read any number of times.

    `told` holds what the second file gave reason to say, after a reading to the end.
    """

    file: FileFormat
    join: Join | None = None
    columns: list[str] = field(default_factory=list)
    own_width: int = 0
    told: list[tuple[int, Issue]] = field(default_factory=list)
    unmatched: int = 0

    @classmethod
    def opened(cls, file: FileFormat, join: Join | None = None) -> Self:
        """Read the headers.

        Raises: Invalid.
        """
        source = cls(file, join)
        header = _header(file)
        source.columns = named_columns(header.cells)
        source.own_width = len(source.columns)
        if join is not None:
            _place(source.columns, join.column)
            second = named_columns(_header(join.file).cells)
            key = _place(second, join.column)
            taken = set(source.columns)
            source.columns = source.columns + [
                _free(name, taken) for place, name in enumerate(second) if place != key
            ]
        return source

    def rows(self) -> Iterator[Record]:
        """Every row below the header that is not empty; one that does not fit the header says so in `problem`."""
        if self.join is None:
            yield from _body(self.file, self.own_width)
            return
        with closing(_Index(self.join)) as index:
            self.told = list(index.told)
            place = _place(self.columns[: self.own_width], self.join.column)
            for record in _body(self.file, self.own_width):
                if not record.problem:
                    record.cells = record.cells + index.matching(record.cells[place])
                yield record
            self.unmatched = index.unmatched_count()
            self.told += [
                (number, Issue(self.join.column, "join_unmatched", Message(_UNMATCHED, key=key)))
                for number, key in index.unmatched(UNMATCHED_TOLD_MAX)
            ]


_UNMATCHED = gettext_noop("The second file has a row for “%(key)s”, the first has none.")
_TWICE = gettext_noop("The second file has “%(key)s” more than once; its first row is used.")


def problem_of(record: Record, width: int) -> Issue:
    """What is wrong with a row as a whole, in words."""
    message = Message(_PROBLEMS[record.problem], cells=len(record.cells), columns=width)
    right = _RIGHT[record.problem]
    return Issue("", record.problem, message if "%" in message.template else message.template, right)


def _header(file: FileFormat) -> Record:
    try:
        for record in file.records():
            if any(cell.strip() for cell in record.cells):
                return record
    except UnicodeError as error:
        raise Invalid(
            gettext_noop("The file is not written in this encoding."), code="wrong_encoding"
        ) from error
    raise Invalid(gettext_noop("The file has no rows."), code="empty_file", field="file")


def _body(file: FileFormat, width: int) -> Iterator[Record]:
    records = file.records()
    for record in records:
        if any(cell.strip() for cell in record.cells):
            break
    padded = file.encoding == "xlsx"  # a sheet keeps no empty cells at the end of a row
    for record in records:
        cells = record.cells
        if len(cells) != width or record.problem:
            _fit(record, width, padded)
            if not record.cells:
                continue
        elif not any(cells):
            continue
        yield record


def _fit(record: Record, width: int, padded: bool) -> None:
    """Make a row as wide as the header if nothing is lost by it, else say what is wrong; an empty one has no cells."""
    cells = record.cells
    if not any(cell and not cell.isspace() for cell in cells):
        record.cells = []
    elif record.problem:
        return
    elif len(cells) > width:
        if any(cell.strip() for cell in cells[width:]):
            record.problem = "too_many_cells"
        else:
            del cells[width:]
    elif padded:
        cells += [""] * (width - len(cells))
    elif len(cells) < width:
        record.problem = "too_few_cells"


def _place(columns: list[str], name: str) -> int:
    if name in columns:
        return columns.index(name)
    message = gettext_noop("There is no column “%(name)s”. Near: %(near)s.")
    raise Invalid(Message(message, name=name, near=near(name, columns)), code="unknown_column", field="join")


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name = f"{name} (2)"
    taken.add(name)
    return name


class _Index:
    """The second file by its key, in a private database that goes to disk when it grows."""

    def __init__(self, join: Join) -> None:
        header = _header(join.file)
        columns = named_columns(header.cells)
        self._width = len(columns) - 1
        self.told: list[tuple[int, Issue]] = []
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute("PRAGMA journal_mode=OFF")
        self._rows.execute("PRAGMA synchronous=OFF")
        self._rows.execute(
            "CREATE TABLE joined (key TEXT PRIMARY KEY, number INT, cells TEXT, used INT DEFAULT 0)"
        )
        self._rows.execute("BEGIN")
        self._fill(join, columns)

    def _fill(self, join: Join, columns: list[str]) -> None:
        place = _place(columns, join.column)
        insert = "INSERT OR IGNORE INTO joined (key, number, cells) VALUES (?, ?, ?)"
        for record in _body(join.file, len(columns)):
            if record.problem:
                self.told.append((record.number, problem_of(record, len(columns))))
                continue
            key = _searchable(record.cells[place])
            others = [cell for at, cell in enumerate(record.cells) if at != place]
            stored = self._rows.execute(insert, (key, record.number, json.dumps(others)))
            if not stored.rowcount and key:
                self.told.append(
                    (record.number, Issue(join.column, "join_repeated", Message(_TWICE, key=key)))
                )

    def matching(self, cell: str) -> list[str]:
        """The other cells of the row with this key; empty ones where there is none."""
        key = _searchable(cell)
        found = (
            self._rows.execute("SELECT cells FROM joined WHERE key = ?", (key,)).fetchone() if key else None
        )
        if found is None:
            return [""] * self._width
        self._rows.execute("UPDATE joined SET used = 1 WHERE key = ? AND used = 0", (key,))
        cells: list[str] = json.loads(found[0])
        return cells

    def unmatched_count(self) -> int:
        """How many rows of the second file found no partner."""
        return int(self._rows.execute("SELECT count(*) FROM joined WHERE used = 0").fetchone()[0])

    def unmatched(self, limit: int) -> list[tuple[int, str]]:
        """The first of them, with their row numbers and keys."""
        question = "SELECT number, key FROM joined WHERE used = 0 ORDER BY number LIMIT ?"
        return self._rows.execute(question, (limit,)).fetchall()

    def close(self) -> None:
        self._rows.close()


def _searchable(cell: str) -> str:
    return cell.strip().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
