"""On PostgreSQL the mark waits for every transaction of this database, for none of another, and misses nothing."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from psycopg import sql
from psycopg.conninfo import make_conninfo

from polku.eventlog.models import Event
from polku.insight import watermark

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HAPPENED = (
    "INSERT INTO eventlog_event (at, recorded_at, timed, history, via, kind, case_id, subject_type, subject_id,"
    " stage, payload) VALUES (now(), now(), true, false, 0, 'test.done', %s, 'deal', 1, '', '{}')"
)
NUMBER = "SELECT pg_current_xact_id()::text::bigint"


def session(database: str | None = None) -> psycopg.Connection[Any]:
    """A session of its own in this database, or in the one that every server has."""
    told: dict[str, Any] = dict(connection.get_connection_params())
    told = {name: told[name] for name in ("host", "port", "user", "password", "dbname") if told.get(name)}
    return psycopg.connect(make_conninfo(**told | ({"dbname": database} if database else {})))


@contextmanager
def running(database: str | None = None) -> Iterator[int]:
    """A transaction with a number, open for the length of a block."""
    with session(database) as other:
        yield number(other)
        other.rollback()


def number(other: psycopg.Connection[Any]) -> int:
    """The number of its transaction."""
    row = other.execute(NUMBER).fetchone()
    assert row
    return int(row[0])


def a_later_number() -> int:
    """The number of a transaction that is over."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(NUMBER)
        return int(cursor.fetchone()[0])


def test_a_long_transaction_of_another_database_holds_nothing_back() -> None:
    with running("postgres") as elsewhere, running("postgres"):
        assert elsewhere < a_later_number() < watermark.mark().place


def test_a_long_transaction_of_this_database_is_waited_for() -> None:
    with running("postgres") as elsewhere, running() as here:
        a_later_number()
        assert elsewhere < watermark.mark().place == here
    assert watermark.mark().place > here


def test_within_a_transaction_the_mark_stays_below_it() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(NUMBER)
        (own,) = cursor.fetchone()
        with running("postgres"):
            assert watermark.mark().place <= own


@pytest.mark.parametrize("database", ["postgres", None])
def test_a_prepared_transaction_counts_in_its_own_database(database: str | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_prepared_transactions")
        if cursor.fetchone() == ("0",):
            pytest.skip("this server prepares no transactions: start one by tools/postgres.sh")
    name = f"kept {database}"
    with session(database) as other:
        prepared = number(other)
        other.execute(sql.SQL("PREPARE TRANSACTION {}").format(name))
        other.rollback()
        other.autocommit = True
        try:
            later = a_later_number()
            assert watermark.mark().place == prepared if database is None else watermark.mark().place > later
        finally:
            other.execute(sql.SQL("ROLLBACK PREPARED {}").format(name))


@contextmanager
def a_role() -> Iterator[str]:
    """Somebody who may sign in and little else."""
    name = f"{connection.settings_dict['NAME']}_reader"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE ROLE "{name}" LOGIN')
        try:
            cursor.execute(f'SET ROLE "{name}"')
            yield name
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute(f'DROP ROLE "{name}"')


def test_a_role_without_rights_waits_for_this_database_only() -> None:
    """PostgreSQL hides from it what others do, not in which database and under which number."""
    with a_role(), running("postgres") as elsewhere, running() as here:
        a_later_number()
        assert elsewhere < watermark.mark().place == here


def test_who_may_not_read_the_views_waits_for_the_whole_server() -> None:
    with connection.cursor() as cursor:
        cursor.execute("REVOKE SELECT ON pg_catalog.pg_stat_activity FROM PUBLIC")
    try:
        with a_role(), running("postgres") as elsewhere:
            a_later_number()
            assert watermark.mark().place <= elsewhere
    finally:
        with connection.cursor() as cursor:
            cursor.execute("GRANT SELECT ON pg_catalog.pg_stat_activity TO PUBLIC")


def _write(other: psycopg.Connection[Any], chance: random.Random, ids: Iterator[int]) -> set[int]:
    """One transaction of a writer: its number early or late, one event or some, kept or taken back."""
    other.execute(chance.choice(["SELECT 1", NUMBER]))
    told = set()
    for _ in range(chance.randint(1, 6)):
        told.add(case_id := next(ids))
        with other.transaction():  # a part with a number of its own
            other.execute(HAPPENED, [case_id])
    if chance.random() < 0.2:
        other.rollback()
        return set()
    other.commit()
    return told


def _elsewhere(other: psycopg.Connection[Any], chance: random.Random) -> None:
    """One transaction of another database, short or longer."""
    other.execute(NUMBER)
    for _ in range(chance.randint(0, 20)):
        other.execute("SELECT 1")
    other.rollback()


def test_nothing_is_skipped_under_writers_in_two_databases() -> None:
    """Marks in a row hand out every deal that is written, and what lies below a mark never grows afterwards."""
    ids, made, seen = iter(range(1, 1_000_000)), set[int](), set[int | None]()

    def write(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(12):  # sessions come and go, and take each other's places
            with session() as here, session("postgres") as there:
                for _ in range(8):
                    made.update(_write(here, chance, ids))
                    _elsewhere(there, chance)

    writers = [threading.Thread(target=write, args=(seed,)) for seed in range(5)]
    marks, below = [watermark.mark()], []
    with ExitStack() as ended, running("postgres") as elsewhere:
        for writer in writers:
            writer.start()
            ended.callback(writer.join)
        busy = True
        while busy:
            busy = any(writer.is_alive() for writer in writers)
            marks.append(watermark.mark())
            below.append(Event.objects.filter(txid__lt=marks[-1].place).count())
            seen |= watermark.touched(*marks[-2:]).case_ids

    assert seen == made
    assert below == [Event.objects.filter(txid__lt=mark.place).count() for mark in marks[1:]]
    assert (len(made) > 500, len(set(below)) > 20, marks[-1].place > elsewhere) == (True, True, True)
