"""The figure that this domain hands over itself: open deals whose next step is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.deals.models import Deal
from polku.deals.rules import DealPermission
from polku.insight.filters import Filter
from polku.measures.registry import Source, of_deals


def _overdue(
    actor: Actor, f: Filter, bounds: tuple[datetime, ...], now: datetime
) -> Sequence[tuple[int | None, int]]:
    rows = Deal.objects.visible_to(actor).current().filter(of_deals(f, ""), outcome="open")
    open_now = rows.count()
    late = rows.filter(next_step_at__lt=now).count()
    here = [start <= now < end for start, end in pairwise(bounds)]
    return [(late, open_now) if one else (None, 0) for one in here]


OVERDUE = Source(
    key="overdue_steps",
    label=_("Overdue next steps"),
    definition=_("Open deals whose next step was due before now. Known for this moment only."),
    unit="count",
    load=_overdue,
    permission=DealPermission.SEE,
    flows=False,
    rows=lambda _start, _end: "/deals/?as=list&step=overdue",
)
