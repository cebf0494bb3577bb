"""The marts inside DuckDB: made from Arrow tables, completed with derived columns, rewritten case by case.

Texts with few values are ENUMs, shared by meaning (`CODE stage`), so that grouping compares small integers.
Derived columns are made once per load, so that every standing figure is one GROUP BY:
visits.position where the source gives none (from the declared stages of the visit's version), next_stage,
next_position, last_of_stage (the deal's last visit of that stage), is_last (its last visit of all), entered_work
(working seconds since 1970 at that moment, for visits going on); cases.version_id as of the first visit, low and
high (the first and the farthest place on the line that the deal has been at), opened_work, closed_work.

Deals that went the same way in all that is counted without a clock share a *shape*: `shapes` has its visits once,
cases.shape_id says which one a deal has. A funnel judges some hundred shapes and weighs them by their deals, instead
of millions of visits. A shape that no deal has any more stays until the next load and counts for nothing. A shape
knows which stages a rule ever called not needed for its deals (not_needed_ever; is_spared: this visit's stage is one),
and how many such the step out of a visit passed over (next_not_needed). `stays`
counts all stays by process and stage on both clocks, for times without a filter: finished ones by how long they were
(`t`, working time cut to minutes, the calendar's to five minutes), others by since when they last (seconds since 1970,
or as worked since then). What changes is counted off and on, so its rows are to be added up.
The SQL here is put together from names of our own alone, never from values.
"""

# ruff: noqa: S608 -- names of our own alone
from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, Final

from polku.insight.reader import Spooled
from polku.insight.sources import KEYS, MARTS

_VISITS: Final = """
, placed AS (
  SELECT raw.* REPLACE (coalesce(raw.position, declared.position, 0) AS position) FROM raw
  LEFT JOIN (SELECT version_id, key AS stage, max(position) AS position FROM stages GROUP BY ALL) declared
    USING (version_id, stage)
)
SELECT placed.* EXCLUDE (next_stage),
  coalesce(next_stage, lead(stage) OVER line) AS next_stage,
  lead(position) OVER line AS next_position,
  lead(visit_id) OVER line IS NULL AS is_last,
  last.visit_id IS NOT NULL AS last_of_stage,
  work.base + work.pace * date_diff('second', work.from_at, placed.entered_at) AS entered_work
FROM placed
LEFT JOIN (SELECT arg_max(visit_id, seq) AS visit_id FROM raw GROUP BY case_id, stage) last USING (visit_id)
ASOF LEFT JOIN work ON (CASE WHEN placed.leaving = '' THEN placed.entered_at END) >= work.from_at
WINDOW line AS (PARTITION BY case_id ORDER BY seq)
"""
_CASES: Final = """
SELECT raw.* REPLACE (coalesce(reach.version_id, raw.version_id) AS version_id), reach.low, reach.high, reach.shape_id,
  opened.base + opened.pace * date_diff('second', opened.from_at, raw.opened_at) AS opened_work,
  closed.base + closed.pace * date_diff('second', closed.from_at, raw.closed_at) AS closed_work
FROM raw
LEFT JOIN (SELECT * FROM walked JOIN known USING (kinds)) reach USING (case_id)
ASOF LEFT JOIN work opened ON raw.opened_at >= opened.from_at
ASOF LEFT JOIN work closed ON raw.closed_at >= closed.from_at
"""
_DERIVED: Final = {"visits": _VISITS, "cases": _CASES}
_KIND: Final = (
    "stage", "position", "leaving", "next_stage", "automatic", "override", "history", "path_id", "not_needed",
)  # fmt: skip
"""What makes two visits alike; with those before and after it, all of a visit but its times and its people."""
_IN_SHAPE: Final = (*_KIND, "next_position", "is_last", "last_of_stage")
_KIND_LISTED: Final = ", ".join(_KIND)
_SAME_KIND: Final = " AND ".join(f"v.{name} IS NOT DISTINCT FROM k.{name}" for name in _KIND)
_SHAPING: Final = (
    f"""
INSERT INTO kinds SELECT (hash(concat_ws('|', {", ".join(f"coalesce({name}::VARCHAR, '')" for name in _KIND)})) >> 1)
  ::BIGINT, coming.*
FROM (SELECT {_KIND_LISTED} FROM {{visits}} EXCEPT SELECT {_KIND_LISTED} FROM kinds) coming
""",
    f"""
CREATE TABLE walked AS SELECT v.case_id, list(k.kind ORDER BY v.seq) AS kinds,
  min(v.position) AS low, max(v.position) AS high, arg_min(v.version_id, v.seq) AS version_id
FROM {{visits}} v JOIN kinds k ON {_SAME_KIND} GROUP BY v.case_id
""",
    """
CREATE TABLE coming AS SELECT (hash(kinds) >> 1)::BIGINT AS shape_id, kinds, min(case_id) AS example
FROM walked ANTI JOIN known USING (kinds) GROUP BY kinds
""",
    f"""
INSERT INTO shapes BY NAME SELECT s.*, list_contains(string_split(not_needed_ever, ','), stage::VARCHAR) AS is_spared
FROM (
  SELECT coming.shape_id, v.seq, {", ".join(f"v.{name}" for name in _IN_SHAPE)},
    min(v.position) OVER (PARTITION BY coming.shape_id) AS low,
    max(v.position) OVER (PARTITION BY coming.shape_id) AS high,
    coalesce(array_to_string(list_sort(list_distinct(string_split(
      string_agg(nullif(v.not_needed::VARCHAR, ''), ',') OVER (PARTITION BY coming.shape_id), ','))), ','), '')
      AS not_needed_ever,
    coalesce(len(string_split(nullif(
      lead(v.not_needed::VARCHAR) OVER (PARTITION BY coming.shape_id ORDER BY v.seq), ''), ',')), 0)
      AS next_not_needed
  FROM {{visits}} v JOIN coming ON coming.example = v.case_id
) s
""",
    "INSERT INTO known SELECT shape_id, kinds FROM coming",
    "DROP TABLE coming",
)
"""Kinds and shapes are numbered by what they are, so that marts are the same whichever way they came about. Of a
hundred thousand shapes two have the same number of 63 bits with a chance of one in a thousand million."""
_STAYS: Final = """
INSERT INTO stays
WITH dated AS (
  SELECT c.process_id, v.stage, v.position, v.leaving <> '' AS ended,
    v.entered_at IS NULL OR (v.leaving NOT IN ('', 'mapped') AND v.calendar_seconds IS NULL) AS undated,
    CASE WHEN v.leaving = '' THEN v.entered_work WHEN v.working_seconds < 0 THEN 0
      ELSE v.working_seconds // 60 * 60 END AS working,
    CASE WHEN v.leaving = '' THEN date_diff('second', TIMESTAMP '1970-01-01', v.entered_at)
      WHEN v.calendar_seconds < 0 THEN 0 ELSE v.calendar_seconds // 300 * 300 END AS calendar
  FROM {visits} v JOIN cases c USING (case_id) WHERE NOT coalesce(c.voided, false)
)
SELECT process_id, stage, position, true, ended, undated, working, {sign} count(*) FROM dated GROUP BY ALL
UNION ALL
SELECT process_id, stage, position, false, ended, undated, calendar, {sign} count(*) FROM dated GROUP BY ALL
"""
_SHAPED: Final = ("kinds", "known", "shapes", "walked", "coming", "stays")
_ADDED: Final[Mapping[str, Mapping[str, str]]] = {
    "visits": {
        "next_position": "int32",
        "is_last": "boolean",
        "last_of_stage": "boolean",
        "entered_work": "int64",
    },
    "cases": {
        "low": "int32",
        "high": "int32",
        "shape_id": "int64",
        "opened_work": "int64",
        "closed_work": "int64",
    },
}
_TYPES: Final = {"BIGINT": "int64", "INTEGER": "int32", "BOOLEAN": "boolean", "TIMESTAMP": "timestamp"}
CASES_AT_ONCE: Final = 100_000
_BY_CASE: Final = ("visits", "cases")
ORDER: Final = ("stages", "visits", "cases", "paths", "acts", "opinions", "orders")
"""What comes from outside; `shapes` and `stays` are made of it."""
_MADE: Final[Mapping[str, Mapping[str, str]]] = {
    "shapes": {
        "shape_id": "int64",
        "seq": "int64",
        "stage": "string",
        "position": "int32",
        "leaving": "string",
        "next_stage": "string",
        "automatic": "boolean",
        "override": "boolean",
        "history": "boolean",
        "path_id": "int64",
        "not_needed": "string",
        "next_position": "int32",
        "is_last": "boolean",
        "last_of_stage": "boolean",
        "low": "int32",
        "high": "int32",
        "not_needed_ever": "string",
        "next_not_needed": "int32",
        "is_spared": "boolean",
    },
    "stays": {
        "process_id": "int64",
        "stage": "string",
        "position": "int32",
        "is_work": "boolean",
        "ended": "boolean",
        "undated": "boolean",
        "t": "int64",
        "n": "int64",
    },
}


def create(con: Any, tables: Mapping[str, Any]) -> None:
    """Make every mart anew from Arrow tables or spooled files; a mart nobody fills is empty.

    Very many deals are taken some at a time, so that what a step holds stays small.
    """
    for name in (*_SHAPED, *ORDER):
        con.execute(f"DROP TABLE IF EXISTS {name}")
    for name in ORDER:
        _register(con, name, tables[name])
    try:
        _create_codes(con, tables)
        for name in ORDER:
            if name == "cases":
                _create_shapes(con)
            rows = "false" if name in _BY_CASE else "true"
            con.execute(f"CREATE TABLE {name} AS {_query(name, tables[name], rows)}")
        con.execute("DROP TABLE walked")
        for part in _parts(con):
            con.execute(f"INSERT INTO visits BY NAME {_query('visits', tables['visits'], part)}")
            _shape(con, f"(SELECT * FROM visits WHERE {part})")
            con.execute(f"INSERT INTO cases BY NAME {_query('cases', tables['cases'], part)}")
            con.execute("DROP TABLE walked")
            con.execute("CHECKPOINT")
        con.execute(_STAYS.format(visits="visits", sign=""))
    finally:
        for name in ORDER:
            con.execute(f"DROP VIEW IF EXISTS temp.in_{name}")
            con.unregister(f"in_{name}")
    con.execute("CHECKPOINT")


def _register(con: Any, name: str, table: Any) -> None:
    if isinstance(table, Spooled):
        file = str(table.file).replace("'", "''")
        con.execute(f"CREATE OR REPLACE TEMP VIEW in_{name} AS FROM read_parquet('{file}')")
    else:
        con.register(f"in_{name}", table)


def _parts(con: Any) -> list[str]:
    """Conditions that together take every deal once, each at most about `CASES_AT_ONCE` of them."""
    (n,) = con.execute("SELECT count(*) FROM in_cases").fetchall()[0]
    shares = [place * CASES_AT_ONCE / n for place in range(1, -(-n // CASES_AT_ONCE))]
    if not shares:
        return ["true"]
    ends = sorted(
        set(con.execute(f"SELECT approx_quantile(case_id, {shares}) FROM in_cases").fetchall()[0][0])
    )
    between = [f"case_id > {low} AND case_id <= {high}" for low, high in pairwise(ends)]
    return [f"case_id <= {ends[0]}", *between, f"case_id > {ends[-1]}"]


def rewrite(con: Any, tables: Mapping[str, Any], case_ids: Iterable[int]) -> bool:
    """Replace the rows of some cases; false when everything must be made anew.

    That is so when a key comes that no ENUM knows, or a visit whose path is not there.
    """
    import pyarrow as pa  # noqa: PLC0415 -- heavy library, loaded on first use

    gone = pa.table({"case_id": pa.array(sorted(case_ids), pa.int64())})
    if not all(_known(con, name, table) for name, table in tables.items()):
        return False
    con.register("gone", gone)
    for name, table in tables.items():
        con.register(f"in_{name}", table)
    visits = "(SELECT * FROM visits WHERE case_id IN (SELECT case_id FROM gone))"
    con.execute("BEGIN")
    try:
        con.execute(_STAYS.format(visits=visits, sign="-"))
        for name, table in tables.items():
            if name == "cases":
                _shape(con, visits)
            if KEYS[name][1]:
                con.execute(f"DELETE FROM {name} WHERE case_id IN (SELECT case_id FROM gone)")
            con.execute(f"INSERT INTO {name} BY NAME {_query(name, table)}")
        con.execute("DROP TABLE IF EXISTS walked")
        con.execute(_STAYS.format(visits=visits, sign=""))
        # On PostgreSQL a path can be committed after one with a higher id.
        lost = con.execute(
            f"SELECT 1 FROM {visits} v ANTI JOIN paths p ON p.id = v.path_id "
            "WHERE v.path_id IS NOT NULL LIMIT 1"
        ).fetchall()
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise
    finally:
        for name in (*[f"in_{name}" for name in tables], "gone"):
            con.unregister(name)
    return not lost


def set_work(con: Any, edges: Any) -> None:
    """Store the working calendar: from each moment on, how many seconds were worked before and at what pace."""
    con.register("in_work", edges)
    con.execute(
        "CREATE OR REPLACE TABLE work AS SELECT from_at::TIMESTAMP AS from_at, base, pace FROM in_work"
    )
    con.unregister("in_work")


def schemas() -> dict[str, dict[str, str]]:
    """The columns of every mart with their portable types, derived ones included."""
    return {
        name: {column: _TYPES.get(kind, "string") for column, kind in MARTS[name]}
        | dict(_ADDED.get(name, {}))
        for name in ORDER
    } | {name: dict(columns) for name, columns in _MADE.items()}


def highest(con: Any, name: str) -> int:
    """The highest key of a mart, 0 when it is empty."""
    rows = con.execute(f"SELECT coalesce(max({KEYS[name][0]}), 0) FROM {name}").fetchall()
    return int(rows[0][0])


def size(con: Any, name: str) -> int:
    """How many rows a mart has."""
    return int(con.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0])


def empty(name: str) -> Any:
    """An Arrow table without rows for a mart that nobody fills."""
    import pyarrow as pa  # noqa: PLC0415 -- heavy library, loaded on first use

    return pa.table({KEYS[name][0]: pa.array([], pa.int64())})


def _create_shapes(con: Any) -> None:
    con.execute(f"CREATE TABLE kinds AS SELECT 0::BIGINT AS kind, {_KIND_LISTED} FROM visits LIMIT 0")
    con.execute("CREATE TABLE known (shape_id BIGINT, kinds BIGINT[])")
    con.execute(
        f"CREATE TABLE shapes AS SELECT 0::BIGINT AS shape_id, seq, {', '.join(_IN_SHAPE)}, position AS low, "
        "position AS high, '' AS not_needed_ever, 0 AS next_not_needed, false AS is_spared FROM visits LIMIT 0"
    )
    con.execute(
        "CREATE TABLE stays AS SELECT process_id, stage, position, true AS is_work, true AS ended, true AS undated, "
        "0::BIGINT AS t, 0::BIGINT AS n FROM visits LIMIT 0"
    )
    _shape(con, "visits")


def _shape(con: Any, visits: str) -> None:
    """Give the deals of some visits their shapes, new ones where no deal went that way before."""
    for sql in _SHAPING:
        con.execute(sql.format(visits=visits))


def _query(name: str, table: Any, part: str = "true") -> str:
    """The SELECT that types the incoming columns and adds the derived ones, of a part of the rows."""
    given = set(table.schema.names)
    columns = ", ".join(
        f'{_cast(column, kind, table) if column in given else f"CAST(NULL AS {_type(kind)})"} AS "{column}"'
        for column, kind in MARTS[name]
    )
    where = f"WHERE {KEYS[name][0]} <> -1 AND {part}"
    raw = f"SELECT {columns} FROM in_{name} {where}"
    derived = _DERIVED.get(name)
    return f"WITH raw AS ({raw}) {derived}" if derived else raw


def _type(kind: str) -> str:
    return f"code_{kind.removeprefix('CODE ')}" if kind.startswith("CODE ") else kind


def _cast(column: str, kind: str, table: Any) -> str:
    if kind == "TIMESTAMP" and str(table.schema.field(column).type) not in ("timestamp[us]", "null"):
        return f"CAST(nullif(CAST(\"{column}\" AS VARCHAR), '') AS TIMESTAMP)"
    return f'CAST("{column}" AS {_type(kind)})'


def _codes(name: str, table: Any) -> Iterable[tuple[str, str]]:
    given = set(table.schema.names)
    return [
        (column, kind.removeprefix("CODE "))
        for column, kind in MARTS[name]
        if kind.startswith("CODE ") and column in given
    ]


def _create_codes(con: Any, tables: Mapping[str, Any]) -> None:
    known = {
        kind.removeprefix("CODE ") for columns in MARTS.values() for _, kind in columns if "CODE" in kind
    }
    selects: dict[str, list[str]] = {code: ["SELECT '' AS value"] for code in known}
    for name, table in tables.items():
        for column, code in _codes(name, table):
            selects[code].append(f"SELECT DISTINCT {column} FROM in_{name} WHERE {column} IS NOT NULL")
    for code, parts in sorted(selects.items()):
        values = con.execute(" UNION ".join(parts) + " ORDER BY 1").fetchall()
        listed = ", ".join("'" + value.replace("'", "''") + "'" for (value,) in values)
        con.execute(f"DROP TYPE IF EXISTS code_{code}")
        con.execute(f"CREATE TYPE code_{code} AS ENUM ({listed})")


def _known(con: Any, name: str, table: Any) -> bool:
    """Whether the ENUMs know every key in an incoming table."""
    con.register("coming", table)
    try:
        return not any(
            con.execute(
                f"SELECT 1 FROM coming WHERE {column} IS NOT NULL"
                f" AND TRY_CAST({column} AS code_{code}) IS NULL LIMIT 1"
            ).fetchall()
            for column, code in _codes(name, table)
        )
    finally:
        con.unregister("coming")
