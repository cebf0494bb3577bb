"""Mailing dashboards when they are due: asked for in time, sent once, stopped where they are shared no more."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Via
from polku.files.models import File
from polku.jobs.actions import enqueue
from polku.mail.actions import post
from polku.measures.events import DashboardMailed
from polku.measures.logic.tiles import next_mailing
from polku.measures.models import Dashboard, Mailing

JOB = "measures.mail_dashboard"


def ask_for_mails(rows: Sequence[Mailing], *, zone: str, at: datetime) -> None:
    """Ask for each mail that is due, and say when the next one is.

    Whatever was missed while the machine was off is mailed once, not once for every day.
    """
    for row in rows:
        with write():
            enqueue(JOB, {"mailing": row.pk}, at=at, key=f"mailing-{row.pk}")
            row.next_at = next_mailing(row.rhythm, row.hour, at, zone)
            row.save(update_fields=["next_at"])


def send_dashboard(
    row: Mailing, board: Dashboard, keep: Callable[[], File], *, language: str, at: datetime
) -> None:
    """Put the mail with the drawn dashboard into the outbox; `keep` stores the paper. The language is active."""
    of = ("dashboard", board.pk)
    text = _("The dashboard is attached. Its figures are those that you may see.")
    if row.link:
        text += "\n\n" + _("With the figures of now, and the deals behind them: %(link)s") % {
            "link": row.link
        }
    with write():
        post(
            to=row.recipient.email,
            subject=_("%(name)s, as of today") % {"name": board.name},
            text=text,
            language=language,
            attachments=[keep().pk],
            subject_of=of,
            at=at,
            actor_id=None,
        )
        row.sent_at = at
        row.save(update_fields=["sent_at"])
        entry = Entry(DashboardMailed(recipient_id=row.recipient_id), of, at)
        append([entry], actor_id=None, via=Via.AUTOMATIC, recorded_at=at)


def end_mailing(row: Mailing) -> None:
    """Forget a mailing to somebody who may not see the dashboard any more: nothing is told."""
    with write():
        row.delete()
