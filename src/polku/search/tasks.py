"""Background work of the search."""

from datetime import datetime
from typing import Final

from polku.jobs.models import Job
from polku.jobs.registry import job
from polku.search import index

PURGE: Final = "search.purge"


@job(PURGE, limit_seconds=600, apart=True)
def purge(_job: Job, /, *, at: datetime) -> None:
    """Merge what was taken out of the full-text index until nothing of it is left in the file, a bit at a time."""
    while index.purge_some():
        pass
