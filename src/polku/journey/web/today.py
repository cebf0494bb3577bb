"""Rows of Today: what holds buyers up more often than before; one's own obstacles that nobody answers."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku.access.logic import Actor
from polku.journey.models import Obstacle
from polku.journey.queries.obstacles import rises
from polku.journey.web.obstacles import rise_said
from polku.journey.words import obstacle_labels
from polku.ui.registry import TodayRow

KIND = gettext_lazy("Obstacles")
WAITS = timedelta(days=3)
MOST = 20
_STUCK, _LATE = 10, 30


def rising(actor: Actor, at: datetime) -> list[TodayRow]:
    """An alert for each obstacle that rises beyond chance; one query, two where one does."""
    up = {code: rise for code, rise in rises(actor, at).items() if rise.rises}
    labels = obstacle_labels() if up else {}
    return [
        TodayRow(
            key=f"rising-{code}",
            why=_("Rising obstacle"),
            title=labels.get(code, code),
            url=f"{reverse('journey:obstacles')}?code={code}",
            detail=rise_said(rise),
            signal="late",
            rank=_STUCK,
            kind=KIND,
            act_label=_("See the deals"),
            act_url=f"{reverse('journey:obstacles')}?code={code}",
        )
        for code, rise in up.items()
    ]


def unanswered(actor: Actor, at: datetime) -> list[TodayRow]:
    """Obstacles in this person's deals, or given to this person, that have had no answer for three days; one query."""
    if actor.user_id is None:
        return []
    rows = (
        Obstacle.objects.visible_to(actor)
        .open()
        .filter(remedy="", raised_at__lt=at - WAITS, deal__outcome="open")
    )
    mine = rows.filter(owner_id=actor.user_id) | rows.filter(owner=None, deal__owner_id=actor.user_id)
    found = list(mine.select_related("deal").order_by("raised_at", "id")[:MOST])
    labels = obstacle_labels() if found else {}
    return [
        TodayRow(
            key=f"obstacle-{row.id}",
            why=_("Obstacle without an answer"),
            title=labels.get(row.code, row.code),
            url=reverse("deals:deal", args=[row.deal_id]),
            detail=row.deal.title,
            signal="late",
            due=row.raised_at,
            rank=_LATE,
            kind=KIND,
            act_label=_("Answer"),
            act_url=reverse("journey:obstacle", args=[row.id]),
            act_dialog=True,
        )
        for row in found
    ]
