"""Rows of the database as Arrow tables, by the way that is safe where they are read.

ADBC reads a million rows in about a second. It carries a SQLite library of its own, and two SQLite libraries in
one process undo each other's file locks: closing one connection drops every lock that the process holds on the
file. Measured: with another connection's transaction open, a write of a second process went through and one of
the two was lost. So on SQLite ADBC reads in a process of its own; small amounts come through Django's connection.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from django.db import connection

from polku.insight.sources import MartSource

_BATCH_ROWS: Final = 20_000
_DJANGO_S: Final = frozenset(
    {"isolation_level", "pool", "assume_role", "server_side_binding", "prepare_threshold"}
)
_SAMPLES: Final = {"BIGINT": "0", "INTEGER": "0", "BOOLEAN": "0", "DOUBLE": "0.0"}
_ARROW: Final = {"BIGINT": "int64", "INTEGER": "int64", "DOUBLE": "float64", "BOOLEAN": "bool_"}


class ReadFailed(RuntimeError):
    """The database could not be read for insight."""


def own_connection_only() -> bool:
    """Whether only Django's connection sees the rows: inside a transaction, or in a database in memory."""
    return connection.in_atomic_block or (connection.vendor == "sqlite" and database_file() is None)


def database_file() -> Path | None:
    """The file of a SQLite database; none for one in memory."""
    name = str(connection.settings_dict["NAME"])
    return None if ":memory:" in name or "mode=memory" in name else Path(name).resolve()


def statement(source: MartSource, vendor: str, where: str = "") -> str:
    """The SELECT of one mart. On SQLite a first row of samples fixes the types; its key is -1."""
    names = ", ".join(f"mart.{name}" for name, _ in source.typed())
    select = f"SELECT {names} FROM ({source.sql(vendor)}) AS mart {where}".rstrip()  # noqa: S608 -- names of our own and numbers
    if vendor != "sqlite":
        return select
    return f"SELECT {_sample(source)} UNION ALL {select}"


def in_cases(source: MartSource, case_ids: Sequence[int]) -> str:
    """The condition that keeps the rows of some cases."""
    return f"WHERE mart.{source.case} IN ({', '.join(str(int(case)) for case in case_ids)})"


def read_own(source: MartSource, where: str = "") -> Any:
    """Rows through Django's connection: sees the running transaction, slower (5 s for a million visits)."""
    import pyarrow as pa  # noqa: PLC0415 -- heavy library, loaded on first use

    columns = source.typed()
    schema = pa.schema([(name, _arrow_type(pa, kind)) for name, kind in columns])
    batches = []
    with connection.cursor() as cursor:
        cursor.execute(statement(source, connection.vendor, where))
        while rows := cursor.fetchmany(_BATCH_ROWS):
            arrays = [
                _array(pa, field, values)
                for field, values in zip(schema, zip(*rows, strict=True), strict=True)
            ]
            batches.append(pa.record_batch(arrays, schema=schema))
    return pa.Table.from_batches(batches, schema=schema)


@dataclass(frozen=True)
class Spooled:
    """Rows in a Parquet file: never all in memory at once."""

    file: Path
    schema: Any


def spool_all(sources: Iterable[MartSource], folder: Path) -> dict[str, Spooled]:
    """Whole marts through ADBC, all in one snapshot of the database, as files in a folder."""
    wanted = {source.name: statement(source, connection.vendor) for source in sources}
    return {name: spool(stream, folder / f"{name}.parquet") for name, stream in _streams(wanted)}


def spool(stream: Any, file: Path) -> Spooled:
    """Write a stream of record batches to a file, batch by batch. Raises: ReadFailed."""
    import pyarrow as pa  # noqa: PLC0415 -- heavy library, loaded on first use
    import pyarrow.parquet as pq  # noqa: PLC0415 -- heavy library, loaded on first use

    # A column without a type has no values either.
    names = [field.name for field in stream.schema if not pa.types.is_null(field.type)]
    schema = pa.schema([stream.schema.field(name) for name in names])
    texts = [field.name for field in schema if pa.types.is_string(field.type)]
    with pq.ParquetWriter(file, schema, compression="lz4", use_dictionary=texts) as out, _reading():
        for batch in stream:
            out.write_batch(batch.select(names))
    return Spooled(file, schema)


def read_sql(wanted: Mapping[str, str]) -> dict[str, Any]:
    """The answers of statements through ADBC, by name, all in one snapshot of the database."""
    found = {}
    for name, stream in _streams(wanted):
        with _reading():
            found[name] = stream.read_all()
    return found


@contextmanager
def _reading() -> Iterator[None]:
    import pyarrow as pa  # noqa: PLC0415 -- heavy library, loaded on first use

    try:
        yield
    except (pa.ArrowException, OSError) as error:
        raise ReadFailed(str(error)) from error


def _streams(wanted: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Each answer as a stream, to be read to its end before the next."""
    if connection.vendor == "sqlite":
        return _read_in_child(f"file:{quote(str(database_file()))}?mode=ro", wanted)
    return _stream("postgresql", _postgres_uri(), wanted)


def _sample(source: MartSource) -> str:
    return ", ".join(
        f"-1 AS {name}" if name == source.key else f"{_SAMPLES.get(kind, chr(39) * 2)} AS {name}"
        for name, kind in source.typed()
    )


def _arrow_type(pa: Any, kind: str) -> Any:
    if connection.vendor != "sqlite" and kind == "TIMESTAMP":
        return pa.timestamp("us", tz="UTC")
    if connection.vendor == "sqlite" and kind == "BOOLEAN":
        return pa.int64()
    return getattr(pa, _ARROW.get(kind, "string"))()


def _array(pa: Any, field: Any, values: tuple[Any, ...]) -> Any:
    return pa.array(values, type=field.type)


def _read_in_child(uri: str, wanted: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    import pyarrow as pa  # noqa: PLC0415 -- heavy library, loaded on first use

    child = subprocess.Popen(  # noqa: S603 -- our own module, no shell
        [sys.executable, "-I", str(Path(__file__).with_name("reader_process.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    if child.stdin is None or child.stdout is None or child.stderr is None:
        raise ReadFailed("the reading process has no pipes")
    with child:
        child.stdin.write(json.dumps({"uri": uri, "wanted": list(wanted.values())}).encode())
        child.stdin.close()
        try:
            for name in wanted:
                stream = pa.ipc.open_stream(child.stdout)
                yield name, stream
                for _ in stream:  # the next one begins where this one ends
                    pass
        except pa.ArrowInvalid as error:
            said = child.stderr.read().decode(errors="replace").strip()
            raise ReadFailed(said.splitlines()[-1] if said else str(error)) from error


def _stream(driver: str, uri: str, wanted: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    from polku.insight.reader_process import streams  # noqa: PLC0415 -- heavy library, loaded on first use

    yield from zip(wanted, streams(driver, uri, list(wanted.values())), strict=True)


def _postgres_uri() -> str:
    """The address of the database that Django is connected to, for libpq."""
    settings = connection.settings_dict
    user, password = quote(settings["USER"] or "", safe=""), quote(settings["PASSWORD"] or "", safe="")
    login = f"{user}{':' + password if password else ''}@" if user else ""
    place = f"{settings['HOST']}{':' + str(settings['PORT']) if settings['PORT'] else ''}"
    extra = "&".join(
        f"{key}={quote(str(value), safe='')}"
        for key, value in settings.get("OPTIONS", {}).items()
        if isinstance(value, str | int) and key not in _DJANGO_S
    )
    return (
        f"postgresql://{login}{place}/{quote(str(settings['NAME']), safe='')}{'?' + extra if extra else ''}"
    )
