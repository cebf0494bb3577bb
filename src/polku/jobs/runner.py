"""Runs what is due: once (`run_pending`) or all the time (`Worker`)."""

import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from datetime import datetime
from time import monotonic

from django.db import close_old_connections, connection, connections, transaction

from polku.db.transactions import is_sqlite
from polku.jobs.actions import claim, enqueue_scheduled, enqueued, fail, finish, sweep
from polku.jobs.beside import Helper
from polku.jobs.models import Job
from polku.jobs.queries import due
from polku.jobs.registry import kinds, surroundings

log = logging.getLogger("polku.jobs")
Clock = Callable[[], datetime]


def run_pending(now: datetime, max: int = 100) -> int:  # noqa: A002 -- the word every caller expects
    """Run at most `max` jobs that are due at `now`; answers how many were run, well or badly."""
    return _run_due(lambda: now, max)


class Worker(threading.Thread):
    """Looks for due jobs every `poll_seconds`, or at once when this process enqueued one.

    With a `helper`, what runs apart is left to that process.
    """

    def __init__(self, clock: Clock, *, poll_seconds: float = 1.0, helper: Helper | None = None) -> None:
        super().__init__(name="polku-worker", daemon=True)
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._helper = helper
        self._stopping = threading.Event()

    def run(self) -> None:
        """Until `stop`. A round that fails (a database gone for a while) is logged and tried again."""
        first = True
        while not self._stopping.is_set():
            enqueued.clear()
            try:
                # On SQLite nobody else runs anything: what still runs at the start was killed with the last one.
                died = self._helper is not None and self._helper.has_died()
                sweep(at=self._clock(), all_running=(first or died) and is_sqlite())
                enqueue_scheduled(at=self._clock())
                first = False
                busy = _run_due(self._clock, 20, until=self._stopping, apart=False if self._helper else None)
                if self._helper and due(at=self._clock(), apart=True).exists():
                    self._helper.call()
            except Exception:  # the loop must outlive whatever happens to one round
                log.exception("a round of the worker failed")
                connections.close_all()
                busy = 0
            close_old_connections()
            if not busy:
                enqueued.wait(self._poll_seconds)
        connections.close_all()

    def stop(self, timeout_seconds: float = 10) -> None:
        """Take no new job and wait a while for the present one; a longer one is resumed from its lease."""
        self._stopping.set()
        enqueued.set()
        if self._helper:
            self._helper.stop(timeout_seconds)
        if self.is_alive():
            self.join(timeout_seconds)


def help_out(clock: Clock, *, patience_seconds: float = 10, poll_seconds: float = 0.5) -> None:
    """Run what runs apart until nothing was due for a while, or whoever began this process lets go of its input."""
    stopping = threading.Event()
    threading.Thread(target=_listen, args=(stopping,), daemon=True).start()
    last = monotonic()
    while not stopping.is_set() and monotonic() - last < patience_seconds:
        if _run_due(clock, 20, until=stopping, apart=True):
            last = monotonic()
        else:
            stopping.wait(poll_seconds)


def _listen(stopping: threading.Event) -> None:
    """A line asks to take no new job; the end of the input says that nobody is there any more: end at once."""
    for _line in sys.stdin:
        stopping.set()
    os._exit(1)


def _run_due(
    clock: Clock, at_most: int, until: threading.Event | None = None, apart: bool | None = None
) -> int:
    count = 0
    while count < at_most and not (until and until.is_set()):
        found = claim(at=clock(), apart=apart)
        if found is None:
            break
        _run(found, clock)
        count += 1
    return count


def _run(job: Job, clock: Clock) -> None:
    try:
        with ExitStack() as around:
            for one in (_shield, *surroundings):
                around.enter_context(one())
            kinds.get(job.kind).handler(job, at=clock())
    except Exception as error:  # whatever a handler raises is kept with the job
        log.warning("job %s (%s) failed at try %s: %s", job.id, job.kind, job.tries, error)
        last = traceback.extract_tb(error.__traceback__)[-1]
        fail(
            job,
            f"{type(error).__name__}: {error} ({last.filename.rsplit('/', 1)[-1]}:{last.lineno})",
            at=clock(),
        )
    else:
        finish(job, at=clock())


def _shield() -> AbstractContextManager[object]:
    """Inside somebody's transaction a handler's failure takes back the handler's work alone."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()
