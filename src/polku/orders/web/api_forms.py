"""Public order forms by API: what they offer, and what came in through them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from polku.orders.actions.forms import save_order_form
from polku.orders.actions.taking import try_again
from polku.orders.models import Incoming, OrderForm
from polku.orders.queries import forms as queries
from polku.ui.api import PROBLEMS, Id, Input, Limit, actor, once, page

router = Router(tags=["orders"])
Texts = dict[str, str]
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]


class OrderFormOut(Schema):
    """A public page to order from, at `/o/KEY/`."""

    key: str
    title: Texts
    intro: Texts
    conditions: Texts
    thanks: Texts
    price_list_id: int
    products: list[int]
    countries: list[str]
    payment_terms: str
    due_days: int
    confirms: bool
    process_key: str
    team_id: int
    owner_id: int | None
    source: str
    campaign: str
    allowed_origins: list[str]
    active: bool


class OrderFormIn(Input):
    """A public page to order from; texts by language. Without products, all of the price list are offered."""

    title: Texts
    price_list_id: Id
    team_id: Id
    intro: Texts = {}
    conditions: Texts = {}
    thanks: Texts = {}
    products: Annotated[list[Id], Field(max_length=200)] = []
    countries: Annotated[list[str], Field(max_length=100)] = []
    payment_terms: Literal["pay_first", "on_delivery", "due_date"] = "due_date"
    due_days: Annotated[int, Field(ge=0, le=365)] = 14
    confirms: bool = False
    process_key: str = ""
    owner_id: Id | None = None
    source: str = ""
    campaign: str = ""
    allowed_origins: Annotated[list[str], Field(max_length=20)] = []
    active: bool = True


class IncomingOrderOut(Schema):
    """An order as it came in: what became of it, and why not."""

    id: int
    status: str
    order_id: int | None
    error: str
    language: str
    received_at: datetime


class IncomingOrderPage(Schema):
    """One page of what came in."""

    items: list[IncomingOrderOut]
    next: str | None


class IncomingOrderQuery(Schema):
    """Which of them."""

    after: str = ""
    limit: Limit = 50


@router.get("/order-forms", response={200: list[OrderFormOut]} | PROBLEMS, summary="List order forms")
def list_order_forms(request: HttpRequest) -> list[dict[str, Any]]:
    """The public order forms, the open ones first."""
    return [_form(row) for row in queries.forms(actor(request))]


@router.put("/order-forms/{key}", response={200: OrderFormOut} | PROBLEMS, summary="Save an order form")
@once
def save(request: HttpRequest, key: Key, body: OrderFormIn) -> tuple[int, dict[str, Any]]:
    """Make the order form of this key, or change it to what you send."""
    row = save_order_form(key, body.model_dump(), actor=actor(request), at=timezone.now())
    return 200, _form(row)


@router.get(
    "/order-forms/{key}/incoming", response={200: IncomingOrderPage} | PROBLEMS, summary="List what came in"
)
def list_incoming(request: HttpRequest, key: Key, query: Query[IncomingOrderQuery]) -> dict[str, Any]:
    """Orders as they came in through a form, the newest first."""
    rows = queries.incoming(key, actor(request))
    found, after = page(rows, after=query.after, limit=query.limit)
    return {"items": [_incoming(row) for row in found], "next": after}


@router.post(
    "/incoming-orders/{incoming_id}/placings",
    response={200: IncomingOrderOut} | PROBLEMS,
    summary="Place what came in",
)
@once
def place_again(request: HttpRequest, incoming_id: Id) -> tuple[int, dict[str, Any]]:
    """Place an order that failed, or that was no spam after all."""
    return 200, _incoming(try_again(incoming_id, actor=actor(request), at=timezone.now()))


def _form(row: OrderForm) -> dict[str, Any]:
    words = {name: getattr(row, name).as_dict() for name in ("title", "intro", "conditions", "thanks")}
    return {name: getattr(row, name) for name in OrderFormOut.model_fields} | words


def _incoming(row: Incoming) -> dict[str, Any]:
    return {name: getattr(row, name) for name in IncomingOrderOut.model_fields}
