"""Lead forms by API, and what came in through them."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from polku.qualify import actions, queries
from polku.qualify.models import Capture, LeadForm
from polku.qualify.rules import QualifyPermission
from polku.ui.api import PROBLEMS, Id, Input, Limit, actor, dumped, dumped_all, once, page

router = Router(tags=["lead forms"])

Status = Literal["new", "waiting", "mapped", "spam", "failed"]


class LeadFormOut(Schema):
    """A lead form: its page is at `/f/<key>/`; words by language, counts of what came in by state."""

    key: str
    title: dict[str, str]
    intro: dict[str, str]
    consent: dict[str, str]
    thanks: dict[str, str]
    fields: list[dict[str, Any]]
    process_key: str
    team_id: int
    owner_id: int | None
    source: str
    campaign: str
    allowed_origins: list[str]
    active: bool
    confirms: bool
    captures: dict[str, int]


class LeadFormIn(Input):
    """Settings of a lead form; what is left out stays. Words by language, `fields` as {key, required, kind, label}.

    With `confirms` a submission is `waiting` until its sender opens the link in a mail, and is deleted after 7 days.
    """

    title: dict[str, str] | None = None
    intro: dict[str, str] | None = None
    consent: dict[str, str] | None = None
    thanks: dict[str, str] | None = None
    fields: list[dict[str, Any]] | None = Field(None, max_length=100)
    process_key: str | None = None
    team_id: Id | None = None
    owner_id: Id | None = None
    source: str | None = None
    campaign: str | None = None
    allowed_origins: list[str] | None = None
    active: bool | None = None
    confirms: bool | None = None


class CaptureOut(Schema):
    """One submission as it came in, and the deal that was made of it."""

    id: int
    form_id: int
    status: Status
    is_repeat: bool
    deal_id: int | None
    error: str
    language: str
    payload: Any
    received_at: datetime
    mapped_at: datetime | None
    confirmed_at: datetime | None


class CapturePage(Schema):
    """One page of submissions; `next` is the cursor to send as `after`, null at the end."""

    items: list[CaptureOut]
    next: str | None


class CaptureQuery(Schema):
    """Filters of the list; both hold together."""

    form: str | None = None
    status: Status | None = None
    after: str = ""
    limit: Limit = 50


@router.get("/forms", response={200: list[LeadFormOut]} | PROBLEMS, summary="List lead forms")
def list_forms(request: HttpRequest) -> list[dict[str, Any]]:
    """Every lead form with what came in."""
    actor(request).require(QualifyPermission.MANAGE_FORMS)
    return _forms(list(queries.forms(actor(request))))


@router.get("/forms/{key}", response={200: LeadFormOut} | PROBLEMS, summary="Read a lead form")
def read_form(request: HttpRequest, key: str) -> dict[str, Any]:
    """One lead form."""
    actor(request).require(QualifyPermission.MANAGE_FORMS)
    return _forms([queries.form(key)])[0]


@router.put("/forms/{key}", response={200: LeadFormOut} | PROBLEMS, summary="Make or change a lead form")
@once
def save_form(request: HttpRequest, key: str, body: LeadFormIn) -> tuple[int, dict[str, Any]]:
    """Make a lead form of this key, or change it."""
    form = actions.save_form(
        key, body.model_dump(exclude_unset=True), actor=actor(request), at=timezone.now()
    )
    return 200, _forms([form])[0]


@router.get("/captures", response={200: CapturePage} | PROBLEMS, summary="List what came in")
def list_captures(request: HttpRequest, query: Query[CaptureQuery]) -> dict[str, Any]:
    """Submissions through lead forms, the newest first."""
    actor(request).require(QualifyPermission.SEE_CAPTURES)
    rows = Capture.objects.all()
    if query.form is not None:
        rows = rows.filter(form=queries.form(query.form))
    if query.status is not None:
        rows = rows.filter(status=query.status)
    found, after = page(rows, after=query.after, limit=query.limit)
    return {"items": dumped_all(CaptureOut, found), "next": after}


@router.get("/captures/{capture_id}", response={200: CaptureOut} | PROBLEMS, summary="Read a submission")
def read_capture(request: HttpRequest, capture_id: Id) -> dict[str, Any]:
    """One submission, raw."""
    return dumped(CaptureOut, queries.capture(capture_id, actor(request)))


@router.post(
    "/captures/{capture_id}/replays", response={200: CaptureOut} | PROBLEMS, summary="Try a submission again"
)
@once
def replay_capture(request: HttpRequest, capture_id: Id) -> tuple[int, dict[str, Any]]:
    """Try again with a submission that failed, or that was no spam after all."""
    return 200, dumped(CaptureOut, actions.replay(capture_id, actor=actor(request), at=timezone.now()))


@router.put("/captures/{capture_id}/spam", response={200: CaptureOut} | PROBLEMS, summary="This was spam")
@once
def mark_spam(request: HttpRequest, capture_id: Id) -> tuple[int, dict[str, Any]]:
    """Say that a submission was spam; the deal that was made of it goes to the bin."""
    return 200, dumped(CaptureOut, actions.mark_spam(capture_id, actor=actor(request), at=timezone.now()))


def _forms(rows: list[LeadForm]) -> list[dict[str, Any]]:
    counts = queries.counts_of([row.pk for row in rows])
    words = ("title", "intro", "consent", "thanks")
    plain = [name for name in LeadFormOut.model_fields if name not in (*words, "captures")]
    return [
        {name: getattr(row, name) for name in plain}
        | {name: getattr(row, name).as_dict() for name in words}
        | {"captures": counts[row.pk]}
        for row in rows
    ]
