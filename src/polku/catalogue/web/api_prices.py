"""Price lists, their prices, groups of customers and the price function by API."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from polku.catalogue import actions, queries
from polku.catalogue.actions import PriceRow
from polku.catalogue.logic.pricing import Priced, Wanted
from polku.catalogue.models import CustomerGroup, Price, PriceList
from polku.catalogue.queries.customers import customer_name
from polku.catalogue.queries.lists import customer_groups
from polku.catalogue.rules import CataloguePermission
from polku.catalogue.web.api_shapes import Words, plain
from polku.company.queries import company
from polku.kernel.errors import say
from polku.ui.api import PROBLEMS, Exact, Id, Input, Limit, Moment, actor, once, page

router = Router(tags=["prices"])
LINES_MAX = 500


class PriceListOut(Schema):
    """A price list; `to_date` is the last day on which it holds."""

    id: int
    key: str
    name: dict[str, str]
    currency: str
    group_id: int | None
    from_date: date | None
    to_date: date | None
    priority: int
    prices_include_tax: bool
    archived_at: datetime | None


class PriceListIn(Input):
    """A new price list."""

    key: str
    name: Words
    currency: str = Field(min_length=3, max_length=3)
    group_id: Id | None = None
    from_date: date | None = None
    to_date: date | None = None
    priority: int = Field(0, ge=-1000, le=1000)
    prices_include_tax: bool = False


class PriceListPatch(Input):
    """Fields to change; what is not named stays."""

    name: Words | None = None
    group_id: Id | None = None
    from_date: date | None = None
    to_date: date | None = None
    priority: int | None = Field(None, ge=-1000, le=1000)
    prices_include_tax: bool | None = None
    archived: bool | None = None


class PriceOut(Schema):
    """What one costs from a quantity on, in major units of the list's currency."""

    id: int
    product_id: int
    min_quantity: str
    unit_price: str


class PricePage(Schema):
    """One page of prices; `next` is the cursor to send as `after`, null at the end."""

    items: list[PriceOut]
    next: str | None


class PriceIn(Input):
    """A price to set; null takes the one that stands away."""

    product_id: Id
    min_quantity: Exact = Decimal(0)
    unit_price: Exact | None


class PricesIn(Input):
    """Prices to set in one go."""

    prices: list[PriceIn] = Field(max_length=1000)


class PriceAnswer(Schema):
    """What became of one price."""

    changed: bool
    error: dict[str, Any] | None


class CustomerGroupOut(Schema):
    """A group of customers who get prices of their own."""

    id: int
    key: str
    name: dict[str, str]


class CustomerGroupIn(Input):
    """A group to make, or to rename."""

    key: str
    name: Words


class PriceLineIn(Input):
    """So many of a product."""

    product_id: Id
    quantity: Exact = Decimal(1)


class PriceQuestionIn(Input):
    """What would this customer pay at this moment? Without customer: anybody; without moment: now."""

    lines: list[PriceLineIn] = Field(min_length=1, max_length=LINES_MAX)
    customer_id: Id | None = None
    currency: str | None = Field(None, min_length=3, max_length=3)
    at: Moment | None = None
    codes: list[str] = Field([], max_length=20)


class PriceStepOut(Schema):
    """A rule that was looked at, and why it was not taken."""

    rule: str
    text: str
    taken: bool
    why_not: str


class FreeItemOut(Schema):
    """What comes along for nothing."""

    product_id: int
    quantity: str


class PricedOut(Schema):
    """A price with its explanation; null where nothing gives one, or where a conflict waits for a decision."""

    product_id: int
    quantity: str
    currency: str
    unit_price: str | None
    list_price: str | None
    discount_percent: str
    prices_include_tax: bool
    conflict: str | None
    free: list[FreeItemOut]
    promotion_ids: list[int]
    steps: list[PriceStepOut]


@router.get("/price-lists", response={200: list[PriceListOut]} | PROBLEMS, summary="List price lists")
def list_price_lists(request: HttpRequest, archived: bool = False) -> list[dict[str, Any]]:
    """Price lists in use, the highest priority first."""
    return [_list_out(row) for row in queries.price_lists(actor(request), archived=archived)]


@router.post("/price-lists", response={201: PriceListOut} | PROBLEMS, summary="Make a price list")
@once
def make_price_list(request: HttpRequest, body: PriceListIn) -> tuple[int, dict[str, Any]]:
    """Make a price list; set its prices afterwards."""
    row = actions.make_price_list(**body.model_dump(), actor=actor(request), at=timezone.now())
    return 201, _list_out(row)


@router.patch(
    "/price-lists/{list_id}", response={200: PriceListOut} | PROBLEMS, summary="Change a price list"
)
@once
def change_price_list(request: HttpRequest, list_id: Id, body: PriceListPatch) -> tuple[int, dict[str, Any]]:
    """Change for whom and when a list holds, or put it away."""
    at, values = timezone.now(), body.model_dump(exclude_unset=True)
    if "archived" in values:
        values["archived_at"] = at if values.pop("archived") else None
    return 200, _list_out(actions.change_price_list(list_id, values=values, actor=actor(request), at=at))


@router.get("/price-lists/{list_id}/prices", response={200: PricePage} | PROBLEMS, summary="List prices")
def list_prices(request: HttpRequest, list_id: Id, after: str = "", limit: Limit = 50) -> dict[str, Any]:
    """The prices of a list, those set last first."""
    of = queries.price_list(actor(request), list_id)
    rows, more = page(Price.objects.visible_to(actor(request)).filter(list=of), after=after, limit=limit)
    return {"items": [_price_out(row) for row in rows], "next": more}


@router.put(
    "/price-lists/{list_id}/prices", response={200: list[PriceAnswer]} | PROBLEMS, summary="Set prices"
)
@once
def set_prices(request: HttpRequest, list_id: Id, body: PricesIn) -> tuple[int, list[dict[str, Any]]]:
    """Set any number of prices of a list, and tell what became of each."""
    rows = [PriceRow(one.product_id, one.unit_price, one.min_quantity) for one in body.prices]
    answers = actions.set_prices(list_id, rows, actor=actor(request), at=timezone.now())
    return 200, [
        {"changed": one.changed, "error": one.error.as_dict(gettext) if one.error else None}
        for one in answers
    ]


@router.post("/price-questions", response={200: list[PricedOut]} | PROBLEMS, summary="Ask for prices")
def ask_for_prices(request: HttpRequest, body: PriceQuestionIn) -> list[dict[str, Any]]:
    """What each line costs a customer, and every rule that was looked at. Nothing is written."""
    asks = actor(request)
    asks.require(CataloguePermission.SEE)
    if body.customer_id is not None:
        customer_name(asks, body.customer_id)
    found = queries.price(
        [Wanted(one.product_id, one.quantity) for one in body.lines],
        customer_id=body.customer_id,
        currency=body.currency or company().currency,
        at=body.at or timezone.now(),
        codes=body.codes,
    )
    return [_priced_out(one) for one in found]


@router.get(
    "/customer-groups", response={200: list[CustomerGroupOut]} | PROBLEMS, summary="List groups of customers"
)
def list_groups(request: HttpRequest) -> list[dict[str, Any]]:
    """Groups of customers who get prices of their own."""
    return [_group_out(row) for row in customer_groups(actor(request))]


@router.post(
    "/customer-groups", response={201: CustomerGroupOut} | PROBLEMS, summary="Define a group of customers"
)
@once
def define_group(request: HttpRequest, body: CustomerGroupIn) -> tuple[int, dict[str, Any]]:
    """Make a group, or rename the one of this key."""
    row = actions.define_customer_group(body.key, name=body.name, actor=actor(request), at=timezone.now())
    return 201, _group_out(row)


@router.put(
    "/customer-groups/{group_id}/customers/{customer_id}",
    response={204: None} | PROBLEMS,
    summary="Join a group",
)
def join_group(request: HttpRequest, group_id: Id, customer_id: Id) -> Status[None]:
    """Let a customer belong to a group."""
    asks = actor(request)
    asks.require(CataloguePermission.PRICE)
    customer_name(asks, customer_id)
    actions.put_in_group([customer_id], group_id=group_id, actor=asks, at=timezone.now())
    return Status(204, None)


@router.delete(
    "/customer-groups/{group_id}/customers/{customer_id}",
    response={204: None} | PROBLEMS,
    summary="Leave a group",
)
def leave_group(request: HttpRequest, group_id: Id, customer_id: Id) -> Status[None]:
    """Let a customer belong to a group no longer."""
    asks = actor(request)
    asks.require(CataloguePermission.PRICE)
    customer_name(asks, customer_id)
    actions.take_from_group([customer_id], group_id=group_id, actor=asks, at=timezone.now())
    return Status(204, None)


def _list_out(row: PriceList) -> dict[str, Any]:
    names = (
        "id",
        "key",
        "currency",
        "group_id",
        "from_date",
        "to_date",
        "priority",
        "prices_include_tax",
        "archived_at",
    )
    return {name: getattr(row, name) for name in names} | {"name": row.name.as_dict()}


def _price_out(row: Price) -> dict[str, Any]:
    return {
        "id": row.pk,
        "product_id": row.product_id,
        "min_quantity": plain(row.min_quantity),
        "unit_price": plain(row.unit_price),
    }


def _group_out(row: CustomerGroup) -> dict[str, Any]:
    return {"id": row.pk, "key": row.key, "name": row.name.as_dict()}


def _priced_out(one: Priced) -> dict[str, Any]:
    return {
        "product_id": one.product_id,
        "quantity": plain(one.quantity),
        "currency": one.currency,
        "unit_price": plain(one.unit_price),
        "list_price": plain(one.list_price),
        "discount_percent": plain(one.discount_percent),
        "prices_include_tax": one.prices_include_tax,
        "conflict": say(one.conflict, gettext) if one.conflict else None,
        "free": [{"product_id": free.product_id, "quantity": plain(free.quantity)} for free in one.free],
        "promotion_ids": list(one.promotion_ids),
        "steps": [
            {
                "rule": step.rule,
                "text": say(step.text, gettext),
                "taken": step.taken,
                "why_not": say(step.why_not, gettext) if step.why_not else "",
            }
            for step in one.steps
        ],
    }
