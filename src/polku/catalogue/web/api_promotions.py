"""Promotions by API."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from polku.catalogue import actions, queries
from polku.catalogue.models import Promotion
from polku.catalogue.web.api_shapes import Words, plain
from polku.ui.api import PROBLEMS, Exact, Id, Input, Limit, Moment, actor, once, page

router = Router(tags=["promotions"])
_COUNT_MAX = 2**31 - 1


class PromotionOut(Schema):
    """A promotion. It ends at `to_at`, when its uses are gone, or when it is stopped."""

    id: int
    key: str
    name: dict[str, str]
    code: str
    effect: str
    value: str
    currency: str
    free_product_id: int | None
    min_quantity: str
    product_ids: list[int]
    product_groups: list[str]
    group_id: int | None
    from_at: datetime | None
    to_at: datetime | None
    uses_max: int | None
    uses_per_customer_max: int | None
    uses: int
    stackable: bool
    priority: int
    stopped_at: datetime | None


class PromotionPage(Schema):
    """One page of promotions; `next` is the cursor to send as `after`, null at the end."""

    items: list[PromotionOut]
    next: str | None


class PromotionPatch(Input):
    """Fields to change; what is not named stays."""

    name: Words = ""
    code: str = Field("", max_length=40)
    effect: str = "percent"
    value: Exact = Decimal(0)
    currency: str = Field("", max_length=3)
    free_product_id: Id | None = None
    min_quantity: Exact = Decimal(0)
    product_ids: list[Id] = Field([], max_length=1000)
    product_groups: list[str] = Field([], max_length=100)
    group_id: Id | None = None
    from_at: Moment | None = None
    to_at: Moment | None = None
    uses_max: int | None = Field(None, ge=1, le=_COUNT_MAX)
    uses_per_customer_max: int | None = Field(None, ge=1, le=_COUNT_MAX)
    stackable: bool = False
    priority: int = Field(0, ge=-1000, le=1000)


class PromotionIn(PromotionPatch):
    """A new promotion: `effect` is percent, amount, price or free_item. Without code it holds by itself."""

    key: str


@router.get("/promotions", response={200: PromotionPage} | PROBLEMS, summary="List promotions")
def list_promotions(request: HttpRequest, after: str = "", limit: Limit = 50) -> dict[str, Any]:
    """Promotions, the newest first."""
    rows, more = page(queries.promotions(actor(request)), after=after, limit=limit)
    return {"items": [_out(row) for row in rows], "next": more}


@router.post("/promotions", response={201: PromotionOut} | PROBLEMS, summary="Make a promotion")
@once
def make_promotion(request: HttpRequest, body: PromotionIn) -> tuple[int, dict[str, Any]]:
    """Make a promotion that begins and ends when it says."""
    values = body.model_dump(exclude={"key"})
    return 201, _out(actions.make_promotion(body.key, values=values, actor=actor(request), at=timezone.now()))


@router.get("/promotions/{promotion_id}", response={200: PromotionOut} | PROBLEMS, summary="Read a promotion")
def read_promotion(request: HttpRequest, promotion_id: Id) -> dict[str, Any]:
    """One promotion with the count of its uses."""
    return _out(queries.promotion(actor(request), promotion_id))


@router.patch(
    "/promotions/{promotion_id}", response={200: PromotionOut} | PROBLEMS, summary="Change a promotion"
)
@once
def change_promotion(
    request: HttpRequest, promotion_id: Id, body: PromotionPatch
) -> tuple[int, dict[str, Any]]:
    """Change a promotion; what was sold with it stays as it was."""
    values = body.model_dump(exclude_unset=True)
    row = actions.change_promotion(promotion_id, values=values, actor=actor(request), at=timezone.now())
    return 200, _out(row)


@router.delete(
    "/promotions/{promotion_id}", response={200: PromotionOut} | PROBLEMS, summary="Stop a promotion"
)
def stop_promotion(request: HttpRequest, promotion_id: Id) -> dict[str, Any]:
    """Stop a promotion now."""
    return _out(actions.stop_promotion(promotion_id, actor=actor(request), at=timezone.now()))


def _out(row: Promotion) -> dict[str, Any]:
    names = [name for name in PromotionOut.model_fields if name not in ("name", "value", "min_quantity")]
    return {name: getattr(row, name) for name in names} | {
        "name": row.name.as_dict(),
        "value": plain(row.value),
        "min_quantity": plain(row.min_quantity),
    }
