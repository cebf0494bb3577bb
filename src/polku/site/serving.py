"""What runs beside the pages in the serving process: the worker of background jobs, and the demo's first filling."""

import atexit
import os
import sys
from importlib import import_module
from threading import Timer
from typing import Final

from django.conf import settings
from django.utils import timezone

from polku.db import guards
from polku.site.starting import DEMO_FLAG, JOBS_FLAG

API_AFTER: Final = 1.0
"""Seconds after the start at which the API is loaded, where nobody has asked it yet; first the pages answer."""


def start_beside() -> None:
    """Start the job runner as a thread of this process, where `polku serve` asked for it."""
    if os.environ.get(JOBS_FLAG) != "1":
        return
    loading = Timer(API_AFTER, import_module, [settings.API_URLCONF])
    loading.daemon = True
    loading.start()
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
