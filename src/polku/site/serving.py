"""What runs beside the pages in the serving process: the worker of background jobs, and the demo's first filling."""

import atexit
import os
import sys

from django.utils import timezone

from polku.db import guards
from polku.site.starting import DEMO_FLAG, JOBS_FLAG


def start_beside() -> None:
    """Start the job runner as a thread of this process, where `polku serve` asked for it."""
    if os.environ.get(JOBS_FLAG) != "1":
        return
    if missing := guards.missing():
        raise SystemExit(f"polku: the database lacks its guards ({', '.join(missing)}); run: polku init")
    from polku.jobs.actions import enqueue  # noqa: PLC0415 -- apps must be loaded first
    from polku.jobs.beside import Helper  # noqa: PLC0415 -- apps must be loaded first
    from polku.jobs.runner import Worker  # noqa: PLC0415 -- apps must be loaded first

    if os.environ.get(DEMO_FLAG) == "1":
        enqueue("demo.load", {"size": "small"}, at=timezone.now(), key="demo.load")
    worker = Worker(timezone.now, helper=Helper([sys.executable, "-m", "polku.site.helping"]))
    worker.start()
    atexit.register(worker.stop, 2)
