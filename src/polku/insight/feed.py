"""The log and the marts as Parquet files, for engines beyond one machine: Spark, or anything that reads Parquet.

    FOLDER/log/month=2026-11/part-<from>.parquet    what happened, added to, never rewritten but for putting together
    FOLDER/marts/<number>/visits.parquet ...        deals and visits with their path columns, whole, replaced
    FOLDER/marts/CURRENT                            which of them holds
    FOLDER/log/_mark.json                           up to where the log was written

The files hold ids, keys, numbers and dates, as the log does: no personal data. A batch is written under temporary
names and renamed, and the mark after all of it: who is killed in between writes the same files again. A month is that
in which Polku learnt of an event, so that a month once over takes nothing more and its parts are put together.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import connection

from polku.eventlog.models import Event
from polku.insight import marts, reader, watermark
from polku.insight.engine import Marts, engine

BATCH: Final = 500_000
"""Events of one batch: some 150 MB while they are held."""
SMALL: Final = 20_000
"""On SQLite up to so many are read by Django's own connection."""
KEPT: Final = 2
"""So many sets of marts stay: who began to read one may end."""
_MARK: Final = "_mark.json"
_CURRENT: Final = "CURRENT"
_NUMBERS: Final = ("id", "via", "actor_id", "case_id", "subject_id", "version_id", "undoes_id")
_FLAGS: Final = ("timed", "history")
_TEXTS: Final = ("at", "recorded_at", "kind", "subject_type", "stage", "payload")


@dataclass(frozen=True)
class Fed:
    """What one feeding wrote."""

    events: int
    files: int
    marts_written: bool


def feed(folder: Path, *, at: datetime) -> Fed:
    """Bring the files level with the database; only what is new is read. One feeder at a time.

    Raises: ReadFailed; OSError where the folder can't be written; BlockingIOError while another one feeds it.
    """
    with _alone(folder):
        events, files = _feed_log(folder / "log")
        _put_together(folder / "log", at)
        return Fed(events, files, _feed_marts(folder / "marts"))


def current_marts(folder: Path) -> Path:
    """The folder with the marts that hold now. Raises: FileNotFoundError before the first feeding."""
    return folder / "marts" / str(json.loads((folder / "marts" / _CURRENT).read_text())["folder"])


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    import fcntl  # noqa: PLC0415 -- optional

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _feed_log(folder: Path) -> tuple[int, int]:
    folder.mkdir(parents=True, exist_ok=True)
    since, events, files = _marked(folder), 0, 0
    end = watermark.mark().place
    while since < end:
        until = _batch_end(since, end)
        table = _read(since, until)
        events += table.num_rows
        files += _write(folder, table, since)
        _replace(folder / _MARK, json.dumps({"until": until}))
        since = until
    return events, files


def _marked(folder: Path) -> int:
    file = folder / _MARK
    return int(json.loads(file.read_text())["until"]) if file.exists() else 0


def _batch_end(since: int, end: int) -> int:
    """Where this batch ends: after an id on SQLite, before a transaction on PostgreSQL, as `watermark.Mark` says."""
    column = "id" if connection.vendor == "sqlite" else "txid"
    places = Event.objects.filter(**{f"{column}__gt": since}).order_by(column).values_list(column, flat=True)
    last = places[BATCH : BATCH + 1].first() if connection.vendor == "sqlite" else _beyond(places)
    return end if last is None else min(end, last)


def _beyond(places: Any) -> int | None:
    """The transaction after the batch; a transaction is never cut in two."""
    last = next(iter(places[BATCH : BATCH + 1]), None)
    return None if last is None else int(last) + 1


def _read(since: int, until: int) -> Any:
    import pyarrow as pa  # noqa: PLC0415 -- heavy library, loaded on first use
    import pyarrow.compute as pc  # noqa: PLC0415 -- heavy library, loaded on first use

    is_sqlite = connection.vendor == "sqlite"
    where = f"id > {since} AND id <= {until}" if is_sqlite else f"txid >= {since} AND txid < {until}"
    columns = ", ".join(_told(name, is_sqlite=is_sqlite) for name in (*_NUMBERS, *_FLAGS, *_TEXTS))
    sample = ", ".join(
        [
            *(f"{-1 if name == 'id' else 0} AS {name}" for name in (*_NUMBERS, *_FLAGS)),
            *(f"'' AS {n}" for n in _TEXTS),
        ]
    )
    select = f"SELECT {columns} FROM {Event._meta.db_table} WHERE {where} ORDER BY id"  # noqa: S608 -- our own names and numbers
    if is_sqlite:
        select = f"SELECT {sample} UNION ALL SELECT * FROM ({select})"  # noqa: S608 -- our own names
    is_small = is_sqlite and until - since <= SMALL
    found = _own(select) if is_small else reader.read_sql({"events": select})["events"]
    found = found.filter(pc.not_equal(found["id"], -1))
    typed = {name: found[name].cast(pa.int64()) for name in _NUMBERS}
    typed |= {name: found[name].cast(pa.int64()).cast(pa.bool_()) for name in _FLAGS}
    typed |= {name: found[name].cast(pa.string()) for name in _TEXTS}
    for name in ("at", "recorded_at"):
        typed[name] = pc.cast(pc.utf8_slice_codeunits(typed[name], 0, 26), pa.timestamp("us"))
    return pa.table(typed)


def _own(select: str) -> Any:
    """Rows by Django's connection: for a few it is faster than starting a process to read them."""
    import pyarrow as pa  # noqa: PLC0415 -- heavy library, loaded on first use

    with connection.cursor() as cursor:
        cursor.execute(select)
        columns = zip(*cursor.fetchall(), strict=True)
        return pa.table(
            {told[0]: pa.array(list(rows)) for told, rows in zip(cursor.description, columns, strict=True)}
        )


def _told(name: str, *, is_sqlite: bool) -> str:
    """A column as both engines tell it alike: moments in UTC without a zone, payloads as JSON text."""
    if is_sqlite:
        return name
    if name in _FLAGS:
        return f"{name}::int AS {name}"
    if name in ("at", "recorded_at"):
        return f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS {name}"
    return f"{name}::text AS {name}" if name == "payload" else name


def _write(folder: Path, table: Any, since: int) -> int:
    import pyarrow.compute as pc  # noqa: PLC0415 -- heavy library, loaded on first use
    import pyarrow.parquet as pq  # noqa: PLC0415 -- heavy library, loaded on first use

    months = pc.strftime(table["recorded_at"], format="%Y-%m")
    found = sorted(pc.unique(months).to_pylist())
    for month in found:
        place = folder / f"month={month}"
        place.mkdir(exist_ok=True)
        part, partial = place / f"part-{since:020d}.parquet", place / f"_part-{since:020d}.partial"
        pq.write_table(table.filter(pc.equal(months, month)), partial, compression="zstd")
        partial.replace(part)
    return len(found)


def _put_together(folder: Path, at: datetime) -> None:
    """One file for each month that is over. Who reads a month at that moment may have to read it again."""
    import pyarrow as pa  # noqa: PLC0415 -- heavy library, loaded on first use
    import pyarrow.parquet as pq  # noqa: PLC0415 -- heavy library, loaded on first use

    for place in sorted(folder.glob("month=*")):
        _finish(place)
        parts = sorted(place.glob("part-*.parquet"))
        if place.name == f"month={at:%Y-%m}" or len(parts) < 2:
            continue
        whole = place / "_whole.partial"
        pq.write_table(pa.concat_tables(pq.read_table(part) for part in parts), whole, compression="zstd")
        _replace(place / "_together.json", json.dumps([part.name for part in parts]))
        _finish(place)


def _finish(place: Path) -> None:
    """Let a month's whole file take the place of its parts; done again where it was cut off."""
    plan, whole = place / "_together.json", place / "_whole.partial"
    if not plan.exists():
        whole.unlink(missing_ok=True)
        return
    names = json.loads(plan.read_text())
    for name in names[1:]:
        (place / name).unlink(missing_ok=True)
    if whole.exists():
        whole.replace(place / names[0])
    plan.unlink()


def _feed_marts(folder: Path) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    mark = watermark.mark().place
    known = json.loads((folder / _CURRENT).read_text()) if (folder / _CURRENT).exists() else {}
    if known and not _moved(known["mark"], mark):
        return False
    name = f"{mark:020d}"
    place = folder / f"_{name}.partial"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    with engine().marts() as now:
        write_marts(now, place)
    shutil.rmtree(folder / name, ignore_errors=True)
    place.rename(folder / name)
    _replace(folder / _CURRENT, json.dumps({"folder": name, "mark": mark}))
    for old in sorted(one for one in folder.iterdir() if one.is_dir())[:-KEPT]:
        if old.name != name:
            shutil.rmtree(old, ignore_errors=True)
    return True


def _moved(since: int, until: int) -> bool:
    """Whether anything happened to deals in between; on PostgreSQL the mark moves with every transaction."""
    if since == until:
        return False
    touched = watermark.touched(watermark.Mark(since), watermark.Mark(until))
    return touched.everything or bool(touched.case_ids)


def write_marts(now: Marts, place: Path) -> None:
    """Every mart as one Parquet file in a folder, in types that every engine reads."""
    for mart, columns in marts.schemas().items():
        listed = ", ".join(_plain(column, kind) for column, kind in columns.items())
        target = str(place / f"{mart}.parquet").replace("'", "''")
        now.backend.con.execute(
            f"COPY (SELECT {listed} FROM {mart}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"  # noqa: S608 -- our own names
        )


def _plain(column: str, kind: str) -> str:
    """A column in the portable type that every engine reads."""
    types = {"int64": "BIGINT", "int32": "INTEGER", "boolean": "BOOLEAN", "timestamp": "TIMESTAMP"}
    return f'CAST("{column}" AS {types.get(kind, "VARCHAR")}) AS "{column}"'


def _replace(file: Path, text: str) -> None:
    partial = file.with_name(f"{file.name}.partial")
    with partial.open("w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(file)
