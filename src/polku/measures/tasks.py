"""Looking at goals every morning, and mailing dashboards when they are due."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from io import BytesIO

from django.utils import translation
from django.utils.text import slugify

from polku.access.queries import actor_of
from polku.company.queries import company, day_of
from polku.eventlog.events import Via
from polku.files.actions import store
from polku.jobs.actions import progress
from polku.jobs.models import Job
from polku.jobs.registry import job, schedule
from polku.measures import queries
from polku.measures.actions import Look, look_at_goals
from polku.measures.actions.mailing import JOB as MAIL
from polku.measures.actions.mailing import ask_for_mails, end_mailing, send_dashboard
from polku.measures.measuring.goals import stand
from polku.measures.measuring.papers import Sheet, drawn
from polku.measures.models import Goal, Mailing

LOOK = "measures.look_at_goals"
DUE = "measures.mail_due"
AT_ONCE = 50


@job(LOOK, limit_seconds=300, apart=True)
def look(job: Job, /, *, at: datetime) -> None:
    """How every goal that goes on stands, so that Today and the map need not compute it."""
    rows = list(
        Goal.objects.current().filter(from_date__lte=day_of(at)).exclude(check_made__state__in=["missed"])
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
    """Ask for a mail to everybody whose dashboard is due."""
    ask_for_mails(queries.due_mailings(at), zone=company().time_zone, at=at)


@job(MAIL, limit_seconds=300, apart=True)
def mail(job: Job, /, *, at: datetime) -> None:
    """Draw a dashboard for one person, with the figures that person may see, and mail it."""
    row = Mailing.objects.select_related("dashboard", "recipient").filter(id=job.args["mailing"]).first()
    if row is None or not row.recipient.is_active:
        return
    actor = actor_of(row.recipient, Via.AUTOMATIC)
    board = queries.dashboards(actor).filter(id=row.dashboard_id).first()
    if board is None:
        end_mailing(row)
        return
    content = drawn(Sheet(board.name, board.query, queries.tiles(board)), actor=actor, now=at)
    name = f"{slugify(board.name) or 'dashboard'}-{at:%Y-%m-%d}.pdf"
    of = ("dashboard", board.pk)
    keep = partial(store, BytesIO(content), name=name, at=at, subject=of, owner_id=row.recipient_id)
    with translation.override(actor.language):
        send_dashboard(row, board, keep, language=actor.language, at=at)


schedule(LOOK, "40 2,10,14 * * *")
schedule(DUE, "3-59/10 * * * *")
