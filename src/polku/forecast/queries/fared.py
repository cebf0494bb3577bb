"""How earlier forecasts fared against what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Sum

from polku.access.logic import Actor, Reach
from polku.deals.logic.outcomes import WINS
from polku.deals.models import Deal
from polku.forecast.calendar import month_after, month_of, starts
from polku.forecast.logic.outlook import LEARNED, METHODS, Came
from polku.forecast.models import Forecast, LearnedModel
from polku.forecast.queries.parts import newest_model
from polku.forecast.rules import ForecastPermission
from polku.kernel.stats import wilson

MONTHS_BACK: Final = 18


@dataclass(frozen=True)
class Told:
    """One forecast of a month that is over, made `ahead` months before it."""

    forecast: Forecast
    ahead: int
    came: Came

    @property
    def held(self) -> bool:
        """Whether what came lay between the marks, by value."""
        return self.forecast.value_p10 <= self.came.value <= self.forecast.value_p90

    @property
    def held_wins(self) -> bool:
        """Whether what came lay between the marks, by the number of wins."""
        return self.forecast.wins_p10 <= self.came.count <= self.forecast.wins_p90


@dataclass(frozen=True)
class Held:
    """How often a method's marks held, so many months ahead, with Wilson's interval; and how far the middle was off."""

    method: str
    ahead: int
    n: int
    held: int
    held_wins: int
    low: float
    high: float
    off: float | None


@dataclass(frozen=True)
class Fared:
    """The back-test of one scope."""

    told: Sequence[Told]
    held: Sequence[Held]
    model: LearnedModel | None
    scope: str
    scope_id: int


def fared(actor: Actor, at: datetime, *, scope: str = "", scope_id: int = 0) -> Fared:
    """First-of-the-month forecasts of months that are over, against what came. Raises: NotAllowed."""
    actor.require(ForecastPermission.SEE)
    reach = actor.scope(ForecastPermission.SEE)
    if scope not in set(Forecast.Scope.values):
        scope, scope_id = "company", 0
        if reach.reach != Reach.ALL:
            scope, scope_id = "team", min(reach.team_ids, default=0)
    now = month_of(at)
    rows = (
        Forecast.objects.visible_to(actor)
        .filter(scope=scope, scope_id=scope_id, method__in=METHODS, made_on__day__lte=5)
        .filter(month__lt=now, month__gte=month_after(now, -MONTHS_BACK))
        .order_by("-month", "made_on", "backtest")
    )
    came = _came(actor, scope, scope_id, now)
    seen: set[tuple[str, date, int]] = set()
    told = []
    for row in rows:
        ahead = (row.month.year - row.made_on.year) * 12 + row.month.month - row.made_on.month
        if (row.method, row.month, ahead) not in seen:
            seen.add((row.method, row.month, ahead))
            told.append(Told(row, ahead, came.get(row.month, Came())))
    return Fared(told, _held(told), newest_model(), scope, scope_id)


def _came(actor: Actor, scope: str, scope_id: int, now: date) -> dict[date, Came]:
    rows = Deal.objects.visible_to(actor).current().filter(outcome__in=sorted(WINS))
    if scope != "company":
        rows = rows.filter(**{f"{scope}_id": scope_id})
    found = {}
    for back in range(1, MONTHS_BACK + 1):
        month = month_after(now, -back)
        between = rows.filter(closed_at__gte=starts(month), closed_at__lt=starts(month_after(month, 1)))
        row = between.order_by().aggregate(n=Count("id"), value=Sum("value_company_minor"))
        found[month] = Came(row["n"], float(row["value"] or 0))
    return found


def _held(told: Sequence[Told]) -> list[Held]:
    found = []
    for method in (LEARNED, *(one for one in METHODS if one != LEARNED)):
        for ahead in range(3):
            rows = [one for one in told if one.forecast.method == method and one.ahead == ahead]
            if not rows:
                continue
            held = sum(one.held for one in rows)
            off = [
                abs(one.came.value - one.forecast.value_p50) / one.came.value
                for one in rows
                if one.came.value
            ]
            low, high = wilson(held, len(rows))
            middle = sorted(off)[len(off) // 2] if off else None
            found.append(
                Held(method, ahead, len(rows), held, sum(one.held_wins for one in rows), low, high, middle)
            )
    return found
