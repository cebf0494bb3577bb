"""Webhooks by API. A secret is given when it is made and never again, so those two requests are not kept to be
answered alike: a webhook added twice is refused by its address, a secret asked for twice is a newer one."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from polku.kernel.errors import NotFound, gettext_noop
from polku.ui.api import PROBLEMS, Id, Input, Limit, actor, dumped, dumped_all, once, page
from polku.webhooks import actions
from polku.webhooks.models import Endpoint
from polku.webhooks.queries import deliveries, endpoints
from polku.webhooks.rules import WebhookPermission

router = Router(tags=["webhooks"])


class WebhookOut(Schema):
    """Where events are sent: `kinds` are names of events, `domain.*` or `*`. A paused one did not take its events."""

    id: int
    url: str
    name: str
    kinds: list[str]
    is_active: bool
    paused_at: datetime | None
    paused_reason: str
    old_secret_until: datetime | None
    created_at: datetime


class WebhookMade(WebhookOut):
    """A webhook with its secret, which is told this once."""

    secret: str


class WebhookPage(Schema):
    """One page of webhooks; `next` is the cursor to send as `after`, null at the end."""

    items: list[WebhookOut]
    next: str | None


class WebhookIn(Input):
    """A new webhook; without a secret of yours (`whsec_...`) one is made."""

    url: str = Field(max_length=1000)
    kinds: list[str] = Field(["*"], max_length=200)
    name: str = ""
    secret: str = Field("", max_length=200)


class WebhookPatch(Input):
    """What to change; what is left out stays."""

    url: str | None = Field(None, max_length=1000)
    kinds: list[str] | None = Field(None, max_length=200)
    name: str | None = None
    is_active: bool | None = None


class DeliveryOut(Schema):
    """An event for an endpoint: waiting, delivered or parked (given up)."""

    id: int
    event_id: int
    kind: str
    state: str
    tries: int
    at: datetime
    next_try_at: datetime
    delivered_at: datetime | None


class DeliveryPage(Schema):
    """One page of deliveries; `next` is the cursor to send as `after`, null at the end."""

    items: list[DeliveryOut]
    next: str | None


@router.get("/webhooks", response={200: WebhookPage} | PROBLEMS, summary="List webhooks")
def list_webhooks(request: HttpRequest, after: str = "", limit: Limit = 50) -> dict[str, Any]:
    """Every webhook, the newest first."""
    actor(request).require(WebhookPermission.MANAGE)
    found, following = page(endpoints(), after=after, limit=limit)
    return {"items": dumped_all(WebhookOut, found), "next": following}


@router.post("/webhooks", response={201: WebhookMade} | PROBLEMS, summary="Add a webhook")
def add_webhook(request: HttpRequest, body: WebhookIn) -> Status[dict[str, Any]]:
    """Tell another system of events from now on; the answer holds the secret, this once."""
    row, secret = actions.add_endpoint(**body.model_dump(), actor=actor(request), at=timezone.now())
    return Status(201, dumped(WebhookOut, row) | {"secret": secret})


@router.get("/webhooks/{webhook_id}", response={200: WebhookOut} | PROBLEMS, summary="Read a webhook")
def read_webhook(request: HttpRequest, webhook_id: Id) -> dict[str, Any]:
    """One webhook."""
    return dumped(WebhookOut, _one(request, webhook_id))


@router.patch("/webhooks/{webhook_id}", response={200: WebhookOut} | PROBLEMS, summary="Change a webhook")
@once
def change_webhook(request: HttpRequest, webhook_id: Id, body: WebhookPatch) -> tuple[int, dict[str, Any]]:
    """Change where events go, which, or whether at all."""
    row = actions.change_endpoint(webhook_id, **body.model_dump(), actor=actor(request), at=timezone.now())
    return 200, dumped(WebhookOut, row)


@router.delete("/webhooks/{webhook_id}", response={204: None} | PROBLEMS, summary="Remove a webhook")
def remove_webhook(request: HttpRequest, webhook_id: Id) -> Status[None]:
    """Remove a webhook with what it was told."""
    actions.remove_endpoint(webhook_id, actor=actor(request), at=timezone.now())
    return Status(204, None)


@router.post(
    "/webhooks/{webhook_id}/secrets", response={201: WebhookMade} | PROBLEMS, summary="Give a new secret"
)
def rotate_secret(request: HttpRequest, webhook_id: Id) -> Status[dict[str, Any]]:
    """Make a new secret, told this once; the old one holds beside it for a day."""
    row, secret = actions.rotate_secret(webhook_id, actor=actor(request), at=timezone.now())
    return Status(201, dumped(WebhookOut, row) | {"secret": secret})


@router.post(
    "/webhooks/{webhook_id}/resumptions", response={200: WebhookOut} | PROBLEMS, summary="Resume a webhook"
)
@once
def resume_webhook(request: HttpRequest, webhook_id: Id) -> tuple[int, dict[str, Any]]:
    """Send to a paused webhook again: what waited, and what it did not take."""
    row = actions.resume_endpoint(webhook_id, actor=actor(request), at=timezone.now())
    return 200, dumped(WebhookOut, row)


@router.get(
    "/webhooks/{webhook_id}/deliveries", response={200: DeliveryPage} | PROBLEMS, summary="List deliveries"
)
def list_deliveries(
    request: HttpRequest,
    webhook_id: Id,
    state: Literal["", "waiting", "delivered", "parked"] = "",
    after: str = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """What a webhook was to be told, newest first."""
    found, following = page(deliveries(_one(request, webhook_id).pk, state), after=after, limit=limit)
    return {"items": dumped_all(DeliveryOut, found), "next": following}


@router.post(
    "/webhook-deliveries/{delivery_id}/replays", response={200: DeliveryOut} | PROBLEMS, summary="Send again"
)
@once
def replay_delivery(request: HttpRequest, delivery_id: Id) -> tuple[int, dict[str, Any]]:
    """Send an event to a webhook again, under the same `webhook-id`."""
    row = actions.replay(delivery_id, actor=actor(request), at=timezone.now())
    return 200, dumped(DeliveryOut, row)


def _one(request: HttpRequest, webhook_id: int) -> Endpoint:
    actor(request).require(WebhookPermission.MANAGE)
    row = endpoints().filter(id=webhook_id).first()
    if row is None:
        raise NotFound(gettext_noop("There is no such webhook."))
    return row
