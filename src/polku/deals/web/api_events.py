"""What happened in a deal by API, and taking it back."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from polku.deals import actions
from polku.deals.web.api import Written, deal_of, written
from polku.eventlog.models import Event
from polku.ui.api import PROBLEMS, Id, Limit, actor, dumped_all, once, page

router = Router(tags=["deals"])


class EventOut(Schema):
    """Something that happened in the deal; the payload without what only others may see, such as costs."""

    id: int
    at: datetime
    timed: bool
    history: bool
    kind: str
    actor_id: int | None
    stage: str
    undoes_id: int | None
    payload: dict[str, Any]


class EventPage(Schema):
    """One page of events, the newest first."""

    items: list[EventOut]
    next: str | None


@router.get(
    "/deals/{deal_id}/events", response={200: EventPage} | PROBLEMS, summary="What happened in a deal"
)
def list_events(request: HttpRequest, deal_id: Id, after: str = "", limit: Limit = 50) -> dict[str, Any]:
    """The deal's log, the newest first."""
    deal = deal_of(request, deal_id)
    rows, following = page(Event.objects.filter(case_id=deal.id), after=after, limit=limit)
    for row in rows:
        row.payload = actor(request).told(row.kind, row.payload)
    return {"items": dumped_all(EventOut, rows), "next": following}


@router.post("/events/{event_id}/undo", response={200: Written} | PROBLEMS, summary="Take an event back")
@once
def undo_event(request: HttpRequest, event_id: Id) -> tuple[int, dict[str, Any]]:
    """Take back what was done, while nothing later depends on it."""
    new = actions.undo(event_id, actor=actor(request), at=timezone.now())
    return written(request, Event.objects.values_list("case_id", flat=True).get(id=new) or 0, new)
