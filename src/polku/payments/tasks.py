"""Work of payments by the clock."""

from contextlib import suppress
from datetime import datetime

from django.utils import timezone

from polku.access.logic import SYSTEM
from polku.access.models import User
from polku.access.queries import actor_of
from polku.eventlog.events import Via
from polku.jobs.actions import progress
from polku.jobs.models import Job
from polku.jobs.registry import job, schedule
from polku.kernel.errors import DomainError
from polku.payments.actions import end_promises, expire_daily, files, remind_daily
from polku.payments.models import StatementFile

DAILY = "payments.remind"


@job(DAILY, limit_seconds=3600)
def remind(_job: Job, /, *, at: datetime) -> None:
    """See which promises were broken, send the reminders that are due, and let old vouchers expire by rule."""
    end_promises(at=at)
    remind_daily(at=at)
    expire_daily(actor=SYSTEM, at=at)


schedule(DAILY, "10 5 * * *")
"""Early in Europe's morning: what was paid the day before is matched, and nobody is written to at night."""


@job(files.JOB, limit_seconds=600, tries=2, apart=True)
def take_file(one: Job, /, *, at: datetime) -> None:
    """Read a long file of the bank, in the name of who sent it."""
    row = StatementFile.objects.select_related("file").get(id=one.args["file"])
    if row.state != files.READING:
        return
    user = User.objects.get(id=row.by_id) if row.by_id else None
    actor = actor_of(user, Via(one.args.get("via", Via.WEB))) if user else SYSTEM
    with suppress(DomainError):  # the page says what was wrong with the file
        files.read_in(
            row, actor=actor, at=at, tell=lambda done, total: progress(one, done, total, at=timezone.now())
        )
