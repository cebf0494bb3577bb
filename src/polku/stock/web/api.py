"""Stock and deliveries by API: the same actions as every other door."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Query, Router

from polku.kernel.errors import NotFound, gettext_noop
from polku.kernel.words import Text
from polku.orders.models import Order
from polku.stock import actions
from polku.stock.models import Level, Location, Shipment
from polku.stock.queries.listing import shipment_of
from polku.stock.rules import StockPermission
from polku.stock.web.api_shapes import (
    CountIn,
    CountOut,
    DeliverIn,
    LetGoIn,
    LetGoOut,
    LevelPage,
    LevelQuery,
    LocationIn,
    LocationOut,
    PickIn,
    ReceiptsIn,
    ReservedOut,
    ServicesIn,
    ShipIn,
    ShipmentFull,
    ShipmentOut,
    ShipmentPage,
    ShipmentQuery,
    StockMoveOut,
    TransferIn,
    WaitingIn,
    by_line,
    full,
    moved,
    plain,
)
from polku.stock.web.papers import note_file
from polku.ui.api import PROBLEMS, Id, actor, dumped, dumped_all, once, page

router = Router(tags=["stock"])
_FILE = {
    200: {
        "description": "The file",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/stock/locations", response={200: list[LocationOut]} | PROBLEMS, summary="List places of stock")
def list_locations(request: HttpRequest) -> list[dict[str, Any]]:
    """The places where goods lie; the first one is where they come in unless somebody says otherwise."""
    actor(request).require(StockPermission.SEE)
    rows = Location.objects.filter(retired_at=None).order_by("id")
    return [{"id": row.pk, "key": row.key, "name": row.name.as_dict()} for row in rows]


@router.post("/stock/locations", response={201: LocationOut} | PROBLEMS, summary="Add a place of stock")
@once
def add_location(request: HttpRequest, body: LocationIn) -> tuple[int, dict[str, Any]]:
    """Make a place where goods lie."""
    row = actions.save_place(Text.of(body.name), actor=actor(request), at=timezone.now())
    return 201, {"id": row.pk, "key": row.key, "name": row.name.as_dict()}


@router.get("/stock/levels", response={200: LevelPage} | PROBLEMS, summary="List stock")
def list_levels(request: HttpRequest, query: Query[LevelQuery]) -> dict[str, Any]:
    """How much of each product lies at each place, and how much is promised to orders."""
    actor(request).require(StockPermission.SEE)
    wanted = query.model_dump(exclude={"after", "limit"}, exclude_none=True)
    rows = Level.objects.filter(**wanted).select_related("product")
    found, after = page(rows, after=query.after, limit=query.limit)
    return {"items": [_level(row) for row in found], "next": after}


@router.post("/stock/receipts", response={201: list[StockMoveOut]} | PROBLEMS, summary="Receive goods")
@once
def receive(request: HttpRequest, body: ReceiptsIn) -> tuple[int, list[dict[str, Any]]]:
    """Take goods in, all rows or none, at a cost each in company currency or by the product's card."""
    rows = [one.receipt() for one in body.rows]
    moves = actions.receive(rows, actor=actor(request), at=timezone.now())
    return 201, [moved(row, with_value=_sees_value(request)) for row in moves]


@router.post("/stock/counts", response={200: CountOut} | PROBLEMS, summary="Count stock")
@once
def count(request: HttpRequest, body: CountIn) -> tuple[int, dict[str, Any]]:
    """Make the stock what somebody counted; the difference is booked."""
    row = actions.count_stock(**body.model_dump(), actor=actor(request), at=timezone.now())
    return 200, {"move": moved(row, with_value=_sees_value(request)) if row else None}


@router.post("/stock/transfers", response={201: StockMoveOut} | PROBLEMS, summary="Move stock")
@once
def transfer(request: HttpRequest, body: TransferIn) -> tuple[int, dict[str, Any]]:
    """Bring free goods from one place to another."""
    row = actions.transfer(**body.model_dump(), actor=actor(request), at=timezone.now())
    return 201, moved(row, with_value=_sees_value(request))


@router.post(
    "/orders/{order_id}/reservations", response={200: ReservedOut} | PROBLEMS, summary="Reserve stock"
)
@once
def reserve(request: HttpRequest, order_id: Id) -> tuple[int, dict[str, Any]]:
    """Keep what is free for a confirmed order; what is short waits as a backorder."""
    who = actor(request)
    who.require(StockPermission.SHIP)
    if not Order.objects.visible_to(who).reached_by(who, StockPermission.SHIP).filter(id=order_id).exists():
        raise NotFound(gettext_noop("This order does not exist, or you may not deliver it."))
    found = actions.reserve_orders([order_id], actor=who, at=timezone.now())
    kept = found[0].reserved if found else {}
    short = found[0].short if found else {}
    return 200, {"order_id": order_id, "reserved": _told(kept), "short": _told(short)}


@router.post(
    "/stock/reservations",
    response={200: list[ReservedOut]} | PROBLEMS,
    summary="Reserve for waiting orders",
)
@once
def reserve_waiting(request: HttpRequest, body: WaitingIn) -> tuple[int, list[dict[str, Any]]]:
    """Keep what is free of a product for the orders that wait for it, the oldest promised date first."""
    found = actions.reserve_waiting(body.product_id, actor=actor(request), at=timezone.now())
    return 200, [
        {"order_id": one.order_id, "reserved": _told(one.reserved), "short": _told(one.short)}
        for one in found
    ]


@router.post(
    "/stock/reservations/undo", response={200: LetGoOut} | PROBLEMS, summary="Let go what is reserved"
)
@once
def release(request: HttpRequest, body: LetGoIn) -> tuple[int, dict[str, Any]]:
    """Let go so much of what is kept for lines of orders, at most what is; it is free again."""
    wanted = by_line(body.quantities) or {}
    return 200, {"order_ids": actions.release(wanted, actor=actor(request), at=timezone.now())}


@router.post("/orders/{order_id}/shipments", response={201: ShipmentOut} | PROBLEMS, summary="Pick goods")
@once
def pick(request: HttpRequest, order_id: Id, body: PickIn) -> tuple[int, dict[str, Any]]:
    """Begin a delivery with what is kept for an order."""
    row = actions.pick(
        order_id,
        quantities=by_line(body.quantities),
        promised_date=body.promised_date,
        actor=actor(request),
        at=timezone.now(),
    )
    return 201, dumped(ShipmentOut, row)


@router.post(
    "/orders/{order_id}/services", response={201: ShipmentOut} | PROBLEMS, summary="Services were done"
)
@once
def deliver_services(request: HttpRequest, order_id: Id, body: ServicesIn) -> tuple[int, dict[str, Any]]:
    """Say that services of an order were done."""
    row = actions.deliver_services(
        order_id,
        quantities=by_line(body.quantities),
        received_by=body.received_by,
        actor=actor(request),
        at=timezone.now(),
    )
    return 201, dumped(ShipmentOut, row)


@router.get("/shipments", response={200: ShipmentPage} | PROBLEMS, summary="List deliveries")
def list_shipments(request: HttpRequest, query: Query[ShipmentQuery]) -> dict[str, Any]:
    """Deliveries the token's person may see, the newest first."""
    actor(request).require(StockPermission.SEE)
    wanted = query.model_dump(exclude={"after", "limit"}, exclude_none=True)
    rows = Shipment.objects.visible_to(actor(request)).filter(**wanted)
    found, after = page(rows, after=query.after, limit=query.limit)
    return {"items": dumped_all(ShipmentOut, found), "next": after}


@router.get("/shipments/{shipment_id}", response={200: ShipmentFull} | PROBLEMS, summary="Read a delivery")
def read_shipment(request: HttpRequest, shipment_id: Id) -> dict[str, Any]:
    """One delivery with its lines and the serial numbers and lots that went."""
    found = Shipment.objects.visible_to(actor(request)).filter(id=shipment_id).first()
    if found is None:
        raise NotFound(gettext_noop("This delivery does not exist, or you may not see it."))
    return full(found)


@router.post(
    "/shipments/{shipment_id}/packings",
    response={200: ShipmentOut} | PROBLEMS,
    summary="A delivery is packed",
)
@once
def pack(request: HttpRequest, shipment_id: Id) -> tuple[int, dict[str, Any]]:
    """Say that a delivery is packed."""
    return 200, dumped(ShipmentOut, actions.pack(shipment_id, actor=actor(request), at=timezone.now()))


@router.post(
    "/shipments/{shipment_id}/departures", response={200: ShipmentOut} | PROBLEMS, summary="Ship a delivery"
)
@once
def ship(request: HttpRequest, shipment_id: Id, body: ShipIn) -> tuple[int, dict[str, Any]]:
    """Let a delivery leave: its goods go out of stock at the average cost."""
    row = actions.ship(
        shipment_id,
        carrier=body.carrier,
        tracking=body.tracking,
        codes=by_line(body.codes),
        actor=actor(request),
        at=timezone.now(),
    )
    return 200, dumped(ShipmentOut, row)


@router.post(
    "/shipments/{shipment_id}/arrivals", response={200: ShipmentOut} | PROBLEMS, summary="A delivery arrived"
)
@once
def deliver(request: HttpRequest, shipment_id: Id, body: DeliverIn) -> tuple[int, dict[str, Any]]:
    """Say that a delivery arrived, and who took it."""
    row = actions.deliver(shipment_id, **body.model_dump(), actor=actor(request), at=timezone.now())
    return 200, dumped(ShipmentOut, row)


@router.post(
    "/shipments/{shipment_id}/cancellations",
    response={200: ShipmentOut} | PROBLEMS,
    summary="Call a delivery off",
)
@once
def cancel_shipment(request: HttpRequest, shipment_id: Id) -> tuple[int, dict[str, Any]]:
    """Call off a delivery that has not left; its goods are kept for the order again."""
    row = actions.cancel_shipment(shipment_id, actor=actor(request), at=timezone.now())
    return 200, dumped(ShipmentOut, row)


def _level(row: Level) -> dict[str, Any]:
    return {
        "id": row.pk,
        "product_id": row.product_id,
        "sku": row.product.sku,
        "location_id": row.location_id,
        "on_hand": plain(row.on_hand),
        "reserved": plain(row.reserved),
        "free": plain(row.on_hand - row.reserved),
    }


def _sees_value(request: HttpRequest) -> bool:
    return actor(request).may(StockPermission.COST)


def _told(quantities: dict[int, Any]) -> dict[str, str]:
    return {str(key): plain(value) for key, value in quantities.items()}


@router.get(
    "/shipments/{shipment_id}/note",
    response=PROBLEMS,
    openapi_extra={"responses": _FILE},
    summary="Download a delivery note",
)
def download_note(request: HttpRequest, shipment_id: Id) -> HttpResponseBase:
    """The delivery note as PDF (PDF/A-3b), in the customer's language."""
    actor(request).require(StockPermission.SEE)
    return note_file(shipment_of(actor(request), shipment_id), at=timezone.now())
