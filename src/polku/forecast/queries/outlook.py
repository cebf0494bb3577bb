"""The forecast of any filtered deals: months by method, and the same by person or team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Sum

from polku.access.logic import Actor, Reach
from polku.deals.logic.outcomes import WINS
from polku.deals.models import Deal
from polku.deals.queries.filters import DealFilter
from polku.forecast.calendar import MONTHS, day_of, month_after, month_of, spans, starts
from polku.forecast.logic import outlook as logic
from polku.forecast.logic.categories import DEFAULT, Category
from polku.forecast.logic.outlook import COMMIT, LEARNED, WEIGHTED, Basis, Came, Month, Part
from polku.forecast.logic.sums import Arrivals
from polku.forecast.models import Forecast, LearnedModel
from polku.forecast.queries.chances import curves_of
from polku.forecast.queries.parts import basis_of, newest_model, parts_of, said_of
from polku.forecast.rules import ForecastPermission

DEALS_MAX: Final = 3000
SHOWN: Final = 50
BACK: Final = 6
BEST: Final = Category.BEST.value
_EMPTY: Final = Basis({}, {}, {})


@dataclass(frozen=True)
class Line:
    """An open deal in the forecast."""

    deal: Deal
    category: str
    chance: float | None
    share: float
    weight: float
    parts: Mapping[str, Part]


@dataclass(frozen=True)
class Past:
    """A month past: what came, and what the learned (or else the weighted) method had said on its first days."""

    month: date
    came: Came
    said: Forecast | None


@dataclass(frozen=True)
class Group:
    """A person or team in the chosen month."""

    owner_id: int | None
    name: str
    deals: int
    months: Mapping[str, Month]


@dataclass(frozen=True)
class Outlook:
    """All that the page of the forecast shows. `whole` says whether deals not opened yet could be counted in."""

    months: Sequence[date]
    by_method: Mapping[str, Sequence[Month]]
    past: Sequence[Past]
    lines: Sequence[Line]
    groups: Sequence[Group]
    open_count: int
    capped: bool
    whole: bool
    model: LearnedModel | None
    chosen: int

    @property
    def has_learned(self) -> bool:
        """Whether there is a learned forecast."""
        return LEARNED in self.by_method


def outlook(f: DealFilter, actor: Actor, at: datetime, *, chosen: int = 0) -> Outlook:
    """The forecast of the deals that a filter means, this month and the next five. Raises: NotAllowed."""
    actor.require(ForecastPermission.SEE)
    first, today = month_of(at), day_of(at)
    months, model = spans(first), newest_model()
    rows = replace(f, outcome="open").rows(actor, at).select_related("customer", "owner").order_by("-id")
    deals = list(rows[: DEALS_MAX + 1])
    capped, deals = len(deals) > DEALS_MAX, deals[:DEALS_MAX]
    then = basis_of(model) if model else _EMPTY
    lines = _lines(deals, then, model, at, today)
    whose = _whose(f, actor)
    won = _won(f, actor, at, [*(month_after(first, -back) for back in range(BACK, 0, -1)), first])
    extra = _arrivals(model, whose, first) if whose else []
    now = [won.get(first, Came())]
    made = {
        method: logic.months(
            [line.parts[method] for line in lines if method in line.parts], months,
            arrivals=() if method in (COMMIT, BEST) else extra, won=now, factors=_factors(whose, method, first),
        )
        for method in _methods(then)
    }  # fmt: skip
    past = [
        Past(month, won.get(month, Came()), _said_then(whose, month))
        for month in (month_after(first, -back) for back in range(BACK, 0, -1))
    ]
    chosen = chosen if 0 <= chosen < MONTHS else 0
    return Outlook(
        [month_after(first, place) for place in range(MONTHS)], made, past, lines,
        _groups(lines, months, chosen, then, f, actor, at), len(deals), capped, whose is not None, model, chosen,
    )  # fmt: skip


def _methods(then: Basis) -> list[str]:
    return ([LEARNED] if then.learned else []) + [WEIGHTED, COMMIT, BEST]


def _lines(
    deals: Sequence[Deal], then: Basis, model: LearnedModel | None, at: datetime, today: float
) -> list[Line]:
    months = spans(month_of(at))
    said, known = said_of([deal.id for deal in deals]), curves_of(deals, at, model)
    found = []
    for deal in deals:
        state, curve = known[deal.id]
        own = said.get(deal.id)
        parts = parts_of(then, deal.value_company_minor, state, own, today, months, curve)
        chance = curve.by(91) if curve else None
        share = max(parts[WEIGHTED].chances, default=0.0)
        weight = (share if chance is None else chance) * (deal.value_company_minor or 0)
        found.append(Line(deal, own.category if own else DEFAULT.value, chance, share, weight, parts))
    return sorted(found, key=lambda line: (-line.weight, -line.deal.id))


def _whose(f: DealFilter, actor: Actor) -> tuple[str, int] | None:
    """Whose forecast it is as stored, where the filter means just one of these and nothing else."""
    bare = f.without("owners", "teams", "outcome", "process")
    if bare != DealFilter() or f.process:
        return None
    scope = actor.scope(ForecastPermission.SEE)
    owners, teams = f.owner_ids(actor), f.team_ids()
    if not owners and not teams and scope.reach == Reach.TEAM and len(scope.team_ids) == 1:
        teams = list(scope.team_ids)
    if not owners and not teams:
        return ("company", 0) if scope.reach == Reach.ALL else None
    if len(owners) == 1 and owners[0] is not None and not teams:
        return ("owner", owners[0])
    return ("team", teams[0]) if len(teams) == 1 and not owners else None


def _arrivals(model: LearnedModel | None, whose: tuple[str, int], first: date) -> list[Arrivals]:
    """Wins of deals not opened yet as the night counted them; none once its month is over."""
    if model is None or model.data.get("month") != first.isoformat():
        return []
    return [Arrivals.of(row) for row in model.data.get("arrivals", {}).get(f"{whose[0]}:{whose[1]}", ())]


def _factors(whose: tuple[str, int] | None, method: str, first: date) -> dict[str, list[float]]:
    """How much wider the last stored forecasts were made for their earlier errors; the company's where none is."""
    found = {"count": [1.0] * MONTHS, "value": [1.0] * MONTHS}
    scope, scope_id = whose or ("company", 0)
    rows = Forecast.objects.filter(
        scope=scope, scope_id=scope_id, method=method, backtest=False, month__gte=first
    )
    newest = rows.order_by("-made_on").values_list("made_on", flat=True).first()
    for row in rows.filter(made_on=newest) if newest else ():
        place = (row.month.year - first.year) * 12 + row.month.month - first.month
        if place < MONTHS:
            found["count"][place], found["value"][place] = row.wins_factor, row.value_factor
    return found


def _won(f: DealFilter, actor: Actor, at: datetime, months: Sequence[date]) -> dict[date, Came]:
    """Wins of each month among the deals meant, whatever their stage is now."""
    wide = replace(f.without("stages", "close", "age", "step"), outcome="all")
    rows = wide.rows(actor, at).filter(outcome__in=sorted(WINS))
    found = {}
    for month in months:
        between = rows.filter(closed_at__gte=starts(month), closed_at__lt=starts(month_after(month, 1)))
        row = between.order_by().aggregate(n=Count("id"), value=Sum("value_company_minor"))
        found[month] = Came(row["n"], float(row["value"] or 0))
    return found


def _said_then(whose: tuple[str, int] | None, month: date) -> Forecast | None:
    """What had been said of a month on its first days."""
    if whose is None:
        return None
    rows = Forecast.objects.filter(
        scope=whose[0], scope_id=whose[1], month=month, made_on__gte=month,
        made_on__lte=month.replace(day=5),
    )  # fmt: skip
    return rows.filter(method=LEARNED).order_by("made_on", "backtest").first() or (
        rows.filter(method=WEIGHTED).order_by("made_on", "backtest").first()
    )


def _groups(
    lines: Sequence[Line], months: Sequence[logic.Span], chosen: int, then: Basis, f: DealFilter, actor: Actor,
    at: datetime,
) -> list[Group]:  # fmt: skip
    """The chosen month by owner, from open deals and wins alone."""
    by_owner: dict[int | None, list[Line]] = {}
    for line in lines:
        by_owner.setdefault(line.deal.owner_id, []).append(line)
    won: dict[int | None, Came] = {}
    if chosen == 0:
        won = _won_by_owner(f, actor, at)
    found = []
    for owner_id, theirs in by_owner.items():
        came = [won.get(owner_id, Came())] if chosen == 0 else []
        made = {
            method: logic.months(
                [replace(line.parts[method], chances=(line.parts[method].chances[chosen],))
                 for line in theirs if method in line.parts],
                [months[chosen]], won=came,
            )[0]
            for method in _methods(then)
        }  # fmt: skip
        name = str(theirs[0].deal.owner) if theirs[0].deal.owner else ""
        found.append(Group(owner_id, name, len(theirs), made))
    best = LEARNED if then.learned else WEIGHTED
    return sorted(found, key=lambda group: -group.months[best].value.mean)


def _won_by_owner(f: DealFilter, actor: Actor, at: datetime) -> dict[int | None, Came]:
    wide = replace(f.without("stages", "close", "age", "step"), outcome="all")
    rows = wide.rows(actor, at).filter(outcome__in=sorted(WINS), closed_at__gte=starts(month_of(at)))
    grouped = rows.order_by().values_list("owner_id").annotate(Count("id"), Sum("value_company_minor"))
    return {owner_id: Came(n, float(value or 0)) for owner_id, n, value in grouped}
