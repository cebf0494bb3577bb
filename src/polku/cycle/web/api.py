"""The closed cycle by API: what is left open of orders, and what would settle it."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from polku.catalogue.logic.lines import AskedLine
from polku.cycle import queries
from polku.cycle.actions.selling import Sale, sell_at_counter
from polku.cycle.following import AT_ONCE_MAX, catch_up, told
from polku.cycle.logic.judging import Kind, Step
from polku.cycle.metrics.effort import answer, effort
from polku.cycle.queries import Discrepancy, Wanted
from polku.cycle.rules import CyclePermission
from polku.insight.asking import ReportQuery, texts
from polku.insight.filters import Filter
from polku.insight.reports import checked
from polku.ui.api import PROBLEMS, Id, Input, Limit, actor, once

router = Router(tags=["cycle"])


class KindOut(Schema):
    """A kind of discrepancy: how often, how much, in minor units of the orders' currencies."""

    n: int
    net: int
    absolute: int


class SummaryOut(Schema):
    """How many orders are closed, and what is left open of the others."""

    orders: int
    closed: int
    kinds: dict[str, KindOut]
    states: dict[str, int]


class DiscrepancyOut(Schema):
    """Something left open; `action` would settle it."""

    order_id: int
    number: str
    kind: str
    action: str
    amount_minor: int
    currency: str
    since: datetime | None
    owner_id: int | None
    detail: str


class DiscrepancyPage(Schema):
    """One page."""

    items: list[DiscrepancyOut]
    next: str | None


class DiscrepancyQuery(Schema):
    """Which discrepancies; the newest orders come first."""

    kind: Kind | None = None
    owner_id: Id | None = None
    older: Literal["", "week", "month", "quarter"] = ""
    step: Step | None = None
    after: Annotated[str, Field(pattern=r"^([0-9]{1,18}\.[0-9]{1,18})?$")] = ""
    limit: Limit = 50


class CycleLineOut(Schema):
    """A line of an order, and how far it came."""

    line_id: int
    description: str
    ordered: str
    waived: str
    shipped: str
    delivered: str
    returned: str
    billed: str


class CycleOut(Schema):
    """An order from what was ordered to what was paid."""

    order_id: int
    number: str
    closed: bool
    step: str
    currency: str
    ordered_minor: int
    billed_minor: int
    paid_minor: int
    lines: list[CycleLineOut]
    discrepancies: list[DiscrepancyOut]


class CounterLineIn(Input):
    """A product, whose words, price and tax the catalogue knows, or all of it told.

    `codes` are the serial numbers of the pieces, or the lots, where the product wants them.
    """

    product_id: Id | None = None
    quantity: Annotated[Decimal, Field(max_digits=19, decimal_places=6, gt=0, allow_inf_nan=False)] = Decimal(
        1
    )
    description: str = ""
    kind: str = ""
    codes: list[Annotated[str, Field(min_length=1, max_length=120)]] = Field(
        default_factory=list, max_length=1000
    )
    unit_price: Annotated[Decimal, Field(max_digits=19, decimal_places=6, allow_inf_nan=False)] | None = None
    tax_percent: Annotated[Decimal, Field(max_digits=9, decimal_places=6, allow_inf_nan=False)] | None = None


class CounterSaleIn(Input):
    """What is sold, to whom (nobody named: a walk-in customer), paid by `cash` or `card`; `given_minor` is cash."""

    lines: list[CounterLineIn] = Field(min_length=1, max_length=200)
    method: Literal["cash", "card"] = "cash"
    customer_id: Id | None = None
    company: str = Field(default="", max_length=300)
    reference: str = Field(default="", max_length=120)
    given_minor: Annotated[int, Field(ge=0, le=2**53)] | None = None


class CounterSaleOut(Schema):
    """The papers of a sale."""

    order_id: int
    order_number: str
    invoice_id: int
    invoice_number: str
    receipt_id: int
    receipt_number: str
    amount_minor: int
    currency: str


class SellingCostQuery(ReportQuery):
    """Which deals, and what groups are made by."""

    by: Literal["owner", "team", "source", "segment", "product"] = "owner"


class SellingCostRow(Schema):
    """A group of deals; the last one, `all`, has no `by`. Amounts in minor units of the company's currency.

    `cost` is null where nobody said what an hour costs or you may not see it, `margin` where you may not see the books.
    """

    by: str
    group: str
    deals: int
    won: int
    acts: int
    meetings: int
    hours: float
    unspoken: int
    acts_per_win: float | None
    hours_per_win: float | None
    cost: int | None
    cost_per_win: int | None
    paid: int
    margin: int | None
    profit: int | None


class SellingCostOut(Schema):
    """Effort, cost and profit, the groups with most deals first."""

    n: int
    currency: str
    rows: list[SellingCostRow]


@router.get("/selling-cost", response={200: SellingCostOut} | PROBLEMS, summary="Effort and cost of selling")
def read_selling_cost(request: HttpRequest, query: Query[SellingCostQuery]) -> dict[str, Any]:
    """Activities and hours per win, what a win costs, and the margin of paid bills less that cost."""
    chosen = checked(Filter.of(actor(request), texts(query)))
    return answer(effort(actor(request), chosen, query.by))


@router.get("/cycle", response={200: SummaryOut} | PROBLEMS, summary="Which orders are closed")
def read_summary(request: HttpRequest, fresh: bool = False) -> dict[str, Any]:
    """All orders the token's person may see, as the list keeps them; `fresh` judges each anew from its documents."""
    actor(request).require(CyclePermission.SEE)
    return told(actor(request), fresh=fresh, at=timezone.now())


@router.get("/cycle/discrepancies", response={200: DiscrepancyPage} | PROBLEMS, summary="What is left open")
def list_discrepancies(request: HttpRequest, query: Query[DiscrepancyQuery]) -> dict[str, Any]:
    """What is left open of orders, the newest orders first, as the list keeps it; it follows what happens."""
    actor(request).require(CyclePermission.SEE)
    at = timezone.now()
    catch_up(at=at, most=AT_ONCE_MAX)
    wanted = Wanted(query.kind or "", query.owner_id, query.older, query.step or "")
    found = queries.listed(actor(request), wanted, after=query.after, limit=query.limit, at=at)
    return {"items": [_discrepancy(row) for row in found.rows], "next": found.after or None}


@router.get("/orders/{order_id}/cycle", response={200: CycleOut} | PROBLEMS, summary="One order's cycle")
def read_cycle(request: HttpRequest, order_id: Id) -> dict[str, Any]:
    """What was ordered, shipped, billed and paid of an order, and what is left open."""
    one = queries.review_of(order_id, actor=actor(request))
    order = one.order
    return {
        "order_id": order.id,
        "number": order.number,
        "closed": one.closed,
        "step": one.step.value,
        "currency": order.currency,
        "ordered_minor": order.gross_minor,
        "billed_minor": one.progress.billed_minor,
        "paid_minor": one.progress.paid_minor,
        "lines": [_line(row) for row in one.progress.lines],
        "discrepancies": [_discrepancy(row) for row in one.discrepancies],
    }


def _line(row: Any) -> dict[str, Any]:
    return {
        "line_id": row.line.id,
        "description": row.line.description,
        "ordered": _plain(row.line.quantity),
        "waived": _plain(row.line.waived_quantity),
        **{name: _plain(getattr(row, name)) for name in ("shipped", "delivered", "returned", "billed")},
    }


def _plain(number: Any) -> str:
    return f"{number.normalize():f}"


def _discrepancy(row: Discrepancy) -> dict[str, Any]:
    return {
        "order_id": row.order.id,
        "number": row.order.number,
        "kind": row.kind.value,
        "action": row.act.value,
        **{name: getattr(row, name) for name in ("amount_minor", "currency", "since", "owner_id", "detail")},
    }


@router.post("/counter-sales", response={201: CounterSaleOut} | PROBLEMS, summary="Sell at the counter")
@once
def sell(request: HttpRequest, body: CounterSaleIn) -> tuple[int, dict[str, Any]]:
    """Order, delivery, invoice and payment in one request: all of it, or none."""
    said = body.model_dump(exclude={"lines"})
    lines = tuple(AskedLine(**line.model_dump(exclude={"codes"})) for line in body.lines)
    codes = {place: line.codes for place, line in enumerate(body.lines) if line.codes}
    sale = Sale(lines, **said, codes=codes)
    sold = sell_at_counter(sale, actor=actor(request), at=timezone.now())
    return 201, {
        "order_id": sold.order.id,
        "order_number": sold.order.number,
        "invoice_id": sold.invoice.id,
        "invoice_number": sold.invoice.number or "",
        "receipt_id": sold.receipt.id,
        "receipt_number": sold.receipt.number,
        "amount_minor": sold.receipt.amount_minor,
        "currency": sold.receipt.currency,
    }
