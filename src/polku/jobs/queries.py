"""Reads of jobs."""

from datetime import datetime

from django.db.models import QuerySet

from polku.jobs.models import Job
from polku.jobs.registry import kinds


def due(*, at: datetime, apart: bool | None = None) -> QuerySet[Job]:
    """Jobs of known kinds whose time has come, the longest due first; where `apart` is given, of such kinds alone."""
    names = [kind.name for kind in kinds if apart is None or kind.apart == apart]
    waiting = Job.objects.filter(state=Job.State.WAITING, run_at__lte=at, kind__in=names)
    return waiting.order_by("run_at", "id")


def parked() -> QuerySet[Job]:
    """Jobs that gave up and wait for a person, newest first."""
    return Job.objects.filter(state=Job.State.PARKED).order_by("-id")


def newest(kind: str, key: str) -> Job | None:
    """The last job of a kind for one thing."""
    return Job.objects.filter(kind=kind, key=key).order_by("-id").first()


def counts() -> dict[str, int]:
    """How many jobs wait, run and are parked, for the health page."""
    states = (Job.State.WAITING, Job.State.RUNNING, Job.State.PARKED)
    return {state.value: Job.objects.filter(state=state).count() for state in states}
