"""The log and the marts as files: level with the database, no event twice, none lost, whoever is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.db import connection

from polku.access.logic import SYSTEM
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.eventlog.models import Event
from polku.insight import feed as feeding
from polku.insight.engine import engine
from polku.insight.feed import Fed, feed
from tests.conftest import NOW
from tests.db.on_disk import on_disk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path: Path, eight_stage: object, people: object) -> Iterator[Path]:
    with on_disk(tmp_path):
        engine().forget()
        yield tmp_path / "feed"
        engine().forget()


def _open(number: int, at: datetime = NOW) -> None:
    open_deal(NewDeal(company=f"Buyer {number}"), actor=SYSTEM, at=at)


def _written(folder: Path) -> list[Any]:
    sql = f"SELECT id, kind, case_id, \"at\" FROM '{folder}/log/month=*/part-*.parquet' ORDER BY id"
    return duckdb.connect().execute(sql).fetchall()


def _logged() -> list[Any]:
    rows = Event.objects.order_by("id").values_list("id", "kind", "case_id", "at")
    return [(pk, kind, case, at.astimezone(UTC).replace(tzinfo=None)) for pk, kind, case, at in rows]


def test_only_what_is_new_is_written(folder: Path) -> None:
    _open(1)
    first = feed(folder, at=NOW)
    assert first.events == Event.objects.count() > 0
    assert first.marts_written
    assert feed(folder, at=NOW) == Fed(0, 0, False)
    _open(2)
    before = first.events
    assert feed(folder, at=NOW).events == Event.objects.count() - before
    assert _written(folder) == _logged()
    marts = feeding.current_marts(folder)
    assert duckdb.connect().execute(f"SELECT count(*) FROM '{marts}/cases.parquet'").fetchone() == (2,)


def test_who_is_cut_off_writes_the_same_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        _open(number)
    monkeypatch.setattr(feeding, "BATCH", 2)

    def killed(file: Path, text: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(feeding, "_replace", killed)
        with pytest.raises(KeyboardInterrupt):
            feed(folder, at=NOW)
    feed(folder, at=NOW)
    assert _written(folder) == _logged()


def test_a_month_that_is_over_is_one_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        _open(number, NOW + timedelta(minutes=number))
        feed(folder, at=NOW)
    month = folder / "log" / f"month={NOW:%Y-%m}"
    assert len(list(month.glob("part-*.parquet"))) > 1
    finish = feeding._finish
    with monkeypatch.context() as cut:
        cut.setattr(feeding, "_finish", lambda place: None)
        feed(folder, at=NOW + timedelta(days=40))
    finish(month)
    assert len(list(month.glob("part-*.parquet"))) == 1
    assert _written(folder) == _logged()


@pytest.mark.postgres
def test_a_transaction_that_ends_late_is_not_passed_over(folder: Path) -> None:
    """Two events commit in the other order than their ids: both are in the files, once."""
    import psycopg

    _open(1)
    row = Event.objects.order_by("id").values().first()
    assert row is not None
    columns = [name for name in row if name not in ("id", "txid", "payload")]
    insert = (
        f"INSERT INTO {Event._meta.db_table} ({', '.join(columns)}, payload, txid) VALUES "
        f"({', '.join(['%s'] * len(columns))}, '{{}}', pg_current_xact_id()::text::bigint)"
    )
    settings = connection.get_connection_params()
    plain = {
        key: settings[key] for key in ("dbname", "user", "host", "port", "password") if settings.get(key)
    }
    with psycopg.connect(**plain) as late, psycopg.connect(**plain) as early:
        late.execute(insert, [row[name] for name in columns])
        early.execute(insert, [row[name] for name in columns])
        early.commit()
        feed(folder, at=NOW)
        late.commit()
    feed(folder, at=NOW)
    assert _written(folder) == _logged()
