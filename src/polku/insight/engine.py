"""The engine: one DuckDB in memory per process, kept level with the log. The one door to the marts."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import RLock
from typing import Any, Final, Protocol

from polku.eventlog.models import Event
from polku.insight import marts, reader, sources, watermark, worktime
from polku.kernel.calendars import WorkingCalendar

MEMORY_LIMIT: Final = "550MB"
THREADS: Final = 2
CHUNK: Final = 5_000
# A part of the cases above this is read anew as a whole: delete and insert cost more than a load.
WHOLE_SHARE: Final = 0.2
# Up to so many events Django's own connection is faster than starting a process for ADBC.
SMALL_LOG: Final = 20_000


# So few rows are kept as they were read: making the marts of them anew takes 40 statements, comparing them none.
FEW_ROWS: Final = 2_000

# Turning an expression into SQL takes 5 to 15 ms, more than most queries; equal expressions give equal SQL.
STATEMENTS: Final = 500
_compiled: dict[Any, str] = {}
HELD: Final = "held"
"""What is computed once and asked several times; under one name, so that equal questions are made SQL once."""


@dataclass(frozen=True)
class Marts:
    """The marts as Ibis tables, with what an analysis needs besides: the calendar, and how to run an expression."""

    visits: Any
    cases: Any
    paths: Any
    stages: Any
    acts: Any
    opinions: Any
    orders: Any
    shapes: Any
    stays: Any
    calendar: WorkingCalendar
    serial: int
    backend: Any
    kept: dict[Any, Any] = field(default_factory=dict, compare=False)
    """What is asked again and again of these marts alone: answers, and expressions that were built."""

    def rows(self, expression: Any) -> list[Any]:
        """Run an Ibis expression and give its rows."""
        found: list[Any] = self.backend.con.execute(self._sql(expression)).fetchall()
        return found

    def put(self, key: Any, build: Callable[[], Any]) -> Any:
        """An expression that was built before for these marts: building takes as long as asking often does."""
        if key not in self.kept:
            self.kept[key] = build()
        return self.kept[key]

    def arrow(self, expression: Any) -> Any:
        """Run an Ibis expression and give an Arrow table: many rows cost no Python objects."""
        return self.backend.con.sql(self._sql(expression)).to_arrow_table()

    @contextmanager
    def held(self, expression: Any) -> Iterator[Any]:
        """The rows of an expression, computed once for a block in which several questions are asked of them.

        One at a time: a block holds no other.
        """
        self.backend.con.execute(f"CREATE OR REPLACE TEMP TABLE {HELD} AS {self._sql(expression)}")
        try:
            yield as_table(expression)
        finally:
            self.backend.con.execute(f"DROP TABLE IF EXISTS temp.{HELD}")

    def _sql(self, expression: Any) -> str:
        operation = expression.op()
        sql = _compiled.get(operation)
        if sql is None:
            sql = _compiled[operation] = self.backend.compile(expression)
            while len(_compiled) > STATEMENTS:
                _compiled.pop(next(iter(_compiled)))
        return sql


class Engine:
    """DuckDB and how far it has read. Threads take turns: figures take milliseconds, the marts are shared."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._backend: Any = None
        self._mark: watermark.Mark | None = None
        self._own_state: tuple[int, ...] | None = None
        self._tables: Marts | None = None
        self._cases = 0
        self._filled: dict[str, Any] = {}
        self.serial = 0
        self.loads = 0

    @contextmanager
    def marts(self) -> Iterator[Marts]:
        """The marts level with the log, for the length of a block."""
        with self._lock:
            self._refresh()
            if self._tables is None:
                raise reader.ReadFailed("the marts were not loaded")
            yield self._tables

    def forget(self) -> None:
        """Drop everything; the next figure reads all anew."""
        with self._lock:
            if self._backend is not None:
                self._backend.disconnect()
            self._backend = self._mark = self._tables = self._own_state = None
            self._filled = {}

    def load(self, tables: Mapping[str, Any], calendar: WorkingCalendar) -> Marts:
        """Fill the marts with given Arrow tables or spooled files: tests and benchmarks."""
        with self._lock:
            self._fill(tables, calendar)
            if self._tables is None:
                raise reader.ReadFailed("the marts were not loaded")
            return self._tables

    def _refresh(self) -> None:
        if reader.own_connection_only():
            self._refresh_own()
            return
        now, self._own_state = watermark.mark(), None
        if self._mark is None or self._tables is None:
            self._load_whole(own=False)
            self._mark = now
        elif now != self._mark:
            self._catch_up(watermark.touched(self._mark, now))
            self._mark = now

    def _refresh_own(self) -> None:
        """Inside a transaction event ids tell nothing: rolled back ones come again."""
        state = watermark.own_state()
        if state != self._own_state or self._tables is None:
            self._load_whole(own=True)
            self._own_state, self._mark = state, None

    def _catch_up(self, touched: watermark.Touched) -> None:
        whole = touched.everything or len(touched.case_ids) > max(500, WHOLE_SHARE * self._cases)
        if whole or not self._rewrite(sorted(touched.case_ids)):
            self._load_whole(own=False)

    def _load_whole(self, *, own: bool) -> None:
        filled = sources.filled()
        calendar = worktime.calendar()
        if own or not Event.objects.filter(id__gt=SMALL_LOG).exists():
            tables = {source.name: reader.read_own(source) for source in filled}
            self._fill(tables | {"stages": _stages(calendar)}, calendar)
            return
        with tempfile.TemporaryDirectory(prefix="polku-insight-") as folder:
            files = reader.spool_all(filled, Path(folder))
            self._fill(files | {"stages": _stages(calendar)}, calendar)

    def _fill(self, tables: Mapping[str, Any], calendar: WorkingCalendar) -> None:
        backend = self._connect()
        full = {name: tables.get(name, marts.empty(name)) for name in marts.ORDER}
        same_hours = self._tables is not None and self._tables.calendar == calendar
        if not (same_hours and self._is_filled_with(full)):
            if not same_hours:
                marts.set_work(backend.con, worktime.edges(calendar))
            self._filled = {}
            marts.create(backend.con, full)
            self._filled = full if _are_few(full) else {}
        self.serial += 1
        self.loads += 1
        self._cases = marts.size(backend.con, "cases")
        self._tables = Marts(
            **unbound(),
            calendar=calendar,
            serial=self.serial,
            backend=backend,
        )

    def _is_filled_with(self, tables: Mapping[str, Any]) -> bool:
        """Whether the marts were made of exactly these rows: a transaction that wrote other things reads them again."""
        return (
            bool(self._filled)
            and _are_few(tables)
            and all(table.equals(self._filled[name]) for name, table in tables.items())
        )

    def _rewrite(self, case_ids: Sequence[int]) -> bool:
        """Replace the rows of some cases and add new paths; false when everything must be read anew."""
        if not case_ids or self._tables is None:
            return True
        self._filled = {}
        fresh: dict[str, Any] = {}
        for source in sources.filled():
            if source.case is None:
                newest = marts.highest(self._backend.con, source.name)
                fresh[source.name] = reader.read_own(source, f"WHERE mart.{source.key} > {newest}")
            else:
                fresh[source.name] = _in_chunks(source, case_ids)
        if not marts.rewrite(self._backend.con, {n: fresh[n] for n in marts.ORDER if n in fresh}, case_ids):
            return False
        self.serial += 1
        self._cases = marts.size(self._backend.con, "cases")
        self._tables = replace(self._tables, serial=self.serial, kept={})
        return True

    def _connect(self) -> Any:
        if self._backend is None:
            import ibis  # noqa: PLC0415 -- heavy library, loaded on first use

            self._backend = ibis.duckdb.connect()
            spill = Path(tempfile.gettempdir()) / "polku-insight"
            for setting in (
                f"memory_limit='{MEMORY_LIMIT}'",
                f"threads={THREADS}",
                f"temp_directory='{spill}'",
            ):
                self._backend.con.execute(f"SET {setting}")
            # Packed, a visit takes a fifth of the memory, and is read as fast.
            self._backend.con.execute("ATTACH ':memory:' AS marts (COMPRESS)")
            self._backend.con.execute("USE marts")
        return self._backend


def _are_few(tables: Mapping[str, Any]) -> bool:
    """Whether these are rows in memory, and so few that they may stay there."""
    return (
        not any(isinstance(table, reader.Spooled) for table in tables.values())
        and sum(table.num_rows for table in tables.values()) <= FEW_ROWS
    )


def as_table(expression: Any) -> Any:
    """The table in which the rows of an expression are held."""
    import ibis  # noqa: PLC0415 -- heavy library, loaded on first use

    return ibis.table(expression.schema(), name=HELD)


def unbound() -> dict[str, Any]:
    """The marts as Ibis tables of declared types, bound to no engine: the same expressions run on Spark."""
    import ibis  # noqa: PLC0415 -- heavy library, loaded on first use

    return {name: ibis.table(schema, name=name) for name, schema in marts.schemas().items()}


def _in_chunks(source: sources.MartSource, case_ids: Sequence[int]) -> Any:
    import pyarrow as pa  # noqa: PLC0415 -- heavy library, loaded on first use

    chunks = [case_ids[start : start + CHUNK] for start in range(0, len(case_ids), CHUNK)]
    return pa.concat_tables([reader.read_own(source, reader.in_cases(source, chunk)) for chunk in chunks])


def _stages(calendar: WorkingCalendar) -> Any:
    """The declared stages of every published version, from the log."""
    import pyarrow as pa  # noqa: PLC0415 -- heavy library, loaded on first use

    rows: dict[str, list[Any]] = {name: [] for name, _ in sources.STAGES}
    # Events of no deal are few and have an index; the kind has none.
    published = Event.objects.filter(case_id=None, kind=sources.PUBLISHED).order_by("id")
    for payload in published.values_list("payload", flat=True):
        for place, stage in enumerate(payload["stages"]):
            days = stage.get("expected_days")
            values = {
                "process_id": payload["process_id"],
                "process_key": payload["key"],
                "version_id": payload["version_id"],
                "number": payload["number"],
                "key": stage["key"],
                "position": stage.get("position", place),
                "phase": stage.get("phase", ""),
                "after_win": bool(stage.get("after_win", False)),
                "expected_seconds": None if days is None else round(days * calendar.seconds_per_day),
            }
            for name, value in values.items():
                rows[name].append(value)
    types = {"VARCHAR": pa.string(), "BOOLEAN": pa.bool_()}
    return pa.table(
        {
            name: pa.array(rows[name], pa.string() if "CODE" in kind else types.get(kind, pa.int64()))
            for name, kind in sources.STAGES
        }
    )


class Readable(Protocol):
    """Anything that gives the marts: DuckDB here, Spark elsewhere."""

    def marts(self) -> AbstractContextManager[Marts]: ...


_engine = Engine()
_other: ContextVar[Readable | None] = ContextVar("engine", default=None)


def engine() -> Engine:
    """This process's engine."""
    return _engine


def chosen() -> Readable:
    """What figures are asked of: this process's engine, or the one chosen for a while."""
    return _other.get() or _engine


@contextmanager
def asking(other: Readable) -> Iterator[None]:
    """Ask another engine for all figures within a block."""
    token = _other.set(other)
    try:
        yield
    finally:
        _other.reset(token)
