"""The job that empties the outbox."""

from datetime import datetime

from polku.jobs.models import Job
from polku.jobs.registry import job, schedule
from polku.mail.actions import send_due
from polku.mail.actions.posting import JOB


@job(JOB, limit_seconds=1200, tries=5)
def send(_job: Job, /, *, at: datetime) -> None:
    """Send what is due."""
    send_due(at=at)


# A server named in the environment, or a message whose worker died, is noticed without anybody posting.
schedule(JOB, "*/10 * * * *")
