"""Tests that need several connections, as threads and processes have: on SQLite a file, not a database in memory."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections

from polku.db import guards

WAIT_SECONDS = 60
_empty: list[Any] = []


@contextmanager
def on_disk(folder: Path) -> Iterator[None]:
    """For a while the SQLite test database is a file in this folder; on PostgreSQL nothing changes."""
    if connection.vendor != "sqlite":
        yield
        return
    file = folder / "polku.sqlite3"
    connection.ensure_connection()
    in_memory, name = connection.connection, connection.settings_dict["NAME"]
    with closing(sqlite3.connect(file)) as copy:
        in_memory.backup(copy)
    connection.connection = None
    connection.settings_dict["NAME"] = str(file)
    _empty.append(in_memory)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        connection.connection = _empty.pop()


@contextmanager
def elsewhere(folder: Path) -> Iterator[None]:
    """Within `on_disk`, another database of the same engine for a while: all tables, no rows."""
    if connection.vendor != "sqlite":
        with guards.lifted():
            call_command("flush", interactive=False, verbosity=0)
        yield
        return
    first = connection.settings_dict["NAME"]
    connection.close()
    folder.mkdir(exist_ok=True)
    with closing(sqlite3.connect(folder / "polku.sqlite3")) as copy:
        _empty[-1].backup(copy)
    connection.settings_dict["NAME"] = str(folder / "polku.sqlite3")
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = first


def at_once(*deeds: Callable[[], Any]) -> Sequence[Any]:
    """Do all this at the same moment, each in a thread with a connection of its own; what each answered or raised."""
    answers: list[Any] = [None] * len(deeds)
    ready = threading.Barrier(len(deeds))

    def run(number: int) -> None:
        try:
            connections["default"].ensure_connection()
            ready.wait(WAIT_SECONDS)
            answers[number] = deeds[number]()
        except Exception as error:
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    return answers
