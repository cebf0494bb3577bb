"""The demo is filled in the background, while the server already answers."""

from datetime import datetime

from polku.demo.actions import load
from polku.jobs.models import Job
from polku.jobs.registry import job


@job("demo.load", limit_seconds=600, tries=2)
def load_demo(row: Job, *, at: datetime) -> None:
    """Fill the demo company."""
    load(size=str(row.args.get("size", "small")), language=str(row.args.get("language", "")), at=at)
