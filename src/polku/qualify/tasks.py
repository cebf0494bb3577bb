"""Work of qualifying by the clock."""

from datetime import datetime

from polku.jobs.models import Job
from polku.jobs.registry import job, schedule
from polku.qualify.actions import drop_unconfirmed

DROP = "qualify.drop_unconfirmed"


@job(DROP, limit_seconds=300)
def drop(one: Job, /, *, at: datetime) -> None:
    """Delete submissions that nobody confirmed in time."""
    drop_unconfirmed(at=at)


schedule(DROP, "35 3 * * *")
