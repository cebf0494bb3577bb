"""How far insight has read the log, and which deals were touched since.

On SQLite one writer at a time makes ids grow in the order of commits: the mark is the highest id. On PostgreSQL
neither ids nor transaction numbers commit in order (a transaction that started earlier can take a later id and
the other way round), so the mark is a horizon of transactions: below `pg_snapshot_xmin` every one has ended,
and what ended since the last horizon is exactly what lies between the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from polku.eventlog.models import Event
from polku.insight import sources


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
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        row: Sequence[int] = cursor.fetchone()
    return Mark(row[0])


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
    return Touched(not kinds.isdisjoint(sources.reload_kinds()), frozenset(cases))
