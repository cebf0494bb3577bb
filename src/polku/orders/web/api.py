"""Orders by API: the same actions as every other door."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Query, Router

from polku.access.scopes import Reached
from polku.kernel.errors import NotFound, gettext_noop
from polku.mail.queries import has_server
from polku.office.posted import state_of
from polku.orders import actions
from polku.orders.actions.settings import change_settings
from polku.orders.logic.incoming import Trouble
from polku.orders.models import Order
from polku.orders.queries import progress
from polku.orders.queries.listing import order_of
from polku.orders.queries.settings import settings
from polku.orders.rules import OrderPermission
from polku.orders.web import api_forms
from polku.orders.web.api_shapes import (
    ConfirmationOut,
    ConfirmIn,
    FactsIn,
    LinesIn,
    OrderFull,
    OrderIn,
    OrderOut,
    OrderPage,
    OrderQuery,
    OrderReasonIn,
    OrderSettingsIn,
    OrderSettingsOut,
    OrderTroubleIn,
    OrderTroubleOut,
    SettlementIn,
    WaiverIn,
    full,
    read,
    trouble,
    written,
)
from polku.orders.web.papers import confirmation_file
from polku.ui.api import PROBLEMS, Id, actor, once, page

router = Router(tags=["orders"])
router.add_router("", api_forms.router)
_FILE = {
    200: {
        "description": "The file",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/orders", response={200: OrderPage} | PROBLEMS, summary="List orders")
def list_orders(request: HttpRequest, query: Query[OrderQuery]) -> dict[str, Any]:
    """Orders the token's person may see, the newest first, with how far they came."""
    actor(request).require(OrderPermission.SEE)
    wanted = query.model_dump(exclude={"after", "limit", "held"}, exclude_none=True)
    rows = Order.objects.visible_to(actor(request)).filter(**wanted)
    if query.held is not None:
        rows = rows.filter(held_at__isnull=not query.held)
    found, after = page(rows, after=query.after, limit=query.limit)
    return {"items": [read(one) for one in progress(found)], "next": after}


@router.post("/orders", response={201: OrderOut} | PROBLEMS, summary="Take an order")
@once
def place_order(request: HttpRequest, body: OrderIn) -> tuple[int, dict[str, Any]]:
    """Take an order; prices and taxes that a line does not tell come from the catalogue."""
    return 201, written(actions.place_order(body.new(), actor=actor(request), at=timezone.now()))


@router.get("/orders/{order_id}", response={200: OrderFull} | PROBLEMS, summary="Read an order")
def read_order(request: HttpRequest, order_id: Id) -> dict[str, Any]:
    """One order with its lines, how far they came, and what went wrong."""
    return full(progress([_seen(request, order_id)])[0])


@router.put("/orders/{order_id}/lines", response={200: OrderOut} | PROBLEMS, summary="Change an order")
@once
def change_order(request: HttpRequest, order_id: Id, body: LinesIn) -> tuple[int, dict[str, Any]]:
    """Make the lines what you send; after it was confirmed this makes a new version and wants a reason."""
    row = actions.change_order(
        order_id,
        [line.changed() for line in body.lines],
        version=body.version,
        reason=body.reason,
        wanted_date=body.wanted_date,
        actor=actor(request),
        at=timezone.now(),
    )
    return 200, written(row)


@router.patch(
    "/orders/{order_id}", response={200: OrderOut} | PROBLEMS, summary="Change the facts of an order"
)
@once
def change_order_facts(request: HttpRequest, order_id: Id, body: FactsIn) -> tuple[int, dict[str, Any]]:
    """Change addresses, dates, terms or the reference; after confirmation this makes a version and wants a reason."""
    row = actions.change_facts(
        order_id,
        body.facts(),
        version=body.version,
        reason=body.reason,
        actor=actor(request),
        at=timezone.now(),
    )
    return 200, written(row)


@router.post(
    "/orders/{order_id}/confirmations", response={200: OrderOut} | PROBLEMS, summary="Confirm an order"
)
@once
def confirm_order(
    request: HttpRequest, order_id: Id, body: ConfirmIn | None = None
) -> tuple[int, dict[str, Any]]:
    """Confirm an order to its customer; what is in stock is reserved for it. With `to` the paper goes out by mail."""
    now = timezone.now()
    (done,) = actions.confirm_orders([order_id], actor=actor(request), at=now)
    if done.order is None:
        raise done.error or NotFound()
    if body is not None and body.to:
        said = body.model_dump()
        actions.send_confirmation(order_id, **said, actor=actor(request), at=now)
    return 200, written(done.order)


@router.post(
    "/orders/{order_id}/confirmation-letters",
    response={201: ConfirmationOut} | PROBLEMS,
    summary="Send an order's confirmation",
)
@once
def send_confirmation(request: HttpRequest, order_id: Id, body: ConfirmIn) -> tuple[int, dict[str, Any]]:
    """Send the confirmation of a confirmed order by mail, or keep its paper where `to` is empty."""
    now = timezone.now()
    told = actions.send_confirmation(order_id, **body.model_dump(), actor=actor(request), at=now)
    return 201, {
        "order_id": order_id,
        "version": told.confirmation.version,
        "made_at": told.confirmation.made_at,
        "sent_at": told.message.sent_at if told.message else None,
        "message_id": told.message.id if told.message else None,
        "state": state_of(told.message, served=has_server()) if told.message else "",
    }


@router.get(
    "/orders/{order_id}/confirmation",
    response=PROBLEMS,
    openapi_extra={"responses": _FILE},
    summary="Download an order's confirmation",
)
def download_confirmation(request: HttpRequest, order_id: Id) -> HttpResponseBase:
    """The confirmation as PDF (PDF/A-3b), in the customer's language."""
    actor(request).require(OrderPermission.SEE)
    return confirmation_file(order_of(actor(request), order_id), at=timezone.now())


@router.get(
    "/order-settings", response={200: OrderSettingsOut} | PROBLEMS, summary="Read how orders are taken"
)
def read_order_settings(request: HttpRequest) -> dict[str, Any]:
    """How orders are confirmed in writing."""
    actor(request).require(OrderPermission.SET_UP)
    return {"written": settings().written}


@router.put(
    "/order-settings", response={200: OrderSettingsOut} | PROBLEMS, summary="Set how orders are taken"
)
@once
def change_order_settings(request: HttpRequest, body: OrderSettingsIn) -> tuple[int, dict[str, Any]]:
    """Say how orders are confirmed in writing from now on."""
    row = change_settings(written=body.written, actor=actor(request), at=timezone.now())
    return 200, {"written": row.written}


@router.post("/orders/{order_id}/holds", response={200: OrderOut} | PROBLEMS, summary="Hold an order")
@once
def hold_order(request: HttpRequest, order_id: Id, body: OrderReasonIn) -> tuple[int, dict[str, Any]]:
    """Let nothing of an order go on until it is released."""
    row = actions.hold_order(order_id, reason=body.reason, actor=actor(request), at=timezone.now())
    return 200, written(row)


@router.post("/orders/{order_id}/releases", response={200: OrderOut} | PROBLEMS, summary="Release an order")
@once
def release_order(request: HttpRequest, order_id: Id) -> tuple[int, dict[str, Any]]:
    """Let an order that was held go on."""
    return 200, written(actions.release_order(order_id, actor=actor(request), at=timezone.now()))


@router.post(
    "/orders/{order_id}/cancellations", response={200: OrderOut} | PROBLEMS, summary="Call an order off"
)
@once
def cancel_order(request: HttpRequest, order_id: Id, body: OrderReasonIn) -> tuple[int, dict[str, Any]]:
    """Call an order off with a reason, while nothing of it has left."""
    (done,) = actions.cancel_orders([order_id], reason=body.reason, actor=actor(request), at=timezone.now())
    if done.error is not None:
        raise done.error
    return 200, written(_seen(request, order_id))


@router.post(
    "/order-lines/{line_id}/waivers", response={200: OrderOut} | PROBLEMS, summary="Waive part of a line"
)
@once
def waive(request: HttpRequest, line_id: Id, body: WaiverIn) -> tuple[int, dict[str, Any]]:
    """Say how much of a line will not be delivered; 0 takes that back."""
    line = actions.waive(line_id, body.quantity, reason=body.reason, actor=actor(request), at=timezone.now())
    return 200, written(line.order)


@router.post(
    "/orders/{order_id}/troubles", response={201: OrderTroubleOut} | PROBLEMS, summary="Note what went wrong"
)
@once
def note_trouble(request: HttpRequest, order_id: Id, body: OrderTroubleIn) -> tuple[int, dict[str, Any]]:
    """Write down what went wrong with an order; it waits until somebody settles it."""
    new = Trouble(**body.model_dump())
    row = actions.note_trouble(order_id, new, actor=actor(request), at=timezone.now())
    return 201, trouble(row)


@router.post(
    "/order-troubles/{trouble_id}/settlements",
    response={200: OrderTroubleOut} | PROBLEMS,
    summary="Settle what went wrong",
)
@once
def settle_trouble(request: HttpRequest, trouble_id: Id, body: SettlementIn) -> tuple[int, dict[str, Any]]:
    """Decide about what went wrong: make up for it (goods go out again, at no price), or let it be."""
    row = actions.settle_trouble(trouble_id, **body.model_dump(), actor=actor(request), at=timezone.now())
    return 200, trouble(row)


def _seen(request: HttpRequest, order_id: int) -> Order:
    found = _one(actor(request), None, order_id)
    if not found:
        raise NotFound(gettext_noop("This order does not exist, or you may not see it."))
    return found[0]


_one = Reached(lambda actor, _right, order_id: Order.objects.visible_to(actor).filter(id=order_id))
