"""Reading CSV: any delimiter, quotes with line breaks, ragged rows; as a stream, never a crash."""

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

from polku.imports.logic.tables import Record
from polku.kernel.errors import Invalid, Message, gettext_noop

DELIMITERS: Final = (",", ";", "\t", "|")
RECORD_CHARS_MAX: Final = 1_000_000
SNIFFED_CHARS: Final = 256_000
SNIFFED_RECORDS: Final = 200
csv.field_size_limit(4 * RECORD_CHARS_MAX)


class _Unclosed(Exception):
    """A quote was opened that nobody closed."""


def read_records(path: Path, encoding: str, delimiter: str) -> Iterator[Record]:
    """Every record with its number, as a spreadsheet counts them: a line break in quotes starts no new one."""
    number = 0
    again: list[str] = []
    with _opened(path, encoding) as stream:
        _skip_separator_line(stream)
        while True:
            taken: list[str] = []
            end = [False]
            try:
                for cells in csv.reader(_feed(stream, again, taken, end), delimiter=delimiter):
                    if end[0] and len(taken) > 1 and sum(line.count('"') for line in taken) % 2:
                        raise _Unclosed
                    number += 1
                    yield Record(number, cells)
                    taken.clear()
                return
            except (_Unclosed, csv.Error):
                number += 1
                yield Record(number, taken[0].rstrip("\r\n").split(delimiter), "unclosed_quote")
                again[:0] = taken[1:]


def guess_delimiter(path: Path, encoding: str) -> str:
    """The sign that parts the columns: the one that gives most rows as many cells as the header has."""
    with _opened(path, encoding) as stream:
        head = stream.read(SNIFFED_CHARS)
    first = head.partition("\n")[0]
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4]
    if len(head) == SNIFFED_CHARS:
        head = head.rpartition("\n")[0]
    scores = [(_score(head, sign), -place, sign) for place, sign in enumerate(DELIMITERS)]
    best = max(scores)
    return best[2] if best[0] > (0, 0) else ","


def _opened(path: Path, encoding: str) -> TextIO:
    wide = encoding.lower().replace("_", "-").startswith(("utf-16", "utf-32"))
    return path.open(encoding=encoding, errors="replace" if wide else "surrogateescape", newline="")


def _skip_separator_line(stream: TextIO) -> None:
    """Excel's own first line `sep=;` is no data; spreadsheets do not count it either."""
    start = stream.tell()
    line = stream.readline(16)
    if not (line.lower().startswith("sep=") and len(line.strip()) == 5):
        stream.seek(start)


def _feed(stream: TextIO, again: list[str], taken: list[str], end: list[bool]) -> Iterator[str]:
    """Lines for the reader, each kept until its record is complete, so that a runaway quote can be taken back."""
    size = 0
    while True:
        if again:
            line = again.pop(0)
        else:
            line = stream.readline(RECORD_CHARS_MAX)
        if not line:
            end[0] = True
            return
        if len(line) >= RECORD_CHARS_MAX:
            raise Invalid(
                gettext_noop("The file has a line of more than a million characters."), code="line_too_long"
            )
        size = size + len(line) if taken else len(line)
        taken.append(line)
        if size > RECORD_CHARS_MAX:
            raise _Unclosed
        yield line


def _score(head: str, sign: str) -> tuple[float, int]:
    """How well a delimiter fits: the share of rows as wide as the header, then the width."""
    lines = iter(head.splitlines(keepends=True))
    try:
        records = [
            cells for cells in itertools.islice(csv.reader(lines, delimiter=sign), SNIFFED_RECORDS) if cells
        ]
    except csv.Error:
        return 0.0, 0
    if not records or len(records[0]) < 2:
        return 0.0, 0
    width = len(records[0])
    fitting = sum(1 for cells in records if len(cells) == width) / len(records)
    return round(fitting, 1), width


def check_delimiter(delimiter: str) -> str:
    """One character that may part columns; `tab` and `\\t` are understood.

    Raises: Invalid.
    """
    sign = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(
        delimiter.lower(), delimiter
    )
    if len(sign) != 1 or sign in '"\r\n\x00' or sign.isalnum():
        message = gettext_noop("“%(sign)s” can't part columns; use a comma, a semicolon, a tab or a bar.")
        raise Invalid(Message(message, sign=delimiter), field="delimiter")
    return sign
