"""Work of advice by the clock."""

from datetime import datetime

from polku.advice.making import night
from polku.jobs.models import Job
from polku.jobs.registry import job, schedule

NIGHT = "advice.night"


@job(NIGHT, limit_seconds=1800, tries=2, apart=True)
def compare(_one: Job, /, *, at: datetime) -> None:
    """Compare like deals with and without what was done."""
    night(at=at)


schedule(NIGHT, "50 2 * * *")
"""Nightly, after the forecast."""
