"""Whoever wants to write to SQLite waits in line."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction

from polku.company.models import Company
from polku.db.sqlite.base import Line
from tests.db.on_disk import on_disk


def test_who_came_first_goes_first() -> None:
    line, went = Line(), []
    assert line.take(0)

    def go(number: int) -> None:
        line.take(10)
        went.append(number)
        line.give()

    threads = []
    for number in range(4):
        threads.append(threading.Thread(target=go, args=[number]))
        threads[-1].start()
        while len(line._waiting) <= number:
            pass
    line.give()
    for thread in threads:
        thread.join(10)
    assert went == [0, 1, 2, 3]


def test_who_waited_too_long_leaves_the_line() -> None:
    line = Line()
    assert [line.take(0), line.take(0.001)] == [True, False]
    line.give()
    assert line.take(0)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="runs on SQLite only")
@pytest.mark.django_db(transaction=True)
def test_a_turn_ends_with_its_transaction_however_that_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with on_disk(tmp_path):
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.01)
        with closing(sqlite3.connect(tmp_path / "polku.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(OperationalError, match="locked"), transaction.atomic():
                pass
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            raise ZeroDivisionError
        with transaction.atomic():
            connection.close()
        with transaction.atomic():
            assert Company.objects.count() == 0
