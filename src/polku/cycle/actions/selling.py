"""Selling at the counter: order, delivery, invoice and payment in one transaction, or none of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.utils import translation
from django.utils.translation import gettext as _

from polku.access.logic import SYSTEM, Actor
from polku.billing.actions.billing import bill_orders
from polku.billing.models import Invoice
from polku.billing.rules import BillingPermission
from polku.catalogue.logic.lines import AskedLine
from polku.company.queries import company, day_of
from polku.cycle.rules import CyclePermission
from polku.db.transactions import write
from polku.deals.logic.incoming import NewDeal
from polku.kernel.errors import Invalid, Message, Refused, gettext_noop
from polku.kernel.money import Money
from polku.orders.actions import confirm_orders, place_order
from polku.orders.actions.settings import remember_walk_in_customer, walk_in_customer
from polku.orders.logic.incoming import NewOrder
from polku.orders.logic.states import Channel, Terms
from polku.orders.models import Order, OrderLine
from polku.payments.actions import receive
from polku.payments.logic.incoming import NewReceipt
from polku.payments.logic.kinds import Method
from polku.payments.models import Receipt
from polku.payments.queries.cash import in_cash
from polku.payments.rules import PaymentPermission
from polku.stock.actions import deliver, deliver_services, pick, ship
from polku.stock.models import ShipmentLine
from polku.stock.rules import StockPermission

PAID_BY = (Method.CASH, Method.CARD)


@dataclass(frozen=True)
class Sale:
    """What is sold at the counter, to a customer by id or name, or to whoever walked in; `given_minor` is cash.

    `codes` names serial numbers or lots by the line's place, where the product wants them.
    """

    lines: Sequence[AskedLine]
    method: str = "cash"
    customer_id: int | None = None
    company: str = ""
    reference: str = ""
    given_minor: int | None = None
    codes: Mapping[int, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Sold:
    """The papers of a sale."""

    order: Order
    invoice: Invoice
    receipt: Receipt


def sell_at_counter(sale: Sale, *, actor: Actor, at: datetime) -> Sold:
    """Take the order, hand the goods over, bill them and take the money.

    Who may sell at the counter needs no right to ship, bill or register payments elsewhere: where it is missing, these
    steps are the product's own.

    Raises: Invalid (names line and field), Refused (not enough in stock, too little given), NotFound, NotAllowed.
    """
    actor.require(CyclePermission.SELL)
    if sale.method not in PAID_BY:
        raise Invalid(gettext_noop("At the counter one pays in cash or by card."), field="method")
    with write():
        order = _ordered(sale, actor, at)
        _hand_over(order, sale.codes, actor, at)
        invoice = _billed(order, actor, at)
        receipt = _paid(sale, order, invoice, actor, at)
    return Sold(order, invoice, receipt)


def _as(actor: Actor, permission: StrEnum) -> Actor:
    return actor if actor.may(permission) else SYSTEM.through(actor.via)


def _ordered(sale: Sale, actor: Actor, at: datetime) -> Order:
    customer_id, name = sale.customer_id, sale.company.strip()
    walked_in = customer_id is None and not name
    if walked_in:
        customer_id = walk_in_customer()
        with translation.override(company().language):
            name = "" if customer_id else _("Walk-in customer")
    new = NewOrder(
        lines=tuple(sale.lines),
        deal=NewDeal(customer_id=customer_id, company=name, source=Channel.COUNTER, owner_id=actor.user_id),
        currency=company().currency,
        channel=Channel.COUNTER,
        payment_terms=Terms.ON_DELIVERY,
        reference=sale.reference,
    )
    order = place_order(new, actor=actor, at=at)
    if walked_in and customer_id is None:
        remember_walk_in_customer(order.customer)
    (done,) = confirm_orders([order.id], actor=actor, at=at)
    if done.order is None:
        raise done.error or Invalid()
    return done.order


def _hand_over(order: Order, codes: Mapping[int, Sequence[str]], actor: Actor, at: datetime) -> None:
    """Goods leave and arrive at once; services are done. All of it, or the sale is none."""
    lines = list(order.lines.order_by("position"))
    if any(line.kind == "goods" for line in lines):
        house = _as(actor, StockPermission.SHIP)
        try:
            shipment = pick(order.id, actor=house, at=at)
        except Refused as error:
            raise _short(lines[0].description) from error
        _all_there(lines, shipment.pk)
        named = {line.id: codes[place] for place, line in enumerate(lines) if codes.get(place)}
        try:
            ship(shipment.pk, codes=named, actor=house, at=at)
        except Invalid as error:
            raise _of_line(error, lines) from error
        deliver(shipment.pk, actor=_as(actor, StockPermission.DELIVER), at=at)
    if any(line.kind == "service" for line in lines):
        deliver_services(order.id, actor=_as(actor, StockPermission.DELIVER), at=at)


def _of_line(error: Invalid, lines: Sequence[OrderLine]) -> Invalid:
    """What was wrong with the codes of a line, said of the line as it was sold."""
    for place, line in enumerate(lines):
        if said := error.errors_in(_).get(f"codes.{line.id}"):
            message = Message(gettext_noop("“%(what)s”: %(why)s"), what=line.description[:80], why=said[0])
            return Invalid(message, field=f"lines.{place}.codes")
    return error


def _all_there(lines: Sequence[OrderLine], shipment_id: int) -> None:
    picked: dict[int, Decimal] = {}
    for line_id, quantity in ShipmentLine.objects.filter(shipment_id=shipment_id).values_list(
        "order_line_id", "quantity"
    ):
        picked[line_id] = picked.get(line_id, Decimal(0)) + quantity
    for line in lines:
        if line.kind == "goods" and picked.get(line.id, Decimal(0)) < line.quantity:
            raise _short(line.description)


def _short(description: str) -> Refused:
    message = gettext_noop("Not enough of “%(what)s” is in stock.")
    return Refused(Message(message, what=description[:80]), code="not_enough")


def _billed(order: Order, actor: Actor, at: datetime) -> Invoice:
    seller = actor if actor.may(BillingPermission.ISSUE) and actor.may(BillingPermission.DRAFT) else None
    (done,) = bill_orders([order.id], issue_now=True, actor=seller or SYSTEM.through(actor.via), at=at)
    if done.invoice is None:
        raise done.error or Invalid()
    return done.invoice


def _paid(sale: Sale, order: Order, invoice: Invoice, actor: Actor, at: datetime) -> Receipt:
    on = day_of(at)
    given = sale.given_minor if sale.method == Method.CASH else None
    if given is not None and given < in_cash(invoice.payable_minor, invoice.currency):
        raise Refused(gettext_noop("Less was given than it costs."), code="too_little")
    new = NewReceipt(
        amount=Money(invoice.payable_minor, invoice.currency),
        received_date=on,
        customer_id=order.customer_id,
        order_id=order.id,
        method=sale.method,
        given_minor=given,
        invoice_ids=(invoice.id,),
    )
    (done,) = receive([new], actor=_as(actor, PaymentPermission.REGISTER), at=at)
    if done.receipt is None:
        raise done.error or Invalid()
    return done.receipt
