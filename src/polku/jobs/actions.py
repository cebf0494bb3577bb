"""Writes of jobs: ask for work, take it, report on it, finish or fail it, sweep what died."""

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from polku.db.transactions import write
from polku.jobs import queries
from polku.jobs.models import DueTime, Job
from polku.jobs.registry import Schedule, kinds, schedules

Arg = int | str | bool | None | list[int]
REASON_LENGTH_MAX: Final = 2000
KEY_LENGTH_MAX: Final = 120
BACKOFF_SECONDS: Final = 15

enqueued = threading.Event()
"""Set when a job was committed in this process, so that the worker need not wait for its next look."""


def enqueue(
    kind: str,
    args: Mapping[str, Arg],
    *,
    at: datetime,
    run_at: datetime | None = None,
    key: str | None = None,
) -> Job:
    """Ask for background work, in the transaction of the change that needs it.

    With a `key`, a job of the kind that still waits under the same key is given back instead of a second one.
    """
    kinds.get(kind)
    fresh = Job(
        kind=kind, args=_checked(args), key=(key or "")[:KEY_LENGTH_MAX], run_at=run_at or at, enqueued_at=at
    )
    with write():
        found = _stored(fresh)
        if found.run_at > fresh.run_at:
            found.run_at = fresh.run_at
            found.save(update_fields=["run_at"])
        transaction.on_commit(enqueued.set)
    return found


def claim(*, at: datetime, apart: bool | None = None) -> Job | None:
    """Take the job that has been due longest and start its lease; none where nothing is due.

    `apart` leaves only the kinds that run in a process of their own, or only the others.
    """
    due = queries.due(at=at, apart=apart)
    if not due.exists():  # a look takes no lock; SQLite would take the one write lock for nothing
        return None
    with write():
        found = due.select_for_update(skip_locked=True).first()
        if found is None:
            return None
        found.state = Job.State.RUNNING
        found.tries += 1
        found.started_at = at
        found.lease_until = at + timedelta(seconds=kinds.get(found.kind).limit_seconds)
        found.save(update_fields=["state", "tries", "started_at", "lease_until"])
    return found


def progress(job: Job, done: int, total: int, *, at: datetime) -> None:
    """Say how far the work is; this renews the lease."""
    job.done, job.total = done, total
    job.lease_until = at + timedelta(seconds=kinds.get(job.kind).limit_seconds)
    _held(job).update(done=done, total=total, lease_until=job.lease_until)


def finish(job: Job, *, at: datetime) -> None:
    """The work is done. A worker that lost its lease meanwhile changes nothing."""
    _held(job).update(state=Job.State.DONE, finished_at=at, lease_until=None, reason="")


def fail(job: Job, reason: str, *, at: datetime) -> None:
    """The work failed: try again later, longer each time, or park it with the reason after the last try."""
    kind = kinds.find(job.kind)
    with write():
        if kind is None or job.tries >= kind.tries:
            _close(job, Job.State.PARKED, reason, at)
        elif job.key and Job.objects.filter(kind=job.kind, key=job.key, state=Job.State.WAITING).exists():
            _close(job, Job.State.DONE, f"A newer job does this work. {reason}", at)
        else:
            pause = timedelta(seconds=BACKOFF_SECONDS * 4 ** (job.tries - 1))
            _held(job).update(
                state=Job.State.WAITING,
                run_at=at + pause,
                lease_until=None,
                reason=reason[:REASON_LENGTH_MAX],
            )


def sweep(*, at: datetime, all_running: bool = False) -> int:
    """Take jobs back whose worker died; `all_running` where no other worker can exist (a start on SQLite)."""
    dead = Job.objects.filter(state=Job.State.RUNNING).filter(Q() if all_running else Q(lease_until__lt=at))
    found = list(dead)
    for job in found:
        fail(job, "The worker stopped before the work was done.", at=at)
    if all_running and found:
        Job.objects.filter(id__in=[job.id for job in found], state=Job.State.WAITING).update(run_at=at)
    return len(found)


def retry(job: Job, *, at: datetime) -> None:
    """Give a parked job its tries back."""
    with write():
        Job.objects.filter(id=job.id, state=Job.State.PARKED).update(
            state=Job.State.WAITING, run_at=at, tries=0, finished_at=None
        )
        transaction.on_commit(enqueued.set)


def enqueue_scheduled(*, at: datetime) -> None:
    """Ask for every scheduled kind whose time has come; one worker of several wins each turn."""
    known = {row.kind: row for row in DueTime.objects.all()}
    for one in schedules:
        row = known.get(one.kind)
        if row is None or row.cron != one.cron:
            DueTime.objects.update_or_create(
                kind=one.kind, defaults={"cron": one.cron, "due_at": one.next_after(at)}
            )
        elif row.due_at <= at:
            _take_turn(row, one, at)


def forget_finished(*, before: datetime) -> int:
    """Remove jobs that are done since long; parked ones stay until somebody decides."""
    return Job.objects.filter(state=Job.State.DONE, finished_at__lt=before).delete()[0]


def _take_turn(row: DueTime, one: Schedule, at: datetime) -> None:
    with write():
        won = DueTime.objects.filter(id=row.id, due_at=row.due_at).update(due_at=one.next_after(at))
        if won and one.is_needed():
            enqueue(one.kind, {}, at=at, key="schedule")


def _checked(args: Mapping[str, Arg]) -> dict[str, Arg]:
    for name, value in args.items():
        plain = isinstance(value, int | None) or (isinstance(value, str) and len(value) <= 80)
        if not plain and not (isinstance(value, list) and all(type(one) is int for one in value)):
            raise TypeError(f"a job's argument is an id or a key: {name}")
    return dict(args)


def _stored(fresh: Job) -> Job:
    """Insert the job, or find the one that waits under its key (it may be taken in the same moment)."""
    if not fresh.key:
        fresh.save(force_insert=True)
        return fresh
    waiting = Job.objects.filter(kind=fresh.kind, key=fresh.key, state=Job.State.WAITING)
    found = waiting.select_for_update().first()
    while found is None:
        Job.objects.bulk_create([fresh], ignore_conflicts=True)
        found = waiting.select_for_update().first()
    return found


def _held(job: Job) -> QuerySet[Job]:
    """The row, as long as this try is the one that holds it."""
    return Job.objects.filter(id=job.id, state=Job.State.RUNNING, tries=job.tries)


def _close(job: Job, state: Job.State, reason: str, at: datetime) -> None:
    _held(job).update(state=state, finished_at=at, lease_until=None, reason=reason[:REASON_LENGTH_MAX])
