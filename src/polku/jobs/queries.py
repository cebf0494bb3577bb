"""Reads of jobs."""

from django.db.models import QuerySet

from polku.jobs.models import Job


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
