"""Background work over customers: the scan for duplicates goes on where it stopped."""

import time
from datetime import datetime
from typing import Final

from polku.contacts.actions.pairs import has_new_customers, scan_for_duplicates
from polku.jobs.models import Job
from polku.jobs.registry import job, schedule

ROUNDS: Final = 200
REST: Final = 2.0
"""Times as long as a round took: after a large import the scan goes on for hours beside the pages of everybody."""


@job("contacts.scan_for_duplicates", limit_seconds=600, apart=True)
def scan(_job: Job, /, *, at: datetime) -> None:
    """Look at up to 50,000 customers that are new since the last time."""
    for _round in range(ROUNDS):
        began = time.monotonic()
        if not scan_for_duplicates(at=at):
            return
        time.sleep(REST * (time.monotonic() - began))


schedule("contacts.scan_for_duplicates", "*/10 * * * *", is_needed=has_new_customers)
