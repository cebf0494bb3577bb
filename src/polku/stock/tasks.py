"""Work of stock by the clock: delivery notes are kept as files."""

from datetime import datetime

from polku.jobs.models import Job
from polku.jobs.registry import job, schedule
from polku.stock.actions.noting import draw_waiting, waiting

NOTES = "stock.draw_notes"


@job(NOTES, limit_seconds=300, apart=True)
def draw_notes(one: Job, /, *, at: datetime) -> None:
    """Draw the notes of what left."""
    draw_waiting(at=at)


schedule(NOTES, "*/10 * * * *", is_needed=lambda: waiting().exists())
