"""Jobs of webhooks: sending what is due, forgetting what was delivered long ago."""

from datetime import datetime, timedelta

from polku.jobs.models import Job
from polku.jobs.registry import job, schedule
from polku.webhooks.actions import deliver_due, forget_delivered
from polku.webhooks.actions.delivering import JOB

KEPT_DAYS = 30


@job(JOB, limit_seconds=1200, tries=5)
def deliver(_job: Job, /, *, at: datetime) -> None:
    """Send what is due."""
    deliver_due(at=at)


@job("webhooks.forget_delivered", limit_seconds=600)
def forget(_job: Job, /, *, at: datetime) -> None:
    """Keep the table of deliveries short."""
    forget_delivered(before=at - timedelta(days=KEPT_DAYS))


schedule(JOB, "*/10 * * * *")
schedule("webhooks.forget_delivered", "41 3 * * *")
