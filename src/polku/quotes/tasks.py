"""Work of quotes by the clock."""

from datetime import datetime

from polku.jobs.models import Job
from polku.jobs.registry import job, schedule
from polku.quotes.actions import expire

EXPIRE = "quotes.expire"


@job(EXPIRE, limit_seconds=300)
def run_out(one: Job, /, *, at: datetime) -> None:
    """Let offers run out whose day has passed."""
    expire(at=at)


schedule(EXPIRE, "7 * * * *")
"""Every hour: a day ends at another hour in each time zone."""
