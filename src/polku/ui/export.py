"""Any list as CSV or XLSX, streamed: memory does not grow with the rows, and no cell becomes a formula."""

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, override

from polku.kernel.errors import Invalid, Message, gettext_noop

R = TypeVar("R")
Words = str | Promise
Cell = str | int | float | bool | Decimal | date | datetime | None
# A Decimal is an amount: written to the last decimal, never as a text that a spreadsheet could run.

FORMATS: Final = ("csv", "xlsx")
SHEET_ROWS_MAX: Final = 1_048_575
"""What a sheet holds below its heading; more go to a next sheet."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Column(Generic[R]):
    """A column: its heading and the value of a row."""

    title: Words
    value: Callable[[R], Cell]


def export_response(
    rows: Iterable[R],
    columns: Sequence[Column[R]],
    *,
    format: str,  # noqa: A002 -- named as in the address
    filename: str,
) -> StreamingHttpResponse | FileResponse:
    """A download of these rows as `csv` or `xlsx`; `filename` without its ending.

    A text that a spreadsheet would take for a formula is written with an apostrophe before it.

    Raises: Invalid for another format.
    """
    if format == "csv":
        disposition = f'attachment; filename="{filename}.csv"'
        answer = StreamingHttpResponse(_as_asked(_csv(rows, columns)), content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = disposition
        return answer
    if format == "xlsx":
        return FileResponse(
            _xlsx(rows, columns), as_attachment=True, filename=f"{filename}.xlsx", content_type=_XLSX
        )
    message = Message(gettext_noop("“%(format)s” is not a format of export."), format=format[:20])
    raise Invalid(message, field="format")


def safe_text(text: str) -> str:
    """A text that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _as_asked(pieces: Iterator[str]) -> Iterator[str]:
    """What is streamed is made after the request is left: its zone and language are taken along."""
    zone, language = timezone.get_current_timezone(), get_language()
    return _within(zone, language, pieces)


def _within(zone: tzinfo, language: str | None, pieces: Iterator[str]) -> Iterator[str]:
    with timezone.override(zone), override(language):
        yield from pieces


class _Echo:
    """A file that gives each line back to the writer, which hands it on."""

    def write(self, line: str) -> str:
        return line


def _csv(rows: Iterable[R], columns: Sequence[Column[R]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    # The mark by which spreadsheet programs know that it is UTF-8.
    yield "\ufeff" + str(writer.writerow([safe_text(str(column.title)) for column in columns]))
    for row in rows:
        yield str(writer.writerow([_plain(column.value(row)) for column in columns]))


def _plain(value: Cell) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value if isinstance(value, int | float) else safe_text(str(value))


def _xlsx(rows: Iterable[R], columns: Sequence[Column[R]]) -> Any:
    import xlsxwriter  # noqa: PLC0415 -- heavy library, loaded on first use

    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the answer closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet, line = None, SHEET_ROWS_MAX + 1
    for row in rows:
        if sheet is None or line > SHEET_ROWS_MAX:
            sheet, line = _sheet(book, columns), 1
        for place, column in enumerate(columns):
            _write(sheet, line, place, column.value(row), moment, day)
        line += 1
    if sheet is None:
        _sheet(book, columns)
    book.close()
    file.seek(0)
    return file


def _sheet(book: Any, columns: Sequence[Column[R]]) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, [safe_text(str(column.title)) for column in columns])
    return sheet


def _write(sheet: Any, line: int, place: int, value: Cell, moment: Any, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, int | float | Decimal) and abs(Decimal(value)) < 10**15:
        sheet.write_number(line, place, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, place, timezone.localtime(value).replace(tzinfo=None), moment)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, day)
    else:
        sheet.write_string(line, place, safe_text(str(value)))
