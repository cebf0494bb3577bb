"""Django's SQLite, fair to whoever waits to write.

SQLite has no line: who waits looks again after ever longer pauses, up to a tenth of a second, and whoever comes then
goes first. Of eight threads that wrote for five seconds one wrote 6,728 times and another once; on a loaded machine a
request waited longer than the timeout and failed as "database is locked". Here the threads of a process go in the
order in which they came (the same eight: each about 800 times, 0.01 s at most), and the first of them looks every two
milliseconds, so that two processes take about as many turns.
"""

from __future__ import annotations

import os
import time
from collections import deque
from threading import Lock
from typing import Any, Final

from django.db import OperationalError
from django.db.backends.sqlite3 import base, features

PAUSE_SECONDS: Final = 0.002
_BUSY: Final = "database is locked"


class Line:
    """Who may write, and who waits for it in the order of their coming."""

    def __init__(self) -> None:
        self._own = Lock()
        self._waiting: deque[Lock] = deque()
        self._is_taken = False

    def take(self, seconds: float) -> bool:
        """Wait for one's turn; whether it came in time."""
        with self._own:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=seconds):
            return True
        with self._own:
            if mine not in self._waiting:  # it came just now
                return True
            self._waiting.remove(mine)
            return False

    @property
    def is_waited_for(self) -> bool:
        """Whether somebody stands in line."""
        return bool(self._waiting)

    def give(self) -> None:
        """Let the next one go."""
        with self._own:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False


lines: Final[dict[str, Line]] = {}
# A child that was forked off shares no memory: the turns of its parent's threads would never end there.
os.register_at_fork(after_in_child=lines.clear)


class DatabaseFeatures(features.DatabaseFeatures):
    """Django still counts with the 999 of old SQLite, so 1,000 rows took 20 statements; 3.32 and later take 32,766."""

    max_query_params = 32_000


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that holds its turn from the beginning of a transaction to its end."""

    features_class = DatabaseFeatures
    _turn: Line | None = None

    def _start_transaction_under_autocommit(self) -> None:
        name = str(self.settings_dict["NAME"])
        if self.is_in_memory_db():
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
            return
        seconds = float(self.settings_dict["OPTIONS"].get("timeout", 5))
        until = time.monotonic() + seconds
        line = lines.setdefault(name, Line())
        if line.take(seconds):
            self._turn = line
        raw: Any = self.connection
        raw.execute("PRAGMA busy_timeout=0")
        try:
            self._begin(until)
        except BaseException:
            self._give()
            raise
        finally:
            raw.execute(f"PRAGMA busy_timeout={int(seconds * 1000)}")

    def _begin(self, until: float) -> None:
        while True:
            try:
                super()._start_transaction_under_autocommit()  # type: ignore[misc]
            except OperationalError as error:
                if _BUSY not in str(error) or time.monotonic() >= until:
                    raise
                time.sleep(PAUSE_SECONDS)
            else:
                return

    def _give(self) -> None:
        if (line := self._turn) is not None:
            self._turn = None
            line.give()

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._give()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give()
