"""Background work over customers: the scan for duplicates goes on where it stopped."""

from datetime import datetime

from polku.contacts.actions.pairs import scan_for_duplicates
from polku.jobs.models import Job
from polku.jobs.registry import job, schedule

ROUNDS = 50


@job("contacts.scan_for_duplicates", limit_seconds=600)
def scan(_job: Job, /, *, at: datetime) -> None:
    """Look at up to 50,000 customers that are new since the last time."""
    for _round in range(ROUNDS):
        if not scan_for_duplicates(at=at):
            return


schedule("contacts.scan_for_duplicates", "*/10 * * * *")
