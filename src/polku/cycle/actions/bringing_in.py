"""Bringing in the orders of another system with all that followed: deliveries, bills, payments, opinions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Final

from polku.access.logic import Actor
from polku.billing.actions import record_invoices
from polku.billing.logic.incoming import PastInvoice
from polku.billing.models import Invoice
from polku.catalogue.actions import add_products
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.models import Product
from polku.company.queries import day_of
from polku.cycle.logic.olist import COUNTRY, CURRENCY, PastOrder
from polku.db.bulk import insert
from polku.db.statistics import look_at_grown_tables
from polku.db.transactions import write
from polku.deals.logic.incoming import NewDeal
from polku.journey.actions import give_feedback
from polku.journey.logic.incoming import NewFeedback
from polku.kernel.errors import DomainError, Message, gettext_noop
from polku.kernel.money import Money
from polku.orders.actions import place_orders
from polku.orders.logic.incoming import NewOrder
from polku.orders.logic.states import Trouble
from polku.orders.models import Order, OrderLine, OrderTrouble
from polku.payments.actions import match, receive
from polku.payments.actions.opening import open_items
from polku.payments.logic.incoming import Match, NewReceipt
from polku.payments.models import Item
from polku.stock.actions.history import PastShipment, state_shipments
from polku.stock.logic.states import State

CHUNK: Final = 400
PREFIX: Final = "olist:"
PROCESS: Final = "pay-first"
_NO_TAX: Final = Decimal(0)
Tell = Callable[[int], None]


@dataclass
class Brought:
    """What came in."""

    orders: int = 0
    unchanged: int = 0
    shipments: int = 0
    invoices: int = 0
    payments: int = 0
    payments_of_nothing: int = 0
    opinions: int = 0


def bring_in(
    rows: Iterable[PastOrder],
    *,
    products: Iterable[tuple[str, str]],
    actor: Actor,
    at: datetime,
    tell: Tell = lambda _: None,
) -> Brought:
    """Bring past orders in, some hundred at a time, each hundred whole or not at all; known ones stay as they are.

    Who ordered before is the same customer: the other system's name for them tells.
    Every order that has lines is billed as it was ordered; payments are matched with the bill of their order. Payments
    of nothing are counted and left out.

    Raises: Invalid and NotFound, naming file, row and field; NotAllowed.
    """
    done = Brought()
    skus = _products(products, actor, at)
    ours = Order.objects.filter(external_id__startswith=PREFIX)
    customers = dict(ours.values_list("customer__name", "customer_id"))
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        known = set(
            Order.objects.filter(external_id__in=[PREFIX + row.key for row in chunk]).values_list(
                "external_id", flat=True
            )
        )
        fresh = [row for row in chunk if PREFIX + row.key not in known]
        done.unchanged += len(chunk) - len(fresh)
        if fresh:
            with write():
                for some in _one_of_each_customer(fresh):
                    _bring(some, skus, customers, done, actor, at)
            look_at_grown_tables()
        tell(done.orders + done.unchanged)
    return done


def _products(rows: Iterable[tuple[str, str]], actor: Actor, at: datetime) -> dict[str, int]:
    wanted = dict(rows)
    known = set(Product.objects.values_list("sku", flat=True))
    new = [NewProduct(sku, name or sku, group=name[:60]) for sku, name in wanted.items() if sku not in known]
    for answer in add_products(new, actor=actor, at=at, history=True):
        if answer.error is not None:
            raise answer.error
    return dict(Product.objects.filter(sku__in=wanted).values_list("sku", "id"))


def _one_of_each_customer(rows: Sequence[PastOrder]) -> Iterator[list[PastOrder]]:
    """Rows in turns, so that who orders twice is known by the second time."""
    left = list(rows)
    while left:
        seen: set[str] = set()
        turn: list[PastOrder] = []
        later: list[PastOrder] = []
        for row in left:
            (later if row.customer in seen else turn).append(row)
            seen.add(row.customer)
        yield turn
        left = later


def _bring(
    rows: Sequence[PastOrder],
    skus: dict[str, int],
    customers: dict[str, int],
    done: Brought,
    actor: Actor,
    at: datetime,
) -> None:
    wanted = [_order(row, skus, customers.get(row.customer)) for row in rows]
    placed = place_orders(wanted, actor=actor, at=at, history=True)
    orders: list[Order] = []
    for row, one in zip(rows, placed, strict=True):
        if one.order is None:
            raise _named(row, one.error)
        orders.append(one.order)
        customers[row.customer] = one.order.customer_id
    done.orders += len(orders)
    lines = _lines(orders)
    _troubles(rows, orders, actor)
    done.shipments += len(state_shipments(_shipments(rows, orders, lines), actor=actor, at=at))
    invoices = _bill(rows, orders, lines, actor, at)
    done.invoices += len(invoices)
    _pay(rows, orders, invoices, done, actor, at)
    done.opinions += _opinions(rows, orders, actor, at)


def _named(row: PastOrder, error: DomainError | None) -> DomainError:
    if error is not None:
        error.args = (Message(gettext_noop("Order %(key)s: %(why)s"), key=row.key, why=str(error)),)
    return error or DomainError()


def _order(row: PastOrder, skus: dict[str, int], customer_id: int | None) -> NewOrder:
    canceled = row.state == "canceled"
    lines = [
        AskedLine(
            product_id=skus.get(piece.sku),
            description="" if piece.sku in skus else piece.sku,
            kind="goods",
            unit_price=piece.price,
            discount_percent=None,
            tax_category="Z",
            tax_percent=_NO_TAX,
            cost_minor=None,
        )
        for piece in row.pieces
    ]
    freight = sum((piece.freight for piece in row.pieces), _NO_TAX)
    if freight:
        lines.append(
            AskedLine(
                description="Freight",
                kind="freight",
                unit_price=freight,
                tax_category="Z",
                tax_percent=_NO_TAX,
            )
        )
    address = {
        "line1": row.region,
        "post_code": row.post_code,
        "city": row.city,
        "country": COUNTRY,
    }
    return NewOrder(
        lines=tuple(lines),
        deal=NewDeal(
            title=f"Order {row.key[:8]}",
            customer_id=customer_id,
            contact_name="" if customer_id else row.customer,
            opened_at=row.purchased_at,
            won=not canceled and row.state != "created",
            won_at=None if canceled or row.state == "created" else row.approved_at or row.purchased_at,
            lost=canceled,
            source="marketplace",
        ),
        process=PROCESS,
        currency=CURRENCY,
        channel="import",
        payment_terms="pay_first",
        promised_date=day_of(row.promised_at) if row.promised_at else None,
        billing=address,
        external_id=PREFIX + row.key,
        source_state=row.state,
        state="canceled" if canceled else "" if row.state == "created" else "confirmed",
        placed_at=row.purchased_at,
        confirmed_at=row.approved_at,
    )


def _lines(orders: Sequence[Order]) -> dict[int, dict[int, Decimal]]:
    """Line ids and their quantities, by order."""
    found: dict[int, dict[int, Decimal]] = {order.id: {} for order in orders}
    rows = OrderLine.objects.filter(order_id__in=[order.id for order in orders]).order_by("id")
    for order_id, line_id, quantity in rows.values_list("order_id", "id", "quantity"):
        found[order_id][line_id] = quantity
    return found


def _troubles(rows: Sequence[PastOrder], orders: Sequence[Order], actor: Actor) -> None:
    """What was sold and could not be had waits for a decision."""
    insert(
        OrderTrouble,
        [
            OrderTrouble(order=order, kind=Trouble.UNAVAILABLE, by_id=actor.user_id, at=row.purchased_at)
            for row, order in zip(rows, orders, strict=True)
            if row.state == "unavailable"
        ],
    )


def _shipments(
    rows: Sequence[PastOrder], orders: Sequence[Order], lines: dict[int, dict[int, Decimal]]
) -> list[PastShipment]:
    found = []
    for row, order in zip(rows, orders, strict=True):
        if row.state == "delivered" or row.delivered_at is not None:
            state = State.DELIVERED
        elif row.handed_over_at is not None:
            state = State.SHIPPED
        elif row.state == "processing":
            state = State.PICKING
        else:
            continue
        found.append(
            PastShipment(
                order=order,
                state=state,
                quantities=lines[order.id],
                made_at=row.approved_at or row.purchased_at,
                shipped_at=row.handed_over_at,
                delivered_at=row.delivered_at,
                promised_date=order.promised_date,
            )
        )
    return found


def _bill(
    rows: Sequence[PastOrder],
    orders: Sequence[Order],
    lines: dict[int, dict[int, Decimal]],
    actor: Actor,
    at: datetime,
) -> dict[int, Invoice]:
    """The bill of each order that has lines, by the order's id."""
    wanted = [
        (row, PastInvoice(order.id, day_of(row.approved_at or row.purchased_at)))
        for row, order in zip(rows, orders, strict=True)
        if lines[order.id]
    ]
    found: dict[int, Invoice] = {}
    recorded = record_invoices([past for _, past in wanted], actor=actor, at=at)
    for (row, past), one in zip(wanted, recorded, strict=True):
        if one.invoice is None:
            raise _named(row, one.error)
        found[past.order_id] = one.invoice
    return found


def _pay(
    rows: Sequence[PastOrder],
    orders: Sequence[Order],
    invoices: dict[int, Invoice],
    done: Brought,
    actor: Actor,
    at: datetime,
) -> None:
    """Take the payments up, and match them with the bill of their order as far as both go."""
    bills = {item.invoice_id: item for item in open_items(list(invoices.values()), at=at, history=True)}
    wanted = [
        (row, order, paid)
        for row, order in zip(rows, orders, strict=True)
        for paid in row.payments
        if paid.minor
    ]
    done.payments_of_nothing += sum(not paid.minor for row in rows for paid in row.payments)
    receipts = [
        NewReceipt(
            Money(paid.minor, CURRENCY),
            day_of(row.approved_at or row.purchased_at),
            customer_id=order.customer_id,
            order_id=order.id,
            method=paid.method,
            external_id=f"{PREFIX}{row.key}:{paid.place}",
        )
        for row, order, paid in wanted
    ]
    answers = receive(receipts, actor=actor, at=at, history=True)
    ids = [one.receipt.id for one in answers if one.receipt is not None]
    money = {item.receipt_id: item for item in Item.objects.filter(receipt_id__in=ids)}
    wishes: list[Match] = []
    left = {item.id: item.open_minor for item in bills.values()}
    for (row, order, _), one in zip(wanted, answers, strict=True):
        if one.receipt is None:
            raise _named(row, one.error)
        invoice = invoices.get(order.id)
        bill = bills.get(invoice.id) if invoice else None
        credit = money[one.receipt.id]
        part = min(left[bill.id], credit.open_minor) if bill else 0
        if bill and part:
            wishes.append(Match(bill.id, credit.id, part))
            left[bill.id] -= part
    if wishes:
        match(wishes, actor=actor, at=at, history=True)
    done.payments += len(receipts)


def _opinions(rows: Sequence[PastOrder], orders: Sequence[Order], actor: Actor, at: datetime) -> int:
    """What customers thought, as feedback on their deals."""
    wanted = [
        NewFeedback(order.deal_id, score=one.score, words=one.text, at=one.at)
        for row, order in zip(rows, orders, strict=True)
        for one in row.judgements
    ]
    for answer in give_feedback(wanted, actor=actor, at=at, history=True):
        if answer.error is not None:
            raise answer.error
    return len(wanted)
