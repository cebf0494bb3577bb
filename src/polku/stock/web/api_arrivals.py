"""Goods that are expected, by API: the same actions as every other door."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from polku.kernel.errors import NotFound, gettext_noop
from polku.stock import actions
from polku.stock.actions import Expected
from polku.stock.actions.expecting import REFERENCE_MAX
from polku.stock.models import Arrival
from polku.stock.queries import coming
from polku.stock.rules import StockPermission
from polku.stock.web.api_shapes import plain
from polku.ui.api import PROBLEMS, Exact, Id, Input, Limit, actor, once, page

router = Router(tags=["stock"])


class ArrivalOut(Schema):
    """Goods that are expected: `quantity` is what is still to come, 0 once all of it is there."""

    id: int
    product_id: int
    quantity: str
    day: date
    reference: str
    called_off_at: datetime | None


class ArrivalPage(Schema):
    """One page of arrivals; `next` is the cursor to send as `after`, null at the end."""

    items: list[ArrivalOut]
    next: str | None


class ArrivalQuery(Schema):
    """Filters of the list; all of them hold together."""

    product_id: Id | None = None
    after: str = ""
    limit: Limit = 50


class ArrivalIn(Input):
    """So much of a product is expected on a day, by the supplier's reference."""

    product_id: Id
    quantity: Exact
    day: date
    reference: str = Field(default="", max_length=REFERENCE_MAX)


class ArrivalPatch(Input):
    """What is expected instead; what is left out stays."""

    quantity: Exact | None = None
    day: date | None = None
    reference: str | None = Field(default=None, max_length=REFERENCE_MAX)


@router.get("/stock/arrivals", response={200: ArrivalPage} | PROBLEMS, summary="List expected goods")
def list_arrivals(request: HttpRequest, query: Query[ArrivalQuery]) -> dict[str, Any]:
    """What suppliers are still to bring."""
    wanted = query.model_dump(exclude={"after", "limit"}, exclude_none=True)
    rows = coming.arrivals(actor(request)).filter(**wanted)
    found, after = page(rows, after=query.after, limit=query.limit)
    return {"items": [_out(row) for row in found], "next": after}


@router.post("/stock/arrivals", response={201: ArrivalOut} | PROBLEMS, summary="Note expected goods")
@once
def note_arrival(request: HttpRequest, body: ArrivalIn) -> tuple[int, dict[str, Any]]:
    """Note that goods will come; quotes and orders that lack them say when."""
    told = Expected(body.quantity, body.day, body.reference)
    row = actions.note_arrival(body.product_id, told, actor=actor(request), at=timezone.now())
    return 201, _out(row)


@router.patch(
    "/stock/arrivals/{arrival_id}", response={200: ArrivalOut} | PROBLEMS, summary="Change expected goods"
)
@once
def change_arrival(request: HttpRequest, arrival_id: Id, body: ArrivalPatch) -> tuple[int, dict[str, Any]]:
    """Expect another quantity, or another day."""
    actor(request).require(StockPermission.RECEIVE)
    row = coming.arrivals(actor(request)).filter(id=arrival_id).first()
    if row is None:
        raise NotFound(gettext_noop("This arrival is not expected any more."))
    told = Expected(**vars(Expected.of(row)) | body.model_dump(exclude_none=True))
    return 200, _out(actions.change_arrival(arrival_id, told, actor=actor(request), at=timezone.now()))


@router.post(
    "/stock/arrivals/{arrival_id}/cancellations",
    response={200: ArrivalOut} | PROBLEMS,
    summary="Call expected goods off",
)
@once
def call_off_arrival(request: HttpRequest, arrival_id: Id) -> tuple[int, dict[str, Any]]:
    """Expect them no longer."""
    return 200, _out(actions.call_off_arrival(arrival_id, actor=actor(request), at=timezone.now()))


@router.post(
    "/stock/arrivals/{arrival_id}/reopenings",
    response={200: ArrivalOut} | PROBLEMS,
    summary="Expect goods again that were called off",
)
@once
def take_up_arrival(request: HttpRequest, arrival_id: Id) -> tuple[int, dict[str, Any]]:
    """Take back that goods were called off."""
    return 200, _out(actions.take_up_arrival(arrival_id, actor=actor(request), at=timezone.now()))


def _out(row: Arrival) -> dict[str, Any]:
    names = ("id", "product_id", "day", "reference", "called_off_at")
    return {name: getattr(row, name) for name in names} | {"quantity": plain(row.quantity)}
