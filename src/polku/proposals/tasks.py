"""Running proposals come to their verdict by themselves."""

from datetime import datetime

from polku.access.logic import SYSTEM
from polku.jobs.models import Job
from polku.jobs.registry import job, schedule
from polku.proposals import weighing
from polku.proposals.actions import decide_proposal
from polku.proposals.models import Proposal

DECIDE = "proposals.decide"


@job(DECIDE, limit_seconds=600, apart=True)
def decide(_job: Job, /, *, at: datetime) -> None:
    """Decide every proposal whose sample is there or whose time is over."""
    decide_due(at=at)


schedule(DECIDE, "25 * * * *", is_needed=lambda: Proposal.objects.running().exists())


def decide_due(*, at: datetime) -> int:
    """As the job; how many were decided."""
    number = 0
    for row in Proposal.objects.running().select_related("process").order_by("id"):
        found = weighing.verdict(row, at)
        if found is not None:
            decide_proposal(row.pk, found, actor=SYSTEM, at=at)
            number += 1
    return number
