"""Work of forecasting by the clock."""

from datetime import datetime

from polku.forecast.making import night
from polku.jobs.models import Job
from polku.jobs.registry import job, schedule

NIGHT = "forecast.night"


@job(NIGHT, limit_seconds=3600, tries=2, apart=True)
def learn(_one: Job, /, *, at: datetime) -> None:
    """Learn from the log, judge the open deals, forecast for everyone and keep it."""
    night(at=at)


schedule(NIGHT, "20 2 * * *")
