"""Looking at goals every morning, and mailing dashboards when they are due."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from polku.access.queries import actor_of
from polku.company.queries import company
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Via
from polku.files.actions import store
from polku.jobs.actions import enqueue, progress
from polku.jobs.models import Job
from polku.jobs.registry import job, schedule
from polku.mail.actions import post
from polku.measures import queries
from polku.measures.actions import Look, look_at_goals
from polku.measures.events import DashboardMailed
from polku.measures.logic.tiles import next_mailing
from polku.measures.measuring.goals import stand
from polku.measures.measuring.papers import Sheet, drawn
from polku.measures.models import Goal, Mailing

LOOK = "measures.look_at_goals"
DUE = "measures.mail_due"
MAIL = "measures.mail_dashboard"
AT_ONCE = 50


@job(LOOK, limit_seconds=300)
def look(job: Job, /, *, at: datetime) -> None:
    """How every goal that goes on stands, so that Today and the map need not compute it."""
    rows = list(
        Goal.objects.current().filter(from_date__lte=at.date()).exclude(check_made__state__in=["missed"])
    )
    for start in range(0, len(rows), AT_ONCE):
        stood = stand(rows[start : start + AT_ONCE], at)
        looks = [
            Look(one.goal.pk, one.standing.state, one.standing.value, one.standing.pace) for one in stood
        ]
        look_at_goals(looks, at=at)
        progress(job, start + len(looks), len(rows), at=at)


@job(DUE, limit_seconds=120)
def due(_job: Job, /, *, at: datetime) -> None:
    """Ask for a mail to everybody whose dashboard is due, and say when the next one is."""
    zone = company().time_zone
    for row in queries.due_mailings(at):
        with write():
            enqueue(MAIL, {"mailing": row.pk}, at=at, key=f"mailing-{row.pk}")
            # Whatever was missed while the machine was off is mailed once, not once for every day.
            row.next_at = next_mailing(row.rhythm, row.hour, at, zone)
            row.save(update_fields=["next_at"])


@job(MAIL, limit_seconds=300)
def mail(job: Job, /, *, at: datetime) -> None:
    """Draw a dashboard for one person, with the figures that person may see, and mail it."""
    row = Mailing.objects.select_related("dashboard", "recipient").filter(id=job.args["mailing"]).first()
    if row is None or not row.recipient.is_active:
        return
    actor = actor_of(row.recipient, Via.AUTOMATIC)
    board = queries.dashboards(actor).filter(id=row.dashboard_id).first()
    if board is None:
        # Shared no more: nothing is told to who may not see it.
        row.delete()
        return
    content = drawn(Sheet(board.name, board.query, queries.tiles(board)), actor=actor, now=at)
    with translation.override(actor.language), write():
        name = f"{slugify(board.name) or 'dashboard'}-{at:%Y-%m-%d}.pdf"
        of = ("dashboard", board.pk)
        file = store(BytesIO(content), name=name, at=at, subject=of, owner_id=row.recipient_id)
        post(
            to=row.recipient.email,
            subject=_("%(name)s, as of today") % {"name": board.name},
            text=_("The dashboard is attached. Its figures are those that you may see."),
            language=actor.language,
            attachments=[file.pk],
            subject_of=of,
            at=at,
            actor_id=None,
        )
        row.sent_at = at
        row.save(update_fields=["sent_at"])
        entry = Entry(DashboardMailed(recipient_id=row.recipient_id), of, at)
        append([entry], actor_id=None, via=Via.AUTOMATIC, recorded_at=at)


schedule(LOOK, "40 2,10,14 * * *")
schedule(DUE, "3-59/10 * * * *")
