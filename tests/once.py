"""What reaches for no database is proven once: a run on a second engine need not repeat it.

    POLKU_RECORD=FILE make test                          # writes down which tests passed without a database
    POLKU_PROVEN=FILE POLKU_DATABASE_URL=... make test   # runs all others

A test is written down only where neither it, nor a fixture that it shares with others, nor its module while that was
read, asked Django for a connection, started a process or forked: in each of these the engine could matter.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import ConnectionHandler


class Watch:
    """A plugin that hears who reached for a database: tests, fixtures, modules."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._at_work: list[object] = []
        self._reached: set[object] = set()
        self._passed: dict[str, set[object]] = {}
        self._others: set[str] = set()

    def reach(self) -> None:
        """The database could matter to everybody who is at work now."""
        self._reached.update(self._at_work)

    def without_database(self) -> list[str]:
        """The tests that passed and to which no engine mattered."""
        return sorted(
            name
            for name, stands_on in self._passed.items()
            if name not in self._others and self._reached.isdisjoint(stands_on)
        )

    def start(self) -> None:
        """From now on hear of every connection and every process."""
        connection_of, begin = ConnectionHandler.__getitem__, subprocess.Popen.__init__

        def heard(handler: ConnectionHandler, alias: str) -> Any:
            self.reach()
            return connection_of(handler, alias)

        def begun(process: Any, *args: Any, **named: Any) -> None:
            self.reach()
            begin(process, *args, **named)

        ConnectionHandler.__getitem__ = heard  # type: ignore[method-assign]
        subprocess.Popen.__init__ = begun  # type: ignore[method-assign, assignment]
        os.register_at_fork(before=self.reach)

    @contextmanager
    def over(self, who: object) -> Iterator[None]:
        """While a test, a fixture or a module is at work."""
        self._at_work.append(who)
        try:
            yield
        finally:
            self._at_work.remove(who)

    @pytest.hookimpl(tryfirst=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> None:
        """Read a module; what is wrong with it is told when pytest asks again."""
        if isinstance(collector, pytest.Module):
            with self.over(collector.nodeid), suppress(Exception, pytest.skip.Exception):
                _ = collector.obj

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
        """Make a fixture: one that several tests share reaches for all of them."""
        if fixturedef.scope == "function":
            return (yield)
        with self.over(fixturedef):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Run a test with all its fixtures."""
        with self.over(item.nodeid):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """What became of a part of a test."""
        report = yield
        if report.outcome != "passed" or hasattr(report, "wasxfail"):
            self._others.add(item.nodeid)
        elif report.when == "call":
            fixtures = item._fixtureinfo.name2fixturedefs.values()  # type: ignore[attr-defined]
            above = [one.nodeid for one in item.listchain()]
            self._passed[item.nodeid] = {*above, *(one for found in fixtures for one in found)}
        return report

    def pytest_sessionfinish(self) -> None:
        """The processes of a run write one after another."""
        with self._file.open("a", encoding="utf-8") as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            out.writelines(f"{name}\n" for name in self.without_database())


class Spare:
    """A plugin that leaves out what a run before this one has proven without a database."""

    def __init__(self, file: Path) -> None:
        self._proven = frozenset(file.read_text(encoding="utf-8").splitlines())

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave them out, and let the summary say so."""
        left_out = [item for item in items if item.nodeid in self._proven]
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item in items if item.nodeid not in self._proven]


def set_up(config: pytest.Config) -> None:
    """Do what the environment asks for."""
    if proven := os.environ.get("POLKU_PROVEN"):
        config.pluginmanager.register(Spare(Path(proven)))
    if file := os.environ.get("POLKU_RECORD"):
        watch = Watch(Path(file))
        watch.start()
        config.pluginmanager.register(watch)
