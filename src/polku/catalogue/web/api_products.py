"""Products by API."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import ValidationError

from polku.catalogue import actions, queries
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.models import Product
from polku.catalogue.rules import CataloguePermission, sees_costs
from polku.catalogue.web.api_shapes import CostIn, CostOut, Words, plain
from polku.ui.api import PROBLEMS, Exact, Id, Input, Limit, actor, once, page

router = Router(tags=["products"])


class ProductOut(Schema):
    """A product. `price` is its usual price; `cost` is null for who may not see costs."""

    id: int
    sku: str
    name: dict[str, str]
    description: dict[str, str]
    kind: str
    unit: str
    group: str
    tax_class: str
    tracked: str
    price: str | None
    cost: CostOut | None
    custom: dict[str, Any]
    retired_at: datetime | None
    recorded_at: datetime


class ProductPage(Schema):
    """One page of products; `next` is the cursor to send as `after`, null at the end."""

    items: list[ProductOut]
    next: str | None


class ProductIn(Input):
    """A new product. Words are a text or a text for each language; `price` joins the list of usual prices."""

    sku: str
    name: Words
    description: Words = ""
    kind: str = "goods"
    unit: str = "C62"
    group: str = ""
    tax_class: str = "standard"
    tracked: str = "none"
    price: Exact | None = None
    cost: CostIn | None = None
    custom: dict[str, Any] = {}


class ProductPatch(Input):
    """Fields to change. `base` holds the values you started from: a field changed meanwhile is a conflict (409)."""

    values: dict[str, Any]
    base: dict[str, Any] = {}


class ProductQuery(Schema):
    """Filters of the list; all of them hold together."""

    sku: str | None = None
    kind: str | None = None
    group: str | None = None
    retired: bool = False
    after: str = ""
    limit: Limit = 50


@router.get("/products", response={200: ProductPage} | PROBLEMS, summary="List products")
def list_products(request: HttpRequest, query: Query[ProductQuery]) -> dict[str, Any]:
    """Products on sale (or out of it), the newest first."""
    asks = actor(request)
    listed = queries.products(asks, queries.Listed(retired=query.retired))
    wanted = query.model_dump(include={"sku", "kind", "group"}, exclude_none=True)
    rows, after = page(listed.filter(**wanted), after=query.after, limit=query.limit)
    return {"items": [product_out(row, request) for row in rows], "next": after}


@router.post("/products", response={201: ProductOut} | PROBLEMS, summary="Add a product")
@once
def add_product(request: HttpRequest, body: ProductIn) -> tuple[int, dict[str, Any]]:
    """Add a product, with its usual price."""
    cost = body.cost.money() if body.cost else None
    new = NewProduct(**body.model_dump(exclude={"cost"}), cost=cost)
    made = actions.add_product(new, actor=actor(request), at=timezone.now())
    return 201, _read(request, made.pk)


@router.get("/products/{product_id}", response={200: ProductOut} | PROBLEMS, summary="Read a product")
def read_product(request: HttpRequest, product_id: Id) -> dict[str, Any]:
    """One product, also one out of sale."""
    return _read(request, product_id)


@router.patch("/products/{product_id}", response={200: ProductOut} | PROBLEMS, summary="Change a product")
@once
def change_product(request: HttpRequest, product_id: Id, body: ProductPatch) -> tuple[int, dict[str, Any]]:
    """Correct facts of a product, field by field."""
    actions.change_product(
        product_id, values=_sent(body.values), base=_sent(body.base), actor=actor(request), at=timezone.now()
    )
    return 200, _read(request, product_id)


@router.delete("/products/{product_id}", response={200: ProductOut} | PROBLEMS, summary="Take out of sale")
def retire_product(request: HttpRequest, product_id: Id) -> dict[str, Any]:
    """Take a product out of sale; nothing is deleted, it can be put back."""
    actor(request).require(CataloguePermission.CHANGE)
    queries.product(actor(request), product_id)
    actions.retire_products([product_id], actor=actor(request), at=timezone.now())
    return _read(request, product_id)


@router.post(
    "/products/{product_id}/restorations", response={200: ProductOut} | PROBLEMS, summary="Put on sale again"
)
@once
def restore_product(request: HttpRequest, product_id: Id) -> tuple[int, dict[str, Any]]:
    """Put a product on sale again."""
    actor(request).require(CataloguePermission.CHANGE)
    queries.product(actor(request), product_id)
    actions.restore_products([product_id], actor=actor(request), at=timezone.now())
    return 200, _read(request, product_id)


def product_out(row: Product, request: HttpRequest) -> dict[str, Any]:
    """A product as this person may see it."""
    names = ("id", "sku", "kind", "unit", "group", "tracked", "custom", "retired_at", "recorded_at")
    shows = sees_costs(actor(request)) and row.cost is not None
    return {name: getattr(row, name) for name in names} | {
        "name": row.name.as_dict(),
        "description": row.description.as_dict(),
        "tax_class": row.tax_class.key,
        "price": plain(getattr(row, "list_price", None)),
        "cost": {"minor": row.cost_minor, "currency": row.cost_currency} if shows else None,
    }


def _read(request: HttpRequest, product_id: int) -> dict[str, Any]:
    return product_out(queries.product(actor(request), product_id), request)


def _sent(values: dict[str, Any]) -> dict[str, Any]:
    """Fields as the action takes them: the tax class by its key, the cost as an amount."""
    found = dict(values)
    if "tax_class" in found:
        keys = {row.key: row.pk for row in queries.classes()}
        found["tax_class_id"] = keys.get(str(found.pop("tax_class")), 0)
    if isinstance(found.get("cost"), dict):
        with suppress(ValidationError):  # what is no amount is refused by the action, by name
            found["cost"] = CostIn.model_validate(found["cost"]).money()
    return found
