"""Reads of obstacles and feedback: of one deal, by code, as a list; what rises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Q

from polku.access.logic import SYSTEM, Actor
from polku.deals.logic.outcomes import Outcome
from polku.journey.logic.codes import State
from polku.journey.logic.rising import WEEKS_BEFORE, WEEKS_NOW, Rise, rising
from polku.journey.models import Feedback, Obstacle
from polku.journey.models.obstacle import ObstacleQuerySet
from polku.kernel.errors import NotFound, gettext_noop
from polku.kernel.stats import kaplan_meier, km_median

PAGE: Final = 50
TIMES_MOST: Final = 20_000
TIMES_LEAST: Final = 5
"""Below so many obstacles no usual time is said."""
_DAY: Final = 86_400


@dataclass(frozen=True)
class OfCode:
    """One kind of obstacle over all deals. `stake_minor` is what the open deals it stands in the way of are worth, in
    the company's currency; `median_days` how long such ones last (Kaplan-Meier, open ones kept in), None where it
    can't be said."""

    code: str
    open: int
    deals: int
    stake_minor: int
    median_days: float | None
    noted: int
    rise: Rise


@dataclass(frozen=True)
class Wanted:
    """What is listed."""

    code: str = ""
    state: str = State.OPEN.value
    owner: str = ""


def of_deal(deal_id: int, user: Actor = SYSTEM) -> list[Obstacle]:
    """The obstacles of a deal, open ones first."""
    rows = (
        Obstacle.objects.visible_to(user)
        .current()
        .filter(deal_id=deal_id)
        .select_related("owner", "by", "deal")
    )
    return sorted(rows.order_by("-id")[:100], key=lambda row: row.state != State.OPEN)


def obstacle(obstacle_id: int, user: Actor) -> Obstacle:
    """One obstacle. Raises: NotFound."""
    rows = Obstacle.objects.visible_to(user).current().select_related("deal", "owner", "by")
    found = rows.filter(id=obstacle_id).first()
    if found is None:
        raise NotFound(gettext_noop("This obstacle does not exist, or you may not see it."))
    return found


def feedback_of(deal_id: int, user: Actor = SYSTEM, most: int = 20) -> list[Feedback]:
    """What was said in a deal, the newest first."""
    rows = Feedback.objects.visible_to(user).current().filter(deal_id=deal_id).select_related("by")
    return list(rows.order_by("-at", "-id")[:most])


def feedback_counts(user: Actor, *, since: datetime) -> list[tuple[str, int, int, int]]:
    """What feedback since a moment was about: topic, warmer, same, colder."""
    rows = Feedback.objects.visible_to(user).current().filter(at__gte=since).order_by().values("about")
    found = rows.annotate(
        warmer=Count("id", filter=Q(tone="warmer")),
        same=Count("id", filter=Q(tone="same")),
        colder=Count("id", filter=Q(tone="colder")),
    )
    told = [(row["about"], row["warmer"], row["same"], row["colder"]) for row in found]
    return sorted(told, key=lambda one: (-sum(one[1:]), one[0]))


def listed(user: Actor, wanted: Wanted) -> ObstacleQuerySet:
    """The obstacles a person means, of those the person may see, the oldest open ones first."""
    rows = Obstacle.objects.visible_to(user).current().select_related("deal__customer", "owner")
    if wanted.code:
        rows = rows.filter(code=wanted.code)
    if wanted.state in set(State):
        rows = rows.filter(state=wanted.state)
    if wanted.owner == "me":
        rows = rows.filter(Q(owner_id=user.user_id) | Q(owner=None, deal__owner_id=user.user_id))
    return rows.order_by("raised_at", "id")


def page(user: Actor, wanted: Wanted, number: int) -> tuple[list[Obstacle], bool]:
    """One page of the list, and whether there is another."""
    start = max(0, number - 1) * PAGE
    rows = list(listed(user, wanted)[start : start + PAGE + 1])
    return rows[:PAGE], len(rows) > PAGE


def rises(user: Actor, at: datetime) -> dict[str, Rise]:
    """Each code of the last sixteen weeks: the newest four against the twelve before; one query."""
    now, before = at - timedelta(weeks=WEEKS_NOW), at - timedelta(weeks=WEEKS_NOW + WEEKS_BEFORE)
    rows = Obstacle.objects.visible_to(user).current().filter(raised_at__gte=before, raised_at__lte=at)
    found = (
        rows.order_by()
        .values("code")
        .annotate(
            now=Count("id", filter=Q(raised_at__gt=now)), before=Count("id", filter=Q(raised_at__lte=now))
        )
    )
    return rising({row["code"]: (row["now"], row["before"]) for row in found})


def by_code(user: Actor, at: datetime) -> list[OfCode]:
    """Every kind of obstacle that was noted within a year or stands in the way, the one that costs most first."""
    rows = (
        Obstacle.objects.visible_to(user)
        .current()
        .filter(Q(state=State.OPEN.value) | Q(raised_at__gt=at - timedelta(days=365)))
    )
    noted: dict[str, list[tuple[float, bool]]] = {}
    times = rows.order_by("-raised_at").values_list("code", "raised_at", "removed_at")
    for code, raised_at, removed_at in times[:TIMES_MOST]:
        days = max(0.0, ((removed_at or at) - raised_at).total_seconds() / _DAY)
        noted.setdefault(code, []).append((days, removed_at is not None))
    stands: dict[str, dict[int, int]] = {}
    number: dict[str, int] = {}
    open_ones = rows.filter(state=State.OPEN.value, deal__outcome=Outcome.OPEN.value).order_by()
    for code, deal_id, worth in open_ones.values_list("code", "deal_id", "deal__value_company_minor"):
        stands.setdefault(code, {})[deal_id] = worth or 0
        number[code] = number.get(code, 0) + 1
    up = rises(user, at)
    nothing = rising({"": (0, 0)})[""]
    found = [
        OfCode(
            code,
            number.get(code, 0),
            len(stands.get(code, {})),
            sum(stands.get(code, {}).values()),
            _median(seen),
            len(seen),
            up.get(code, nothing),
        )
        for code, seen in noted.items()
    ]
    return sorted(found, key=lambda one: (-one.stake_minor, -one.open, -one.noted, one.code))


def _median(seen: Sequence[tuple[float, bool]]) -> float | None:
    if len(seen) < TIMES_LEAST:
        return None
    return km_median(kaplan_meier([days for days, _ in seen], [ended for _, ended in seen]))
