"""What of a person's own deals waits today: each by an index of its own, the most urgent first."""

from datetime import datetime
from typing import Final

from django.db.models import Q

from polku.access.logic import Actor
from polku.deals.models import Deal
from polku.deals.models.deal import DealQuerySet
from polku.deals.queries.boards import Card, as_cards
from polku.deals.queries.filters import day_ends, too_old

ROWS: Final = 50


def steps_until(actor: Actor, at: datetime) -> list[Deal]:
    """Open deals whose next step is due by the end of the day, the oldest first."""
    _start, end = day_ends(at)
    rows = _own(actor).filter(next_step_at__lt=end).exclude(next_step="")
    return list(rows.order_by("next_step_at", "id")[: 2 * ROWS])


def without_step(actor: Actor) -> list[Deal]:
    """Open deals for which nothing is agreed, the newest first."""
    return list(_own(actor).filter(next_step="").order_by("-id")[:ROWS])


def past_their_time(actor: Actor, at: datetime) -> list[Card]:
    """Open deals that are late or stuck in their stage and whose next step is not due today."""
    _start, end = day_ends(at)
    later = Q(next_step_at=None) | Q(next_step_at__gte=end)
    rows = _own(actor).filter(too_old("late", "", at), later).exclude(next_step="")
    return as_cards(list(rows.order_by("stage_entered_at", "id")[:ROWS]), at)


def _own(actor: Actor) -> DealQuerySet:
    rows = Deal.objects.visible_to(actor).open().filter(owner_id=actor.user_id)
    return rows.select_related("customer", "owner")
