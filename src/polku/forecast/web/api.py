"""Forecasts by API: the same values as `polku report forecast --json`, and how sure deals are."""

from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from polku.deals.queries.filters import DealFilter
from polku.forecast import queries
from polku.forecast.actions import set_categories
from polku.forecast.web.exporting import plain
from polku.ui.api import PROBLEMS, Id, Input, actor, once

router = Router(tags=["forecast"])


class ForecastQuery(Schema):
    """Whose deals: ids of owners (or `me`) and of teams; nothing chooses all that one may see."""

    owner: list[str] = []
    team: list[str] = []
    process: str = ""


class QuantilesOut(Schema):
    """A sum: its mean, and the marks below which it stays in 10, 50 and 90 % of cases."""

    mean: float
    p10: float
    p50: float
    p90: float


class SaidOut(Schema):
    """One method's word on a month; what was won already is in it. Values are minor units."""

    won: int
    wins: QuantilesOut
    value_minor: QuantilesOut


class ForecastMonthOut(Schema):
    """A month (`2026-11`) by each method; `learned` is left out where nothing was learned."""

    month: str
    commit: SaidOut
    best: SaidOut
    weighted: SaidOut
    learned: SaidOut | None = None


class LearnedOut(Schema):
    """What the last night learned from; `refused` says why it did not (closed, won, lost, not_yet), else empty."""

    closed: int | None
    won: int | None
    refused: str
    better_than_by_stage: bool
    brier: float | None
    brier_by_stage: float | None
    brier_naive_bayes: float | None


class ForecastOut(Schema):
    """The forecast of this month and the next five."""

    currency: str
    open: int
    with_deals_to_come: bool
    learned: LearnedOut
    months: list[ForecastMonthOut]


class CategoryIn(Input):
    """How sure a deal is."""

    category: Literal["commit", "best", "pipeline", "omitted"]


class CategoryOut(Schema):
    """How sure a deal is now."""

    deal_id: int
    category: str


@router.get("/forecast", response={200: ForecastOut} | PROBLEMS, summary="The forecast by month")
def forecast(request: HttpRequest, query: Query[ForecastQuery]) -> dict[str, Any]:
    """This month and the next five, by what owners commit to, by stage, and as learned."""
    f = DealFilter(owners=tuple(query.owner), teams=tuple(query.team), process=query.process)
    return plain(queries.outlook(f, actor(request), timezone.now()))


@router.put(
    "/deals/{deal_id}/forecast", response={200: CategoryOut} | PROBLEMS, summary="Say how sure a deal is"
)
@once
def put_category(request: HttpRequest, deal_id: Id, body: CategoryIn) -> tuple[int, dict[str, Any]]:
    """Put an open deal into the forecast as committed, best case, in the pipeline, or leave it out."""
    set_categories([deal_id], body.category, actor=actor(request), at=timezone.now())
    return 200, {"deal_id": deal_id, "category": body.category}
