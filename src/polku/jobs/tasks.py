"""Jobs about jobs."""

from datetime import datetime, timedelta

from polku.jobs.actions import forget_finished
from polku.jobs.models import Job
from polku.jobs.registry import job, schedule

KEPT_DAYS = 14


@job("jobs.forget_finished", limit_seconds=300)
def forget(_job: Job, /, *, at: datetime) -> None:
    """Keep the table of jobs short."""
    forget_finished(before=at - timedelta(days=KEPT_DAYS))


schedule("jobs.forget_finished", "17 3 * * *")
