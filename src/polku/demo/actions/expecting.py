"""What sellers of the made-up company say of their open deals: when they expect the yes, and how sure they are."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from polku.access.logic import Actor
from polku.company.queries import day_of
from polku.deals.actions import update_fields
from polku.deals.models import Deal
from polku.demo.actions.lives import Life
from polku.forecast.actions import set_categories
from polku.forecast.logic.categories import Category
from polku.jobs.actions import enqueue

DAYS_LEFT: Final[Mapping[str, int]] = {
    "find": 62, "contact": 54, "qualify": 46, "needs": 36, "offer": 24, "negotiate": 13, "finalise": 5,
}  # fmt: skip
"""Days from the middle of a stage to the yes, as sellers say."""
SURE: Final[Mapping[str, Category]] = {"finalise": Category.COMMIT, "negotiate": Category.BEST}
UNDATED: Final = 9
"""One of so many has no date: what is missing is to be seen too."""


def expect(lives: Sequence[Life], manager: Actor, *, at: datetime) -> None:
    """Date the open deals and say how sure they are; the night's work on them is done at once."""
    seller_of = {life.deal_id: life.seller for life in lives}
    rows = Deal.objects.open().filter(id__in=seller_of, stage__in=DAYS_LEFT).order_by("id")
    sure: dict[Category, list[int]] = {}
    for place, deal in enumerate(rows):
        if place % UNDATED:
            day = day_of(at + timedelta(days=DAYS_LEFT[deal.stage] + (place * 7) % 23 - 9))
            update_fields(deal.id, {"expected_close": day}, actor=seller_of[deal.id], at=at)
        if category := SURE.get(deal.stage):
            sure.setdefault(category, []).append(deal.id)
    for category, ids in sorted(sure.items()):
        set_categories(ids, category, actor=manager, at=at)
    for job in ("forecast.night", "advice.night"):
        enqueue(job, {}, at=at, key=job)
