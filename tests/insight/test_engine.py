"""The marts hold what the tables hold, whichever way they were read and however little was read anew."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.db import connection, connections

from polku.access.logic import SYSTEM
from polku.catalogue.logic.lines import AskedLine
from polku.company.actions import update_company
from polku.company.queries import company
from polku.deals.actions import close, move, open_deals, void_deals
from polku.deals.logic.incoming import NewDeal
from polku.engage.actions import log_activity
from polku.engage.logic.incoming import NewActivity
from polku.eventlog.events import Via
from polku.eventlog.models import Event
from polku.insight import queries, reader, sources, watermark
from polku.insight.engine import Engine
from polku.insight.filters import Filter
from polku.insight.marts import ORDER
from polku.journey.actions import give_feedback
from polku.journey.logic.incoming import NewFeedback
from polku.orders.actions import place_order
from polku.orders.logic.incoming import NewOrder
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People
from tests.deals.conftest import plain

__all__ = ["plain"]
ROOT = Path(__file__).resolve().parents[2]
sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="runs on SQLite only")


def opened(people: People, *sources_: str) -> list[int]:
    rows = [
        NewDeal(title=f"Deal {n}", company=f"Firm {n}", source=source, owner_id=people.alice.id)
        for n, source in enumerate(sources_)
    ]
    answers = open_deals(rows, actor=SYSTEM, at=NOW - timedelta(days=3))
    return [answer.deal_id or 0 for answer in answers]


def contents(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every mart, keys as text."""
    with engine.marts() as marts:
        con = marts.backend.con
        found = {name: sorted(con.execute(f"SELECT * FROM {name}").fetchall(), key=str) for name in ORDER}
        made = {"walks": _WALKS, "stays": _STAYS}
        return found | {name: sorted(con.execute(sql).fetchall(), key=str) for name, sql in made.items()}


_WALKS = "SELECT case_id, shapes.* FROM cases JOIN shapes USING (shape_id)"
_STAYS = "SELECT process_id, stage, t, sum(n) FROM stays GROUP BY ALL HAVING sum(n) <> 0"


@pytest.fixture
def on_disk(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database that Insight may read by any way; on SQLite the tests' own one is in memory and copied to a file."""
    file = tmp_path / "copy.sqlite3"
    if connection.vendor == "sqlite":
        monkeypatch.setattr(reader, "database_file", lambda: file)
    return file


def copy_to(file: Path) -> None:
    if connection.vendor == "sqlite":
        with sqlite3.connect(file) as copy:
            connection.connection.backup(copy)
        copy.close()


def test_figures_see_what_the_running_transaction_has_done(people: People, plain: Definition) -> None:
    first, second, third, voided = opened(people, "web", "web", "fair", "web")
    move(first, "needs", actor=SYSTEM, at=NOW)
    close(second, "lost", actor=SYSTEM, at=NOW, reasons=("price",))
    void_deals([voided], actor=SYSTEM, at=NOW)

    found = queries.funnel(Filter(process="plain"))

    assert [(s.key, s.reached, s.advanced, s.lost, s.open) for s in found.stages] == [
        ("find", 3, 1, 1, 1),
        ("needs", 1, 0, 0, 1),
        ("offer", 0, 0, 0, 0),
        ("care", 0, 0, 0, 0),
    ]
    assert (found.n, found.lost, found.version) == (3, 1, 1)
    assert [(g.key, g.n) for g in queries.by(Filter(), "source").groups] == [("web", 2), ("fair", 1)]
    assert [(r.stage, r.reason) for r in queries.dropout(Filter()).reasons] == [("find", "price")]
    assert third


def test_all_ways_to_read_give_the_same_marts(
    on_disk: Path, tmp_path: Path, people: People, plain: Definition
) -> None:
    first, second, _ = opened(people, "web", "Łódź's “fair”", "")
    move(first, "needs", actor=SYSTEM, at=NOW)
    close(second, "lost", actor=SYSTEM, at=NOW, reasons=("price", "timing"))
    for kind in ("call", "meeting"):
        log_activity(NewActivity(deal_id=first, kind=kind), actor=people.actor("alice"), at=NOW)
    give_feedback([NewFeedback(first, score=4)], actor=people.actor("alice"), at=NOW)
    line = AskedLine(description="Fitting", kind="service", unit_price=Decimal(5), tax_percent=Decimal(24))
    promised = {"deal_id": first, "promised_date": NOW.date()}
    place_order(NewOrder(lines=(line,), **promised), actor=SYSTEM, at=NOW)
    copy_to(on_disk)
    slow, fast = Engine(), Engine()
    slow._load_whole(own=True)
    files = reader.spool_all(sources.filled(), tmp_path)

    assert {name: pq.read_metadata(one.file).num_rows for name, one in files.items()} == (
        {"visits": 5, "cases": 4, "paths": 3, "acts": 3, "opinions": 2, "orders": 2}
        if connection.vendor == "sqlite"
        else {"visits": 4, "cases": 3, "paths": 2, "acts": 2, "opinions": 1, "orders": 1}
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("polku.insight.engine.SMALL_LOG", -1)
        patch.setattr("polku.insight.marts.CASES_AT_ONCE", 1)
        fast._load_whole(own=False)
    for name in ORDER:
        rows = [
            sorted(engine._backend.con.execute(f"SELECT * FROM {name}").fetchall(), key=str)
            for engine in (slow, fast)
        ]
        assert rows[0] == rows[1]
        assert rows[0]


def test_only_touched_deals_are_read_anew(on_disk: Path, people: People, plain: Definition) -> None:
    first, second, third = opened(people, "web", "fair", "web")
    engine = Engine()
    before = contents(engine)
    move(first, "needs", actor=SYSTEM, at=NOW)
    close(second, "lost", actor=SYSTEM, at=NOW, reasons=("price",))
    close(third, "paused", actor=SYSTEM, at=NOW, reasons=("price",))
    opened(people, "web")

    after = contents(engine)

    assert (len(before["cases"]), len(after["cases"])) == (3, 4)
    assert after == contents(Engine())
    log_activity(NewActivity(deal_id=first, kind="call"), actor=people.actor("alice"), at=NOW)
    assert contents(engine) == contents(Engine())
    # The reasons are keys that no ENUM knew, so everything was read anew; the next change is not.
    loads = engine.loads
    move(first, "find", actor=SYSTEM, at=NOW)
    void_deals([third], actor=SYSTEM, at=NOW)
    assert contents(engine) == contents(Engine())
    assert engine.loads == loads


def test_a_log_that_did_not_grow_is_not_read_again(on_disk: Path, people: People, plain: Definition) -> None:
    opened(people, "web")
    engine = Engine()

    with engine.marts() as first, engine.marts() as second:
        assert first.serial == second.serial == 1


def test_a_changed_calendar_reads_everything_anew(on_disk: Path, people: People, plain: Definition) -> None:
    opened(people, "web")
    engine = Engine()
    contents(engine)

    update_company(company(), actor_id=None, via=Via.CLI, at=NOW, time_zone="America/New_York")

    assert contents(engine) == contents(Engine())
    assert engine.loads == 2


@pytest.mark.postgres
def test_events_that_commit_in_reversed_order_are_all_seen(transactional_db: None) -> None:
    other = connections.create_connection("default")
    other.set_autocommit(False)
    marks = [watermark.mark()]
    try:
        with other.cursor() as late:
            _happen(late, 1)
            with connection.cursor() as now:
                _happen(now, 2)
            marks.append(watermark.mark())
        other.commit()
        marks.append(watermark.mark())
        with other.cursor() as late:
            late.execute("SELECT pg_current_xact_id()")  # an older transaction that takes a later id
            third = connections.create_connection("default")
            third.set_autocommit(False)
            with third.cursor() as early:
                _happen(early, 3)
                _happen(late, 4)
                other.commit()
                marks.append(watermark.mark())
                third.commit()
            third.close()
        marks.append(watermark.mark())
    finally:
        other.close()

    seen = [watermark.touched(*pair).case_ids for pair in pairwise(marks)]

    assert seen == [frozenset(), frozenset({1, 2}), frozenset({4}), frozenset({3})]
    assert Event.objects.filter(case_id=4).get().id > Event.objects.filter(case_id=3).get().id


def _happen(cursor: Any, case_id: int) -> None:
    cursor.execute(
        "INSERT INTO eventlog_event (at, recorded_at, timed, history, via, kind, case_id, subject_type, subject_id,"
        " stage, payload) VALUES (now(), now(), true, false, 0, 'test.done', %s, 'deal', %s, '', '{}')",
        [case_id, case_id],
    )


def test_reading_takes_no_file_lock_away_from_this_process(tmp_path: Path) -> None:
    """Two SQLite libraries in one process undo each other's locks: then a second process writes into ours."""
    file = tmp_path / "locked.sqlite3"
    own = sqlite3.connect(file, isolation_level=None)
    own.execute("PRAGMA journal_mode=WAL")
    own.execute("CREATE TABLE things (id INTEGER)")
    own.execute("BEGIN IMMEDIATE")
    own.execute("INSERT INTO things VALUES (1)")

    streams = reader._read_in_child(f"file:{file}?mode=ro", {"things": "SELECT id FROM things"})
    read = {name: stream.read_all() for name, stream in streams}

    write = (
        f"import sqlite3; sqlite3.connect({str(file)!r}, timeout=0).execute('INSERT INTO things VALUES (2)')"
    )
    second = subprocess.run([sys.executable, "-c", write], capture_output=True, text=True, check=False)
    own.execute("COMMIT")
    assert own.execute("SELECT id FROM things").fetchall() == [(1,)]
    own.close()
    assert read["things"].num_rows == 0
    assert "database is locked" in second.stderr


def test_a_database_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(reader.ReadFailed, match="failed to open"):
        dict(reader._read_in_child(f"file:{tmp_path}/none.sqlite3?mode=ro", {"x": "SELECT 1"}))


def test_nothing_heavy_is_imported_before_the_first_figure(tmp_path: Path) -> None:
    program = (
        "import django, sys; django.setup()\n"
        "import polku.site.urls, polku.insight.queries, polku.insight.engine\n"
        "heavy = {'duckdb', 'ibis', 'pyarrow', 'numpy', 'pandas', 'adbc_driver_manager', 'cel', '_duckdb',\n"
        "         'typst', 'xlsxwriter', 'charset_normalizer', 'ninja', 'pydantic'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "polku.site.settings", "POLKU_HOME": str(tmp_path), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=ROOT,
    )

    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr
