"""What Today shows of mail: one's own messages that did not arrive."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from polku.access.logic import Actor
from polku.access.rules import AccessPermission
from polku.company.queries import company
from polku.mail.models import Outgoing, State
from polku.mail.queries import has_server
from polku.mail.words import TOLD
from polku.office.registry import abouts
from polku.ui.registry import TodayRow

SHOWN = 20
SHOWN_FOR = timedelta(days=14)
MAIL = gettext_lazy("Mail")


def waiting(actor: Actor, at: datetime) -> list[TodayRow]:
    """That messages wait because no mail server is named, to who may name one."""
    if not actor.may(AccessPermission.MANAGE_COMPANY) or company().is_demo or has_server():
        return []
    number = Outgoing.objects.filter(state__in=(State.WAITING, State.QUEUED)).count()
    if not number:
        return []
    return [
        TodayRow(
            key="mail-server",
            why=ngettext("%(n)s message waits for a server.", "%(n)s messages wait for a server.", number)
            % {"n": number},
            title=_("Set up the mail server"),
            url=reverse("office:mail"),
            signal="late",
            rank=30,
            kind=MAIL,
            act_label=_("Settings"),
            act_url=reverse("office:mail"),
        )
    ]


def unsent(actor: Actor, at: datetime) -> list[TodayRow]:
    """Messages that came back or were given up, about which nothing was sent since."""
    lost = (State.FAILED, State.BOUNCED)
    later = Outgoing.objects.filter(
        subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id"), id__gt=OuterRef("id")
    )
    rows = Outgoing.objects.filter(
        ~Exists(later), state__in=lost, actor_id=actor.user_id, at__gte=at - SHOWN_FOR,
        subject_type__in=abouts.keys(),
    )  # fmt: skip
    return [
        TodayRow(
            key=f"mail-{row.pk}",
            why=TOLD[State(row.state)],
            title=row.subject,
            url=abouts.get(row.subject_type).url(row.subject_id),
            detail=f"{row.to} · {row.reason}"[:160],
            signal="stuck",
            due=row.at,
            rank=10,
            kind=MAIL,
            act_label=_("Try again"),
            act_url=abouts.get(row.subject_type).url(row.subject_id),
        )
        for row in rows.defer("text", "html").order_by("-id")[:SHOWN]
    ]
