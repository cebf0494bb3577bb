"""Files: a figure's table as CSV or XLSX, the whole log as CSV or Parquet, written as it is read."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.db.models import QuerySet

from polku.access.logic import Actor
from polku.eventlog.models import Event
from polku.insight.logic.tables import Table

EVENT_COLUMNS: Final = (
    "id", "at", "recorded_at", "timed", "history", "via", "actor_id", "kind", "case_id", "subject_type", "subject_id",
    "version_id", "stage", "undoes_id", "payload",
)  # fmt: skip
FORMATS: Final = ("csv", "parquet")
_ROWS: Final = 5_000


def table_csv(table: Table) -> str:
    """A table as CSV with machine-readable values: keys, numbers with a point, shares of 1."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(table.keys)
    writer.writerows([_safe(value) for value in row] for row in table.rows)
    return out.getvalue()


def table_xlsx(table: Table, headings: Iterable[str]) -> bytes:
    """A table as a spreadsheet with the reader's headings; shares as per cent, texts never as formulas."""
    import xlsxwriter  # noqa: PLC0415 -- heavy library, loaded on first use

    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(table.name[:31])
    formats = {"share": book.add_format({"num_format": "0.0%"}), "": book.add_format({"bold": True})}
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, formats[""])
    for line, row in enumerate(table.rows, 1):
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            if value is not None:
                sheet.write(line, place, value, formats.get(column.kind))
    sheet.freeze_panes(1, 1)
    sheet.autofit()
    book.close()
    return out.getvalue()


def _rows(events: QuerySet[Event], reader: Actor) -> Iterator[tuple[Any, ...]]:
    """The columns of each event; the payload, as text, is what the reader is told of it."""
    kind = EVENT_COLUMNS.index("kind")
    for row in events.order_by("id").values_list(*EVENT_COLUMNS).iterator(chunk_size=_ROWS):
        yield (*row[:-1], json.dumps(reader.told(row[kind], row[-1]), ensure_ascii=False))


def events_csv(events: QuerySet[Event], reader: Actor) -> Iterator[str]:
    """Events as lines of CSV, the header first, for somebody to read."""
    line = StringIO()
    writer = csv.writer(line)
    writer.writerow(EVENT_COLUMNS)
    for row in _rows(events, reader):
        yield line.getvalue()
        line.seek(0)
        line.truncate()
        moments = (row[1].isoformat(), row[2].isoformat())
        flags = (int(row[3]), int(row[4]))
        writer.writerow((row[0], *moments, *flags, *row[5:]))
    yield line.getvalue()


def events_parquet(path: Path, events: QuerySet[Event], reader: Actor) -> int:
    """Events as a Parquet file for somebody to read; gives their number."""
    import pyarrow as pa  # noqa: PLC0415 -- heavy library, loaded on first use
    import pyarrow.parquet as pq  # noqa: PLC0415 -- heavy library, loaded on first use

    moment, flag, text, whole = pa.timestamp("us", tz="UTC"), pa.bool_(), pa.string(), pa.int64()
    types = {"at": moment, "recorded_at": moment, "timed": flag, "history": flag}
    types |= dict.fromkeys(("kind", "subject_type", "stage", "payload"), text)
    schema = pa.schema([(name, types.get(name, whole)) for name in EVENT_COLUMNS])
    n = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as out:
        for rows in _chunks(_rows(events, reader)):
            by_column = zip(*rows, strict=True)
            columns = [pa.array(values, field.type) for values, field in zip(by_column, schema, strict=True)]
            out.write_table(pa.Table.from_arrays(columns, schema=schema))
            n += len(rows)
    return n


def _chunks(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while chunk := list(islice(rows, 50_000)):
        yield chunk


def _safe(value: object) -> object:
    """A spreadsheet runs a text that begins like a formula; a quote before it keeps it a text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value
