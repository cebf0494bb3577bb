"""The outbox by API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from polku.access.rules import AccessPermission
from polku.kernel.errors import NotFound
from polku.mail.models import Outgoing
from polku.mail.queries import has_server, messages
from polku.office.actions.post import hand_over, send_again
from polku.office.posted import state_of
from polku.office.registry import abouts
from polku.ui.api import PROBLEMS, Id, Limit, actor, dumped, dumped_all, once, page

ABOUT = r"^([a-z_]{1,40}:[1-9][0-9]{0,17})?$"

router = Router(tags=["mail"])


class MessageOut(Schema):
    """A message and what became of it; `aside`: nobody needed it any more before it left, for the reason given."""

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
    state: Literal["", "waiting", "queued", "sent", "failed", "bounced", "handed", "aside"] = "",
    about: Annotated[str, Field(pattern=ABOUT)] = "",
    after: str = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Messages, newest first. `about` is a thing, such as `quote:12`: then who sees the thing sees its messages."""
    rows = messages(state)
    if about:
        kind, _, key = about.partition(":")
        rows = rows.filter(subject_type=kind, subject_id=int(key))
        known = abouts.find(kind)
        if known is None or not known.is_seen(actor(request), int(key)):
            actor(request).require(AccessPermission.MANAGE_COMPANY)
    else:
        actor(request).require(AccessPermission.MANAGE_COMPANY)
    found, following = page(rows, after=after, limit=limit)
    return {"items": dumped_all(MessageOut, _true(found)), "next": following}


@router.get("/messages/{message_id}", response={200: MessageOut} | PROBLEMS, summary="Read a message's state")
def read_message(request: HttpRequest, message_id: Id) -> dict[str, Any]:
    """One message."""
    actor(request).require(AccessPermission.MANAGE_COMPANY)
    row = Outgoing.objects.filter(id=message_id).first()
    if row is None:
        raise NotFound
    return dumped(MessageOut, _true([row])[0])


@router.post(
    "/messages/{message_id}/sendings", response={200: MessageOut} | PROBLEMS, summary="Send a message again"
)
@once
def send_message_again(request: HttpRequest, message_id: Id) -> tuple[int, dict[str, Any]]:
    """Send a message again that failed, came back or waits."""
    return 200, dumped(MessageOut, send_again(message_id, actor=actor(request), at=timezone.now()))


@router.post(
    "/messages/{message_id}/handings",
    response={200: MessageOut} | PROBLEMS,
    summary="Say that a message was handed over",
)
@once
def hand_message_over(request: HttpRequest, message_id: Id) -> tuple[int, dict[str, Any]]:
    """Say that what did not go by mail was handed over in another way; it is not sent any more."""
    return 200, dumped(MessageOut, hand_over(message_id, actor=actor(request), at=timezone.now()))


def _true(rows: Sequence[Outgoing]) -> Sequence[Outgoing]:
    """Without a server what is queued waits, though no job has said so yet."""
    served = has_server()
    for row in rows:
        row.state = state_of(row, served=served)
    return rows
