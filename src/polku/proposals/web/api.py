"""Findings and proposals by API: the same actions as every other door."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from polku.proposals import actions, queries, weighing
from polku.proposals.logic.incoming import NewFinding, NewProposal
from polku.proposals.logic.indicators import Indicator
from polku.proposals.logic.origins import Origin
from polku.proposals.logic.states import ProposalState
from polku.proposals.logic.verdicts import Verdict, Why
from polku.proposals.models import Finding, Proposal
from polku.proposals.reports import verdict_values
from polku.proposals.rules import ProposalPermission
from polku.ui.api import PROBLEMS, Id, Input, Limit, actor, dumped, dumped_all, once, page

router = Router(tags=["proposals"])
Key = Annotated[str, Field(max_length=40)]
Days = Annotated[int, Field(ge=1, le=3650)]


class NotedFindingOut(Schema):
    """What was seen at a stage of a process."""

    id: int
    process_id: int
    stage: str
    text: str
    origin: Origin
    link: str
    owner_id: int | None
    due_date: date | None
    noted_at: datetime
    closed_at: datetime | None


class FindingIn(Input):
    """A finding and where it comes from; `link` is an address of this system, such as the figure it was read from."""

    process: Key
    text: Annotated[str, Field(min_length=1, max_length=1000)]
    stage: Key = ""
    owner_id: Id | None = None
    due_date: date | None = None
    link: Annotated[str, Field(max_length=2000)] = ""
    origin: Origin = Origin.FIGURES


class ProposalOut(Schema):
    """A change that is tried. `effect` is in hundredths of points or days, or in minor units of company currency."""

    id: int
    process_id: int
    finding_id: int | None
    title: str
    hypothesis: str
    indicator: Indicator
    stage: str
    effect: int
    old_version_id: int
    new_version_id: int | None
    query: str
    window_days: int
    period_days: int
    owner_id: int | None
    state: ProposalState
    counts_from: datetime | None
    started_at: datetime | None
    ended_at: datetime | None


class ProposalIn(Input):
    """A change to be tried; `new_number` is a published version's number, null for the draft."""

    process: Key
    title: Annotated[str, Field(min_length=1, max_length=120)]
    hypothesis: Annotated[str, Field(min_length=1, max_length=4000)]
    indicator: Indicator
    effect: Annotated[int, Field(ge=1, le=10**15)]
    stage: Key = ""
    old_number: Annotated[int, Field(ge=1, le=10**6)] | None = None
    new_number: Annotated[int, Field(ge=1, le=10**6)] | None = None
    period_days: Days = 182
    window_days: Days = 90
    query: Annotated[str, Field(max_length=2000)] = ""
    owner_id: Id | None = None
    finding_id: Id | None = None


class VerdictOut(Schema):
    """The verdict of a proposal: levels, the difference with the mix held constant and its interval."""

    proposal_id: int
    title: str
    process: str
    indicator: Indicator
    stage: str
    effect: float
    old_version: int
    new_version: int
    verdict: Verdict
    why: Why
    old: float | None
    new: float | None
    old_n: int
    new_n: int
    difference: float | None
    low: float | None
    high: float | None
    plain: float | None
    covered: float
    decided_at: str


class SampleOut(Schema):
    """The sample a proposal needs; `new` is null where none suffices. `weeks` until all have begun."""

    level: float | None
    old: int
    new: int | None
    available: int
    per_week: float
    weeks: int | None
    follow_weeks: int


class PageQuery(Schema):
    """Which proposals, and from where on."""

    state: ProposalState | None = None
    after: Annotated[str, Field(max_length=60)] = ""
    limit: Limit = 50


class ProposalPage(Schema):
    """A page of proposals, the newest first."""

    items: list[ProposalOut]
    next: str | None


class FindingPage(Schema):
    """A page of findings, the newest first."""

    items: list[NotedFindingOut]
    next: str | None


class NotedFindingQuery(Schema):
    """From where on."""

    after: Annotated[str, Field(max_length=60)] = ""
    limit: Limit = 50


@router.get("/findings", response={200: FindingPage} | PROBLEMS, summary="List findings")
def list_findings(request: HttpRequest, query: Query[NotedFindingQuery]) -> dict[str, Any]:
    """Findings the token's person may see."""
    actor(request).require(ProposalPermission.SEE)
    found, after = page(Finding.objects.visible_to(actor(request)), after=query.after, limit=query.limit)
    return {"items": dumped_all(NotedFindingOut, found), "next": after}


@router.post("/findings", response={201: NotedFindingOut} | PROBLEMS, summary="Note a finding")
@once
def note_finding(request: HttpRequest, body: FindingIn) -> tuple[int, dict[str, Any]]:
    """Write down what a figure shows; it stands on the map of the process."""
    new = NewFinding(**body.model_dump())
    return 201, dumped(NotedFindingOut, actions.note_finding(new, actor=actor(request), at=timezone.now()))


@router.get("/proposals", response={200: ProposalPage} | PROBLEMS, summary="List proposals")
def list_proposals(request: HttpRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """Proposals the token's person may see."""
    actor(request).require(ProposalPermission.SEE)
    rows = Proposal.objects.visible_to(actor(request))
    rows = rows.filter(state=query.state) if query.state else rows
    found, after = page(rows, after=query.after, limit=query.limit)
    return {"items": dumped_all(ProposalOut, found), "next": after}


@router.get("/proposals/{proposal_id}", response={200: ProposalOut} | PROBLEMS, summary="Read a proposal")
def read_proposal(request: HttpRequest, proposal_id: Id) -> dict[str, Any]:
    """One proposal."""
    return dumped(ProposalOut, queries.proposal_of(actor(request), proposal_id))


@router.get(
    "/proposals/{proposal_id}/sample", response={200: SampleOut} | PROBLEMS, summary="The sample it needs"
)
def read_sample(request: HttpRequest, proposal_id: Id) -> dict[str, Any]:
    """Counted from the deals of the old version as they stand now."""
    told = weighing.stated(weighing.asked(queries.proposal_of(actor(request), proposal_id)), timezone.now())
    sample = told.sample
    return {
        "level": sample.level, "old": sample.old, "new": sample.new, "available": sample.available,
        "per_week": told.per_week, "weeks": told.weeks, "follow_weeks": told.follow_weeks,
    }  # fmt: skip


@router.post("/proposals", response={201: ProposalOut} | PROBLEMS, summary="Write a proposal")
@once
def write_proposal(request: HttpRequest, body: ProposalIn) -> tuple[int, dict[str, Any]]:
    """Propose a change of a process."""
    new = NewProposal(**body.model_dump())
    return 201, dumped(ProposalOut, actions.write_proposal(new, actor=actor(request), at=timezone.now()))


@router.post(
    "/proposals/{proposal_id}/starts", response={200: ProposalOut} | PROBLEMS, summary="Start a proposal"
)
@once
def start_proposal(request: HttpRequest, proposal_id: Id) -> tuple[int, dict[str, Any]]:
    """State the sample; the deals of the new version are followed from the day it came into force."""
    who, at = actor(request), timezone.now()
    who.require(ProposalPermission.PROPOSE)
    told = weighing.stated(weighing.asked(queries.proposal_of(who, proposal_id)), at)
    row = actions.start_proposal(proposal_id, told.sample, told.per_week, actor=who, at=at)
    return 200, dumped(ProposalOut, row)


@router.get("/verdicts", response={200: list[VerdictOut]} | PROBLEMS, summary="List verdicts")
def list_verdicts(request: HttpRequest) -> list[dict[str, Any]]:
    """Every verdict the token's person may see, the newest first, as `polku report verdicts --json`."""
    actor(request).require(ProposalPermission.SEE)
    return [verdict_values(row) for row in queries.decided(actor(request))]
