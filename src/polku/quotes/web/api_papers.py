"""What comes of quotes by API: their papers, the evidence of a yes, and what stands between it and the work."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from polku.deals.models import Deal
from polku.files.serving import attachment
from polku.kernel.errors import NotFound, gettext_noop
from polku.quotes import actions
from polku.quotes.models import Acceptance, HandoverItem
from polku.quotes.papering import drawn
from polku.quotes.queries import current_version, lines_of, quote
from polku.quotes.rules import QuotePermission
from polku.ui.api import PROBLEMS, Id, Input, actor, dumped, dumped_all, once

router = Router(tags=["quotes"])
_PDF = {
    200: {
        "description": "The file",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_JSON = {200: {"description": "The file", "content": {"application/json": {"schema": {"type": "object"}}}}}


class HandoverIn(Input):
    """What stands between the yes and the work: a `paper`, a `doubt`, or a `person` to be introduced."""

    kind: str
    text: Annotated[str, Field(max_length=2000)]
    holder: Annotated[str, Field(max_length=200)] = ""
    due_date: date | None = None


class HandoverOut(Schema):
    """One of them: who holds it, since when, when it was settled."""

    id: int
    deal_id: int
    kind: str
    text: str
    holder: str
    due_date: date | None
    at: datetime
    settled_at: datetime | None


@router.get(
    "/quotes/{quote_id}/paper",
    response=PROBLEMS,
    openapi_extra={"responses": _PDF},
    summary="Download a quote",
)
def download_quote(request: HttpRequest, quote_id: Id) -> HttpResponseBase:
    """The newest version as PDF: as it was sent, or as it would be sent now."""
    row = quote(quote_id, actor(request))
    version = current_version(row)
    if version.paper is not None:
        return attachment(version.paper)
    answer = HttpResponse(
        drawn(row, version, lines_of(version), at=timezone.now()), content_type="application/pdf"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.number}-{version.version}.pdf"'
    return answer


@router.get(
    "/quotes/{quote_id}/evidence",
    response=PROBLEMS,
    openapi_extra={"responses": _JSON},
    summary="Download the evidence of a yes",
)
def download_evidence(request: HttpRequest, quote_id: Id) -> HttpResponseBase:
    """What was agreed, by whom, when and from where, with its digest."""
    row = quote(quote_id, actor(request))
    found = Acceptance.objects.filter(quote=row).select_related("evidence").first()
    if found is None or found.evidence is None:
        raise NotFound(gettext_noop("Nobody accepted this quote."))
    return attachment(found.evidence)


@router.get(
    "/deals/{deal_id}/handover", response={200: list[HandoverOut]} | PROBLEMS, summary="Read a handover"
)
def read_handover(request: HttpRequest, deal_id: Id) -> list[dict[str, Any]]:
    """Papers, doubts and introductions between the yes and the work, open ones first."""
    actor(request).require(QuotePermission.SEE)
    if not Deal.objects.visible_to(actor(request)).current().filter(id=deal_id).exists():
        raise NotFound(gettext_noop("This deal does not exist, or you may not see it."))
    rows = list(HandoverItem.objects.filter(deal_id=deal_id).order_by("id"))
    rows.sort(key=lambda one: one.settled_at is not None)
    return dumped_all(HandoverOut, rows)


@router.post(
    "/deals/{deal_id}/handover", response={201: HandoverOut} | PROBLEMS, summary="Note a part of a handover"
)
@once
def note_handover(request: HttpRequest, deal_id: Id, body: HandoverIn) -> tuple[int, dict[str, Any]]:
    """Note a paper that is needed, a doubt, or who is to be introduced, who holds it and by when."""
    row = actions.note_handover(deal_id, **body.model_dump(), actor=actor(request), at=timezone.now())
    return 201, dumped(HandoverOut, row)


@router.post(
    "/handover-items/{handover_id}/settlements",
    response={200: HandoverOut} | PROBLEMS,
    summary="Settle a part of a handover",
)
@once
def settle_handover(request: HttpRequest, handover_id: Id) -> tuple[int, dict[str, Any]]:
    """Say that it stands in the way no more; twice is once."""
    row = actions.settle_handover(handover_id, actor=actor(request), at=timezone.now())
    return 200, dumped(HandoverOut, row)
