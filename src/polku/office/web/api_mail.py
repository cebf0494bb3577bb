"""The outbox by API."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from polku.access.rules import AccessPermission
from polku.kernel.errors import NotFound
from polku.mail.models import Outgoing
from polku.mail.queries import messages
from polku.office.actions.post import send_again
from polku.ui.api import PROBLEMS, Id, Limit, actor, dumped, dumped_all, once, page

router = Router(tags=["mail"])


class MessageOut(Schema):
    """A message and what became of it: waiting (no server), queued, sent, failed, bounced."""

    id: int
    to: str
    subject: str
    language: str
    subject_type: str
    subject_id: int
    case_id: int | None
    state: str
    tries: int
    reason: str
    at: datetime
    sent_at: datetime | None


class MessagePage(Schema):
    """One page of messages; `next` is the cursor to send as `after`, null at the end."""

    items: list[MessageOut]
    next: str | None


@router.get("/messages", response={200: MessagePage} | PROBLEMS, summary="List messages sent by mail")
def list_messages(
    request: HttpRequest,
    state: Literal["", "waiting", "queued", "sent", "failed", "bounced"] = "",
    after: str = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Messages, newest first."""
    actor(request).require(AccessPermission.MANAGE_COMPANY)
    found, following = page(messages(state), after=after, limit=limit)
    return {"items": dumped_all(MessageOut, found), "next": following}


@router.get("/messages/{message_id}", response={200: MessageOut} | PROBLEMS, summary="Read a message's state")
def read_message(request: HttpRequest, message_id: Id) -> dict[str, Any]:
    """One message."""
    actor(request).require(AccessPermission.MANAGE_COMPANY)
    row = Outgoing.objects.filter(id=message_id).first()
    if row is None:
        raise NotFound
    return dumped(MessageOut, row)


@router.post(
    "/messages/{message_id}/sendings", response={200: MessageOut} | PROBLEMS, summary="Send a message again"
)
@once
def send_message_again(request: HttpRequest, message_id: Id) -> tuple[int, dict[str, Any]]:
    """Send a message again that failed, came back or waits."""
    return 200, dumped(MessageOut, send_again(message_id, actor=actor(request), at=timezone.now()))
