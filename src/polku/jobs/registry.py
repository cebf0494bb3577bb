"""Kinds of background work and their schedules; a domain's `tasks.py` fills it, loaded in `apps.py: ready()`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from croniter import croniter

from polku.jobs.models import Job
from polku.kernel.registry import Registry


class Handler(Protocol):
    """What does the work of a kind: ids in, one action call."""

    def __call__(self, job: Job, /, *, at: datetime) -> None: ...


@dataclass(frozen=True)
class Kind:
    """How a kind of job is run: by what, how long its lease is, how often it is tried, and where.

    What is long or needs much memory runs `apart`: in a process beside the pages (`jobs.beside`).
    """

    name: str
    handler: Handler
    limit_seconds: int
    tries: int
    apart: bool = False


@dataclass(frozen=True)
class Schedule:
    """A kind that runs by the clock, in UTC, when there `is_needed` something to do."""

    kind: str
    cron: str
    is_needed: Callable[[], bool] = lambda: True

    def next_after(self, moment: datetime) -> datetime:
        """The first time of the schedule after a moment."""
        return croniter(self.cron, moment).get_next(datetime)  # type: ignore[no-any-return]


surroundings: list[Callable[[], AbstractContextManager[object]]] = []
"""What every job is done inside of, as every request is inside its middleware."""

kinds: Registry[Kind] = Registry("kinds of jobs")
schedules: Registry[Schedule] = Registry("schedules of jobs")


def job(
    kind: str, *, limit_seconds: int, tries: int = 3, apart: bool = False
) -> Callable[[Handler], Handler]:
    """Decorate the function that does a kind of job.

    `limit_seconds` is the longest it may be silent: reporting progress renews the lease.
    """

    def register(handler: Handler) -> Handler:
        kinds.register(kind, Kind(kind, handler, limit_seconds, tries, apart))
        return handler

    return register


def schedule(kind: str, cron: str, *, is_needed: Callable[[], bool] = lambda: True) -> None:
    """Run a kind by the clock (five cron fields, UTC), one at a time.

    `is_needed` is a quick question asked before: what runs apart would need a process only to find nothing.
    """
    if not croniter.is_valid(cron):
        raise ValueError(f"“{cron}” is not a schedule")
    kinds.get(kind)
    schedules.register(kind, Schedule(kind, cron, is_needed))
