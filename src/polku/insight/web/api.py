"""Reports by API: the same values as `polku report --json`, within the scope of the token's person."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from polku.insight.actions import allow_deviation, forbid_deviation
from polku.insight.asking import PartQuery, texts
from polku.insight.filters import Filter
from polku.insight.logic.asked import Asked
from polku.insight.models import AllowedDeviation
from polku.insight.reports import REPORTS, checked
from polku.insight.rules import InsightPermission
from polku.insight.sights import SIGHTS
from polku.kernel.errors import NotFound, gettext_noop
from polku.ui.api import PROBLEMS, Id, Input, actor, once

router = Router(tags=["reports"])
Told = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
"""A moment as the command line writes it."""


class FunnelStageOut(Schema):
    """A stage of the funnel; times are working hours, null where too few deals left the stage."""

    key: str
    reached: int
    advanced: int
    lost: int
    open: int
    median_working_hours: float | None
    p90_working_hours: float | None


class AfterOut(Schema):
    """Behind a part of the line: the deals that got past it, by what became of them; the won share, 95 % interval."""

    reached: int
    back: int
    lost: int
    paused: int
    no_decision: int
    open: int
    won: int
    won_share: float | None
    low: float
    high: float


class FunnelOut(Schema):
    """The cohort on the line: all its deals, open and lost ones too; `after` only of a part of the line."""

    process: str
    version: int | None
    n: int
    won: int
    lost: int
    open: int
    stages: list[FunnelStageOut]
    after: AfterOut | None = None


class StageTimeStageOut(Schema):
    """How long visits of a stage last; deals still there are censored."""

    key: str
    visits: int
    undated: int
    n: int
    ended: int
    median_working_hours: float | None
    p90_working_hours: float | None
    median_calendar_hours: float | None
    p90_calendar_hours: float | None


class StageTimeOut(Schema):
    """Time in every stage, and up to when deals were watched."""

    n: int
    censored_at: Told
    stages: list[StageTimeStageOut]


class QuantileOut(Schema):
    """By which day a share of all deals is won."""

    share: float
    days: float | None


class TimeToWinOut(Schema):
    """From opening to winning: the plain median of wins, and the one over all deals (Kaplan-Meier)."""

    n: int
    median_days_of_wins: float | None
    median_days: float | None
    censored_at: Told
    of: int
    undated: int
    quantiles: list[QuantileOut]
    median_working_hours_of_wins: float | None
    median_working_hours: float | None
    delivered: int
    median_days_delivered: float | None


class SourceOut(Schema):
    """Deals of a source and their won share with its 95 % interval."""

    source: str
    n: int
    won: int
    share: float | None
    low: float
    high: float


class SourcesOut(Schema):
    """The cohort by source, the largest first."""

    n: int
    won: int
    sources: list[SourceOut]


class VariantOut(Schema):
    """A sequence of stages and how many deals walked it."""

    path: list[str]
    n: int


class VariantsOut(Schema):
    """Sequences of stages, most frequent first."""

    n: int
    variants: list[VariantOut]


class MoveOut(Schema):
    """One step from a stage to another, and the median time in the first before it."""

    stage: str
    next_stage: str
    n: int
    median_working_hours: float | None
    median_calendar_hours: float | None
    forward: bool


class MovesOut(Schema):
    """Every step, most frequent first."""

    n: int
    moves: list[MoveOut]


class LeavingOut(Schema):
    """Deals that left the line at a stage in one way for one reason (empty where none was given)."""

    stage: str
    outcome: str
    reason: str
    n: int


class DropOutOut(Schema):
    """Where deals leave the line, how and why; a deal with two reasons counts under both."""

    n: int
    gone: int
    reasons: list[LeavingOut]


@router.get("/reports/funnel", response={200: FunnelOut} | PROBLEMS, summary="The funnel", exclude_unset=True)
def funnel(request: HttpRequest, query: Query[PartQuery]) -> dict[str, Any]:
    """Reached, moved on, lost, still there, per stage; open and lost deals kept."""
    return _made(request, "funnel", query)


@router.get("/reports/stage-time", response={200: StageTimeOut} | PROBLEMS, summary="Time in each stage")
def stage_time(request: HttpRequest, query: Query[PartQuery]) -> dict[str, Any]:
    """Time in each stage by Kaplan-Meier, deals still there censored."""
    return _made(request, "stage-time", query)


@router.get(
    "/reports/time-to-win", response={200: TimeToWinOut} | PROBLEMS, summary="From opening to winning"
)
def time_to_win(request: HttpRequest, query: Query[PartQuery]) -> dict[str, Any]:
    """The median of wins and the one over all deals."""
    return _made(request, "time-to-win", query)


@router.get("/reports/sources", response={200: SourcesOut} | PROBLEMS, summary="Won share by source")
def sources(request: HttpRequest, query: Query[PartQuery]) -> dict[str, Any]:
    """Deals and won share by source, with the 95 % interval (Wilson)."""
    return _made(request, "sources", query)


@router.get("/reports/variants", response={200: VariantsOut} | PROBLEMS, summary="Sequences of stages")
def variants(request: HttpRequest, query: Query[PartQuery]) -> dict[str, Any]:
    """Sequences of stages as walked, most frequent first."""
    return _made(request, "variants", query)


@router.get("/reports/moves", response={200: MovesOut} | PROBLEMS, summary="Steps between stages")
def moves(request: HttpRequest, query: Query[PartQuery]) -> dict[str, Any]:
    """Steps from stage to stage, most frequent first, and the time before each."""
    return _made(request, "moves", query)


@router.get("/reports/dropout", response={200: DropOutOut} | PROBLEMS, summary="Where deals leave the line")
def dropout(request: HttpRequest, query: Query[PartQuery]) -> dict[str, Any]:
    """Where deals leave the line, how and why."""
    return _made(request, "dropout", query)


class FindingQuery(PartQuery):
    """What a finding may be asked beside the deals; each heeds its own, the page of reports says which."""

    stage: str = ""
    until: str = ""
    act: str = ""
    then: str = ""
    days: Annotated[int, Field(ge=1, le=3650)] | None = None
    per: Literal["", "week", "month"] = ""
    about: Literal["", "loss", "unwon", "slowness"] = ""
    by: Literal["", "period", "stage", "source", "campaign", "segment", "product", "owner", "team"] = ""


class FindingOut(Schema):
    """A finding as a table: its rows by column, other counts in `facts`, and until when deals were watched."""

    n: int
    censored_at: Told | None = None
    facts: dict[str, str | int | float | None]
    rows: list[dict[str, str | int | float | None]]


class AllowedOut(Schema):
    """A deviation that counts against no deal."""

    id: int
    process: str
    code: str
    reason: str
    by_id: int | None
    at: datetime


class AllowedIn(Input):
    """Which deviation of which process (`skipped:needs`, `back:offer:demo`, `override:offer`), and why."""

    process: Annotated[str, Field(max_length=60)]
    code: Annotated[str, Field(max_length=200)]
    reason: Annotated[str, Field(max_length=300)]


@router.get("/allowed-deviations", response={200: list[AllowedOut]} | PROBLEMS, summary="Allowed deviations")
def list_allowed(request: HttpRequest) -> list[Any]:
    """Ways to leave the line that count against no deal, with who said so and why."""
    actor(request).require(InsightPermission.SEE)
    return list(AllowedDeviation.objects.filter(ended_at=None).order_by("process", "code"))


@router.post("/allowed-deviations", response={201: AllowedOut} | PROBLEMS, summary="Allow a deviation")
@once
def allow(request: HttpRequest, body: AllowedIn) -> tuple[int, Any]:
    """Deals with it alone fit from now on; allowing it again changes nothing."""
    row = allow_deviation(
        body.process, body.code, reason=body.reason, actor=actor(request), at=timezone.now()
    )
    return 201, AllowedOut.from_orm(row).dict()


@router.delete(
    "/allowed-deviations/{allowed_id}", response={204: None} | PROBLEMS, summary="Let a deviation count"
)
def forbid(request: HttpRequest, allowed_id: Id) -> HttpResponse:
    """It counts again."""
    forbid_deviation(allowed_id, actor=actor(request), at=timezone.now())
    return HttpResponse(status=204)


@router.get(
    "/reports/{name}",
    response={200: FindingOut} | PROBLEMS,
    summary="A finding by its name",
    exclude_unset=True,
)
def finding(request: HttpRequest, name: str, query: Query[FindingQuery]) -> dict[str, Any]:
    """Time between stages, cohorts, rework, deviations, causes, drift and more; the names stand in the docs."""
    if name not in SIGHTS:
        raise NotFound(gettext_noop("There is no such report."))
    return _made(request, name, query)


def _made(request: HttpRequest, name: str, query: PartQuery) -> dict[str, Any]:
    asked = texts(query)
    chosen = checked(Filter.of(actor(request), asked), report=name)
    _table, answer = REPORTS[name].make(chosen, timezone.now(), Asked.parse(asked))
    return answer
