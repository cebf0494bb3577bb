"""Work on deals in the background: changes of many, and by the hour what time alone lets go on."""

from datetime import datetime

from django.utils import timezone

from polku.access.models import User
from polku.access.queries import actor_of
from polku.deals.actions.advancing import advance_by_clock
from polku.deals.actions.batches import run_batch
from polku.deals.actions.escalating import escalate_due
from polku.deals.models import Batch
from polku.eventlog.events import Via
from polku.jobs.actions import progress
from polku.jobs.models import Job
from polku.jobs.registry import job, schedule

KIND = "deals.batch"
BY_CLOCK = "deals.advance_by_clock"
ESCALATE = "deals.escalate"


@job(KIND, limit_seconds=300)
def change_many(job: Job, /, *, at: datetime) -> None:
    """Carry out a batch in the name of the person who began it, with the rights that person has now."""
    batch = Batch.objects.get(id=job.args["batch"])
    user = User.objects.get(id=batch.by_id)
    total = batch.total
    run_batch(
        batch,
        actor=actor_of(user, Via.WEB),
        at=at,
        told=lambda done: progress(job, done, total, at=timezone.now()),
    )


@job(ESCALATE, limit_seconds=120)
def escalate(_job: Job, /, *, at: datetime) -> None:
    """Tell who is to be told of deals that stay too long in their stage."""
    escalate_due(at=at)


schedule(ESCALATE, "7 * * * *")


@job(BY_CLOCK, limit_seconds=1800)
def look_at_clock(job: Job, /, *, at: datetime) -> None:
    """Let deals go on whose stage goes by something that changes as time passes."""
    advance_by_clock(at=at)


schedule(BY_CLOCK, "17 * * * *")
