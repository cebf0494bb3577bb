"""Work of the cycle by the clock: the list follows the log; once a day all of it is recomputed."""

from datetime import datetime
from typing import Final

from polku.cycle.actions.keeping import keep_all
from polku.cycle.following import catch_up
from polku.jobs.models import Job
from polku.jobs.registry import job, schedule

FOLLOW: Final = "cycle.follow"
RECOMPUTE: Final = "cycle.recompute"


@job(FOLLOW, limit_seconds=1800)
def follow(one: Job, /, *, at: datetime) -> None:
    """Judge the orders of deals where something happened."""
    catch_up(at=at)


@job(RECOMPUTE, limit_seconds=3600, apart=True)
def recompute(one: Job, /, *, at: datetime) -> None:
    """Judge every order from its documents."""
    keep_all()


schedule(FOLLOW, "* * * * *")
schedule(RECOMPUTE, "25 2 * * *")
