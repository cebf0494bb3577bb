"""What is left open of orders, recomputed from their documents every time it is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q, Sum

from polku.billing.models import Invoice
from polku.books.models import Entry
from polku.company.queries import company
from polku.cycle.logic.judging import (
    Act,
    Finding,
    Kind,
    LineState,
    OrderState,
    Step,
    is_closed,
    judged,
    step_of,
)
from polku.cycle.queries.papers import Papers, papers_of
from polku.db.lists import among
from polku.orders.logic.states import State, Terms, Trouble
from polku.orders.models import Order, OrderTrouble
from polku.orders.queries import OrderProgress, progress
from polku.payments.logic.kinds import Side
from polku.payments.models import Item
from polku.payments.queries.sums import written_off
from polku.returns.queries.lines import OpenReturn, open_returns, to_credit
from polku.stock.models import Shipment

CHUNK = 500


@dataclass(frozen=True)
class Discrepancy:
    """Something left open of an order: what, how much, whose, since when, and what would settle it."""

    order: Order
    kind: Kind
    act: Act
    amount_minor: int
    currency: str
    since: datetime | None
    owner_id: int | None
    detail: str = ""


@dataclass(frozen=True)
class Review:
    """An order with what is left open of it."""

    order: Order
    progress: OrderProgress
    discrepancies: tuple[Discrepancy, ...]
    closed: bool
    step: Step


@dataclass
class _Known:
    """What the documents of some orders say, by order."""

    billed: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    due: dict[int, datetime] = field(default_factory=dict)
    open: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    written_off: Mapping[int, int] = field(default_factory=dict)
    left_at: dict[int, datetime] = field(default_factory=dict)
    arrived: dict[int, int] = field(default_factory=dict)
    undated: dict[int, int] = field(default_factory=dict)
    returns: Mapping[int, OpenReturn] = field(default_factory=dict)
    to_credit: Mapping[int, Decimal] = field(default_factory=dict)
    troubles: dict[int, int] = field(default_factory=dict)
    unavailable: set[int] = field(default_factory=set)
    unbooked: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    papers: Papers = field(default_factory=Papers)


def review(orders: Sequence[Order]) -> list[Review]:
    """Look at orders; a constant number of queries."""
    if not orders:
        return []
    known = _known([order.id for order in orders])
    known.papers = papers_of([order.id for order in orders])
    return [_reviewed(one, known) for one in progress(orders)]


def review_all(rows: Sequence[int] | None = None) -> Iterator[Review]:
    """Look at all orders, or those of some ids, some hundred at a time."""
    orders = Order.objects.order_by("id")
    if rows is not None:
        orders = orders.filter(id__in=among(rows))
    last = 0
    while chunk := list(orders.filter(id__gt=last)[:CHUNK]):
        yield from review(chunk)
        last = chunk[-1].id


def _known(ids: Sequence[int]) -> _Known:
    found = _Known()
    zone = ZoneInfo(company().time_zone)
    wanted = among(ids)
    bills = Invoice.objects.issued().filter(order_id__in=wanted).order_by("id")
    by_invoice: dict[int, int] = {}
    for pk, order_id, kind, gross, due in bills.values_list(
        "id", "order_id", "kind", "payable_minor", "due_date"
    ):
        by_invoice[pk] = order_id
        found.billed[order_id] += -gross if kind == "credit_note" else gross
        if due is not None:
            found.due.setdefault(order_id, datetime.combine(due, time.max, zone))
    booked = Entry.objects.filter(source_type="invoice", source_id__in=among(list(by_invoice)))
    has_entry = set(booked.values_list("source_id", flat=True))
    worth = set(bills.exclude(gross_minor=0).values_list("id", flat=True))
    for pk, order_id in by_invoice.items():
        found.unbooked[order_id] += pk in worth and pk not in has_entry
    opened = Item.objects.filter(order_id__in=wanted, side=Side.DEBIT, open_minor__gt=0)
    found.open.update(opened.values_list("order_id").annotate(Sum("open_minor")).order_by())
    found.written_off = written_off(ids)
    gone = Shipment.objects.filter(order_id__in=wanted)
    for order_id, left_at, arrived, undated in (
        gone.values_list("order_id")
        .annotate(
            left_at=Min("shipped_at", filter=Q(service=False)),
            arrived=Count("id", filter=Q(state="delivered")),
            undated=Count("id", filter=Q(state="delivered", delivered_at=None)),
        )
        .order_by()
    ):
        if left_at is not None:
            found.left_at[order_id] = left_at
        found.arrived[order_id], found.undated[order_id] = arrived, undated
    found.returns, found.to_credit = open_returns(ids), to_credit(ids)
    waiting = OrderTrouble.objects.filter(order_id__in=wanted, settled_at=None)
    found.troubles.update(waiting.values_list("order_id").annotate(Count("id")).order_by())
    given_up = waiting.filter(kind=Trouble.UNAVAILABLE).values_list("order_id", flat=True)
    found.unavailable.update(given_up)
    return found


def _reviewed(one: OrderProgress, known: _Known) -> Review:
    order = one.order
    back = known.returns.get(order.id)
    state = OrderState(
        canceled=order.state == State.CANCELED,
        confirmed_at=order.confirmed_at,
        is_confirmed=order.state != State.PLACED,
        placed_at=order.placed_at,
        lines=tuple(
            LineState(
                need=line.line.quantity - line.line.waived_quantity,
                shipped=line.shipped,
                delivered=line.delivered,
                returned=line.returned,
                billed=line.billed,
                to_credit=known.to_credit.get(line.line.id, Decimal(0)),
                quantity=line.line.quantity,
                gross_minor=line.line.net_minor + line.line.tax_minor,
            )
            for line in one.lines
        ),
        gross_minor=order.gross_minor,
        billed_minor=known.billed.get(order.id, 0),
        paid_minor=one.paid_minor,
        open_bills_minor=known.open.get(order.id, 0),
        written_off_minor=known.written_off.get(order.id, 0),
        due_at=known.due.get(order.id),
        handed_over_at=known.left_at.get(order.id),
        arrived=known.arrived.get(order.id, 0),
        undated=known.undated.get(order.id, 0),
        open_returns=back.number if back else 0,
        open_returns_minor=back.amount_minor if back else 0,
        returns_since=back.since if back else None,
        returns_state=back.state if back else "",
        open_troubles=known.troubles.get(order.id, 0),
        unavailable=order.id in known.unavailable,
        not_booked=known.unbooked.get(order.id, 0),
        pays_first=order.payment_terms == Terms.PAY_FIRST,
        papers_missing=known.papers.missing(one, arrived=known.arrived.get(order.id, 0)),
    )
    findings = judged(state)
    told = tuple(_told(order, finding) for finding in findings)
    return Review(order, one, told, is_closed(findings), step_of(state, findings))


def _told(order: Order, finding: Finding) -> Discrepancy:
    return Discrepancy(
        order=order,
        kind=finding.kind,
        act=finding.act,
        amount_minor=finding.amount_minor,
        currency=order.currency,
        since=finding.since,
        owner_id=order.owner_id,
        detail=finding.detail,
    )


def summary(reviews: Iterator[Review]) -> dict[str, object]:
    """The report of the cycle: how many orders, how many closed, and each kind with its number and sums.

    `net` and `absolute` are in minor units of the orders' currencies.
    """
    orders = closed = 0
    kinds: dict[str, dict[str, int]] = {}
    states: dict[str, int] = defaultdict(int)
    for one in reviews:
        orders += 1
        closed += one.closed
        states[one.order.source_state or one.order.state] += 1
        for found in one.discrepancies:
            row = kinds.setdefault(found.kind.value, {"n": 0, "net": 0, "absolute": 0})
            row["n"] += 1
            row["net"] += found.amount_minor
            row["absolute"] += abs(found.amount_minor)
    return {
        "orders": orders,
        "closed": closed,
        "kinds": dict(sorted(kinds.items())),
        "states": by_number(states),
    }


def by_number(states: Mapping[str, int]) -> dict[str, int]:
    """States with their numbers, the commonest first."""
    return dict(sorted(states.items(), key=lambda pair: (-pair[1], pair[0])))
