"""The demo is filled in the background, while the server already answers."""

from datetime import datetime

from polku.demo.actions import load
from polku.jobs.models import Job
from polku.jobs.registry import job

PAUSE_SECONDS = 0.12
"""SQLite lets one write at a time, and who waits looks again ten times a second."""


@job("demo.load", limit_seconds=600, tries=2, apart=True)
def load_demo(row: Job, *, at: datetime) -> None:
    """Fill the demo company."""
    size, language = (str(row.args.get(name, known)) for name, known in (("size", "small"), ("language", "")))
    load(size=size, language=language, at=at, pause_seconds=PAUSE_SECONDS)
