"""Work of payments by the clock."""

from datetime import datetime

from polku.jobs.models import Job
from polku.jobs.registry import job, schedule
from polku.payments.actions import end_promises, remind_daily

DAILY = "payments.remind"


@job(DAILY, limit_seconds=3600)
def remind(_job: Job, /, *, at: datetime) -> None:
    """See which promises were broken, and send the reminders that are due."""
    end_promises(at=at)
    remind_daily(at=at)


schedule(DAILY, "10 5 * * *")
"""Early in Europe's morning: what was paid the day before is matched, and nobody is written to at night."""
