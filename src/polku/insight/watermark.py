"""How far insight has read the log, and which deals were touched since.

On SQLite one writer at a time makes ids grow in the order of commits: the mark is the highest id. On PostgreSQL
neither ids nor transaction numbers commit in order (a transaction that started earlier can take a later id and
the other way round), so the mark is a horizon of transactions: below it every one of this database has ended,
and what ended since the last horizon is what lies between the two.

The horizon is the oldest running transaction of a snapshot that may be of this database, else the snapshot's end.
A snapshot spans the whole server; one long transaction elsewhere must not hold the figures back. A running
transaction is passed over only on proof that it is another database's, so that none is ever missed:

- `pg_stat_activity` shows its number beside another database. That view reads a place's database first and its
  transaction later, and not at once. But the statement's snapshot was taken before both: the transaction ran then
  and still runs in that place when its number is read, and a place changes hands only between two sessions, so its
  database was read of the same session.
- `pg_prepared_xacts` shows it beside another database.

Nor does one matter that has ended meanwhile: whoever reads after the mark sees what it did. What still runs and
is shown by no view counts as this database's, and so does everything where the views may not be read: then the
horizon is lower than it could be, figures come later, nothing is lost. A horizon may so step back; what lies above
it is read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import ProgrammingError, connection

from polku.eventlog.models import Event
from polku.insight import sources

# On a standby the list of running transactions is empty, though some run: there only the lower bound is true.
_HORIZON = """
    WITH unknown AS MATERIALIZED (
        SELECT running FROM pg_snapshot_xip(pg_current_snapshot()) AS running
        WHERE NOT EXISTS (
            SELECT FROM pg_stat_activity AS session
            WHERE session.backend_xid = running::xid AND session.datname <> current_database()
        ) AND NOT EXISTS (
            SELECT FROM pg_prepared_xacts AS prepared
            WHERE prepared.transaction = running::xid AND prepared.database <> current_database()
        )
    )
    SELECT CASE WHEN pg_is_in_recovery() THEN pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    ELSE coalesce(
        (SELECT min(running::text::bigint) FROM unknown WHERE pg_xact_status(running) = 'in progress'),
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint
    ) END
"""
_HORIZON_OF_SERVER = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


@dataclass(frozen=True)
class Mark:
    """A place in the log: the highest event id on SQLite, the transaction horizon on PostgreSQL."""

    place: int


@dataclass(frozen=True)
class Touched:
    """What happened between two marks."""

    everything: bool
    case_ids: frozenset[int]


def mark() -> Mark:
    """Where the log stands now; take it before reading rows, so that nothing later is missed."""
    if connection.vendor == "sqlite":
        newest = Event.objects.order_by("-id").values_list("id", flat=True).first()
        return Mark(newest or 0)
    # In an open transaction the views may have been read, and kept, before the snapshot.
    if connection.in_atomic_block:
        return Mark(_number(_HORIZON_OF_SERVER))
    try:
        return Mark(_number(_HORIZON))
    except ProgrammingError:  # the views may not be read here
        return Mark(_number(_HORIZON_OF_SERVER))


def _number(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row: Sequence[int] = cursor.fetchone()
    return row[0]


def own_state() -> tuple[int, ...]:
    """What a running transaction has done so far, as numbers that never come again, not even after a rollback."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT total_changes()")
            return (id(connection.connection), *cursor.fetchone())
        cursor.execute("SELECT coalesce(pg_current_xact_id_if_assigned()::text::bigint, 0)")
        (transaction,) = cursor.fetchone()
    newest = Event.objects.order_by("-id").values_list("id", flat=True).first()
    return transaction, newest or 0


def touched(since: Mark, until: Mark) -> Touched:
    """The deals with events after one mark and not after the other, and whether everything must be read anew."""
    if connection.vendor == "sqlite":
        events = Event.objects.filter(id__gt=since.place, id__lte=until.place)
    else:
        events = Event.objects.filter(txid__gte=since.place, txid__lt=until.place)
    found = events.order_by().values_list("case_id", "kind").distinct()
    kinds, cases = set(), set()
    for case_id, kind in found:
        kinds.add(kind)
        if case_id is not None:
            cases.add(case_id)
    for kind in kinds & sources.touching().keys():
        subjects = events.filter(kind=kind).values_list("subject_id", flat=True)
        cases.update(sources.touching()[kind](list(subjects)))
    return Touched(not kinds.isdisjoint(sources.reload_kinds()), frozenset(cases))
