"""What the buyer's side hands to insight, how content buyers said they are; and the indicators that come of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.insight.filters import Filter
from polku.insight.logic.buyers import CONTENT
from polku.insight.sources import MartSource
from polku.journey.rules import JourneyPermission
from polku.measures.registry import Source, of_deals

OPINIONS: Final = MartSource(
    "opinions",
    "SELECT id AS opinion_id, deal_id AS case_id, at, score, stage FROM journey_feedback"
    " WHERE score IS NOT NULL AND voided_at IS NULL",
    ("opinion_id", "case_id", "at", "score", "stage"),
)
Loaded = Sequence[tuple[float | None, int]]


def _scores(actor: Actor, f: Filter, bounds: tuple[datetime, ...]) -> list[list[int]]:
    """The scores given in each period, of every deal the last one there."""
    from polku.journey.models import Feedback  # noqa: PLC0415 -- apps must be loaded first

    rows = Feedback.objects.visible_to(actor).current().filter(of_deals(f), score__isnull=False)
    rows = rows.filter(at__gte=bounds[0], at__lt=bounds[-1]).order_by("at", "id")
    last: list[dict[int, int]] = [{} for _ in bounds[1:]]
    for deal_id, at, score in rows.values_list("deal_id", "at", "score"):
        last[bisect_right(bounds, at) - 1][deal_id] = score or 0
    return [list(period.values()) for period in last]


def _content(actor: Actor, f: Filter, bounds: tuple[datetime, ...], now: datetime) -> Loaded:
    periods = _scores(actor, f, bounds)
    return [
        (sum(one >= CONTENT for one in here) / len(here) if here else None, len(here)) for here in periods
    ]


def _mean(actor: Actor, f: Filter, bounds: tuple[datetime, ...], now: datetime) -> Loaded:
    periods = _scores(actor, f, bounds)
    return [(sum(here) / len(here) if here else None, len(here)) for here in periods]


SOURCES: Final = (
    Source(
        key="satisfaction",
        label=_("Content buyers"),
        definition=_(
            "Of the deals in which a buyer said in the period how content they are, the share of 4 and 5."
        ),
        unit="share",
        load=_content,
        permission=JourneyPermission.SEE,
        flows=False,
    ),
    Source(
        key="mean_score",
        label=_("Mean score of buyers"),
        definition=_(
            "The mean of the scores from 1 to 5 that buyers gave in the period, the last one of each deal."
        ),
        unit="number",
        load=_mean,
        permission=JourneyPermission.SEE,
        flows=False,
    ),
)
"""For formulas: `series("satisfaction")`."""
