"""Orders by API: the same actions as every other door."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from polku.kernel.errors import NotFound, gettext_noop
from polku.orders import actions
from polku.orders.logic.incoming import Trouble
from polku.orders.models import Order
from polku.orders.queries import progress
from polku.orders.rules import OrderPermission
from polku.orders.web.api_shapes import (
    LinesIn,
    OrderFull,
    OrderIn,
    OrderOut,
    OrderPage,
    OrderQuery,
    OrderReasonIn,
    OrderTroubleIn,
    OrderTroubleOut,
    SettlementIn,
    WaiverIn,
    full,
    read,
    written,
)
from polku.ui.api import PROBLEMS, Id, actor, dumped, once, page

router = Router(tags=["orders"])


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


@router.post(
    "/orders/{order_id}/confirmations", response={200: OrderOut} | PROBLEMS, summary="Confirm an order"
)
@once
def confirm_order(request: HttpRequest, order_id: Id) -> tuple[int, dict[str, Any]]:
    """Confirm an order to its customer; what is in stock is reserved for it."""
    (done,) = actions.confirm_orders([order_id], actor=actor(request), at=timezone.now())
    if done.order is None:
        raise done.error or NotFound()
    return 200, written(done.order)


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
    return 201, dumped(OrderTroubleOut, row)


@router.post(
    "/order-troubles/{trouble_id}/settlements",
    response={200: OrderTroubleOut} | PROBLEMS,
    summary="Settle what went wrong",
)
@once
def settle_trouble(request: HttpRequest, trouble_id: Id, body: SettlementIn) -> tuple[int, dict[str, Any]]:
    """Decide about what went wrong: make up for it, or let it be."""
    row = actions.settle_trouble(
        trouble_id, body.settled, reason=body.reason, actor=actor(request), at=timezone.now()
    )
    return 200, dumped(OrderTroubleOut, row)


def _seen(request: HttpRequest, order_id: int) -> Order:
    found = Order.objects.visible_to(actor(request)).filter(id=order_id).first()
    if found is None:
        raise NotFound(gettext_noop("This order does not exist, or you may not see it."))
    return found
