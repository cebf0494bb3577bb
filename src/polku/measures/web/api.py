"""Indicators, goals and dashboards by API: the same figures and actions as on the pages, in the scope of the person."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from polku.insight.filters import Filter
from polku.kernel.errors import NotAllowed
from polku.kernel.words import Text
from polku.measures import actions, queries, registry
from polku.measures.logic.tiles import Spec
from polku.measures.measuring.goals import Stood, history, may_see, stand
from polku.measures.measuring.showing import Span, answer, figures
from polku.measures.measuring.tiles import content
from polku.measures.models import Dashboard, Goal, Tile
from polku.measures.queries import Known
from polku.measures.rules import MeasurePermission
from polku.ui.api import PROBLEMS, Id, Input, actor, dumped, dumped_all, once

router = Router(tags=["measures"])
Key = Annotated[str, Path(max_length=60, pattern=r"^[a-z0-9-]+$")]
Words = Annotated[dict[str, Annotated[str, Field(max_length=1000)]], Field(max_length=6)]
Texts = Annotated[list[Annotated[str, Field(max_length=120)]], Field(max_length=100)]
Refs = Annotated[list[Annotated[int, Field(ge=0, le=2**63 - 1)]], Field(max_length=100)]
Number = Annotated[Decimal, Field(max_digits=16, decimal_places=4)]
Day = Annotated[date, Field(ge=date(1980, 1, 1), le=date(2100, 12, 31))]


class MeasureQuery(Schema):
    """Which deals, and which periods: `from` and `to` are days on which things happened, both included."""

    every: Annotated[str, Field(pattern="^(week|month|quarter|year)$")] = "month"
    periods: Annotated[int, Field(ge=1, le=60)] | None = None
    date_from: Day | None = Field(None, alias="from")
    date_to: Day | None = Field(None, alias="to")
    process: Annotated[str, Field(max_length=60)] = ""
    source: Texts = []
    product: Texts = []
    campaign: Texts = []
    version: Refs = []
    owner: Refs = []
    team: Refs = []
    kind: Annotated[str, Field(max_length=20)] = ""


class IndicatorOut(Schema):
    """An indicator. A target of money is in minor units of the company's currency, of a share a part of 1."""

    key: str
    name: str
    definition: str
    formula: str
    unit: str
    fewer: bool
    target: float | None
    is_own: bool


class PartOut(Schema):
    """A measure of the formula in a period."""

    measure: str
    value: float | None
    n: int


class PeriodOut(Schema):
    """A formula in a period; null with `too_few` where fewer than five rows would make an estimate."""

    date_from: date = Field(alias="from")
    date_to: date = Field(alias="to")
    value: float | None
    n: int
    low: float | None
    high: float | None
    too_few: bool
    parts: list[PartOut]


class MeasuredOut(Schema):
    """An indicator over periods, with its definition."""

    key: str
    name: str
    definition: str
    formula: str
    unit: str
    fewer_is_better: bool
    target: float | None
    currency: str | None
    every: str
    periods: list[PeriodOut]


class IndicatorIn(Input):
    """What an indicator is made of; see the how-to for the language of formulas."""

    name: Words
    formula: Annotated[str, Field(min_length=1, max_length=500)]
    unit: Annotated[str, Field(pattern="^(count|share|days|money|number)$")]
    fewer: bool = False
    target: Number | None = None
    definition: Words = {}


class GoalOut(Schema):
    """A goal. Numbers are as in indicators."""

    id: int
    indicator: str
    team_id: int | None
    person_id: int | None
    product: str
    customer_kind: str
    process_key: str
    stage: str
    from_date: date
    to_date: date
    target: float
    baseline: float | None
    aim: str
    coaching: bool
    responsible_id: int | None


class StandingOut(GoalOut):
    """A goal with how it stands: what is, what should be, where it is likely to end with its 80 % interval."""

    state: str
    value: float | None
    pace: float | None
    foretold: float | None
    low: float | None
    high: float | None
    n: int
    business_days_gone: float
    business_days: float
    reached_before: int
    periods_before: int


class GoalIn(Input):
    """What is to be reached by when; without team and person it is about the whole company."""

    indicator: Annotated[str, Field(max_length=60)]
    from_date: Day
    to_date: Day
    target: Number
    baseline: Number | None = None
    team_id: Id | None = None
    person_id: Id | None = None
    product: Annotated[str, Field(max_length=120)] = ""
    customer_kind: Annotated[str, Field(max_length=20)] = ""
    process_key: Annotated[str, Field(max_length=40)] = ""
    stage: Annotated[str, Field(max_length=40)] = ""
    aim: Annotated[str, Field(max_length=300)] = ""
    responsible_id: Id | None = None
    every: Annotated[str, Field(pattern="^(week|month|quarter|year)$")] = "quarter"


class DashboardOut(Schema):
    """A dashboard: its filter is written as in an address."""

    id: int
    name: str
    sharing: str
    role: str
    query: str
    owner_id: int


class TileOut(Schema):
    """A tile with what it says now. Of figures of insight `address` leads to the report."""

    id: int
    kind: str
    ref: str
    title: str
    width: int
    query: str
    said: str
    address: str


class DashboardFull(DashboardOut):
    """A dashboard with its tiles."""

    tiles: list[TileOut]


class TileIn(Input):
    """A tile: `kind` is figure, indicator, goal or list; `ref` names what it shows."""

    kind: Annotated[str, Field(pattern="^(figure|indicator|goal|list)$")]
    ref: Annotated[str, Field(max_length=60)] = ""
    title: Annotated[str, Field(max_length=80)] = ""
    width: Annotated[int, Field(ge=1, le=4)] = 1
    query: Annotated[str, Field(max_length=2000)] = ""


class DashboardIn(Input):
    """A dashboard of one's own."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    sharing: Annotated[str, Field(pattern="^(private|team|everybody)$")] = "private"
    query: Annotated[str, Field(max_length=2000)] = ""
    tiles: Annotated[list[TileIn], Field(max_length=40)] = []


@router.get("/indicators", response={200: list[IndicatorOut]} | PROBLEMS, summary="List indicators")
def list_indicators(request: HttpRequest) -> list[dict[str, Any]]:
    """The company's own first, then those that come with the product."""
    actor(request).require(MeasurePermission.SEE)
    return [_indicator(one) for one in queries.indicators()]


@router.get("/indicators/{key}", response={200: MeasuredOut} | PROBLEMS, summary="An indicator over periods")
def read_indicator(request: HttpRequest, key: Key, query: Query[MeasureQuery]) -> dict[str, Any]:
    """Its figures by week, month, quarter or year, each with n, interval and parts."""
    actor(request).require(MeasurePermission.SEE)
    known, now = queries.indicator(key), timezone.now()
    given = query.model_dump(by_alias=True, exclude_none=True, mode="json")
    texts = {name: [str(x) for x in v] if isinstance(v, list) else str(v) for name, v in given.items()}
    f = Filter.of(actor(request), texts)
    span = Span.of(texts, timezone.localdate(now))
    return answer(known, span, figures(known, f, span, actor=actor(request), now=now))


@router.post("/indicators", response={201: IndicatorOut} | PROBLEMS, summary="Define an indicator")
@once
def define_indicator(request: HttpRequest, body: IndicatorIn) -> tuple[int, dict[str, Any]]:
    """A formula with its words. A mistake in it is told with its place."""
    return 201, _saved(request, "", body)


@router.put("/indicators/{key}", response={200: IndicatorOut} | PROBLEMS, summary="Change an indicator")
@once
def change_indicator(request: HttpRequest, key: Key, body: IndicatorIn) -> tuple[int, dict[str, Any]]:
    """Replace an own indicator."""
    actor(request).require(MeasurePermission.DEFINE)
    queries.own_indicator(key)
    return 200, _saved(request, key, body)


@router.get("/goals", response={200: list[GoalOut]} | PROBLEMS, summary="List goals")
def list_goals(request: HttpRequest) -> list[dict[str, Any]]:
    """Goals the token's person may see, those that end first on top; 200 at most."""
    actor(request).require(MeasurePermission.SEE)
    return dumped_all(GoalOut, list(queries.goals(actor(request))[:200]))


@router.get("/goals/{goal_id}", response={200: StandingOut} | PROBLEMS, summary="How a goal stands")
def read_goal(request: HttpRequest, goal_id: Id) -> dict[str, Any]:
    """One goal with its state, pace and forecast, and how often history reached it."""
    actor(request).require(MeasurePermission.SEE)
    row, now = queries.goal(goal_id, actor(request)), timezone.now()
    found = stand([row], now)
    if not found or not may_see(found[0].known, actor(request)):
        raise NotAllowed(MeasurePermission.SEE)
    return _standing(found[0])


@router.post("/goals", response={201: GoalOut} | PROBLEMS, summary="Set a goal")
@once
def set_goal(request: HttpRequest, body: GoalIn) -> tuple[int, dict[str, Any]]:
    """An indicator, whose, from when to when, and the target."""
    row = actions.save_goal(None, body.model_dump(), actor=actor(request), at=timezone.now())
    return 201, _goal(row)


@router.put("/goals/{goal_id}", response={200: GoalOut} | PROBLEMS, summary="Change a goal")
@once
def change_goal(request: HttpRequest, goal_id: Id, body: GoalIn) -> tuple[int, dict[str, Any]]:
    """Replace what a goal says."""
    row = actions.save_goal(goal_id, body.model_dump(), actor=actor(request), at=timezone.now())
    return 200, _goal(row)


@router.post("/goals/{goal_id}/withdrawals", response={200: GoalOut} | PROBLEMS, summary="Withdraw a goal")
@once
def withdraw_goal(request: HttpRequest, goal_id: Id) -> tuple[int, dict[str, Any]]:
    """Take a goal off every page."""
    return 200, _goal(actions.withdraw_goal(goal_id, actor=actor(request), at=timezone.now()))


@router.get("/dashboards", response={200: list[DashboardOut]} | PROBLEMS, summary="List dashboards")
def list_dashboards(request: HttpRequest) -> list[dict[str, Any]]:
    """Own and shared ones; 200 at most."""
    actor(request).require(MeasurePermission.SEE)
    return dumped_all(DashboardOut, list(queries.dashboards(actor(request))[:200]))


@router.get(
    "/dashboards/{dashboard_id}", response={200: DashboardFull} | PROBLEMS, summary="Read a dashboard"
)
def read_dashboard(request: HttpRequest, dashboard_id: Id) -> dict[str, Any]:
    """A dashboard with what its tiles say now, in the scope of the token's person."""
    actor(request).require(MeasurePermission.SEE)
    row = queries.dashboard(dashboard_id, actor(request))
    return dumped(DashboardOut, row) | {"tiles": [_tile(request, row, one) for one in queries.tiles(row)]}


@router.post("/dashboards", response={201: DashboardOut} | PROBLEMS, summary="Make a dashboard")
@once
def make_dashboard(request: HttpRequest, body: DashboardIn) -> tuple[int, dict[str, Any]]:
    """A dashboard of one's own with its tiles in order."""
    values = body.model_dump(exclude={"tiles"})
    tiles = [Spec(**one.model_dump()) for one in body.tiles]
    row = actions.save_dashboard(None, values, tiles=tiles, actor=actor(request), at=timezone.now())
    return 201, dumped(DashboardOut, row)


def _saved(request: HttpRequest, key: str, body: IndicatorIn) -> dict[str, Any]:
    values = body.model_dump() | {"name": Text.of(body.name), "definition": Text.of(body.definition)}
    who, at = actor(request), timezone.now()
    row = actions.save_indicator(key, values, series=registry.units(), actor=who, at=at)
    return _indicator(queries.indicator(row.key))


def _indicator(one: Known) -> dict[str, Any]:
    target = None if one.target is None else float(one.target)
    names = ("key", "name", "definition", "formula", "unit", "fewer", "is_own")
    return {name: getattr(one, name) for name in names} | {"target": target}


def _goal(row: Goal) -> dict[str, Any]:
    return dumped(GoalOut, row)


def _standing(one: Stood) -> dict[str, Any]:
    past = history(one, timezone.now())
    stands = one.standing
    return _goal(one.goal) | {
        "state": stands.state.value, "value": stands.value, "pace": stands.pace, "foretold": stands.foretold,
        "low": stands.low, "high": stands.high, "n": one.measured.n, "business_days_gone": one.clock.days_gone,
        "business_days": one.clock.days, "reached_before": past.reached, "periods_before": past.n,
    }  # fmt: skip


def _tile(request: HttpRequest, board: Dashboard, row: Tile) -> dict[str, Any]:
    now = timezone.now()
    found = content(row, board.query, actor=actor(request), now=now, charted=False)
    said = found.refusal or found.count
    if found.indicator is not None:
        said = found.refusal or found.indicator.latest
    if found.goal is not None:
        said = found.goal.standing.state.value
    names = ("id", "kind", "ref", "title", "width", "query")
    return {name: getattr(row, name) for name in names} | {"said": said, "address": found.url}
