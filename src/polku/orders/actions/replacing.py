"""The same goods go out again, by an order of price zero: what came back or what went wrong is made good for."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from polku.access.logic import SYSTEM
from polku.catalogue.logic.lines import AskedLine
from polku.orders.actions.confirming import confirm_orders
from polku.orders.actions.placing import place_order
from polku.orders.logic.incoming import ADDRESS_FIELDS, NewOrder
from polku.orders.models import Order, OrderLine

Part = tuple[OrderLine, Decimal]


def replace_goods(parts: Sequence[Part], order: Order, note: str, *, at: datetime) -> list[OrderLine]:
    """Place and confirm an order of so much of these lines for nothing; answers its lines, in the same order.

    Stock is kept for it, and it ships like any other. It follows from what was agreed, so it is placed by the house
    itself; the event of what it makes good for names who.
    """
    placed = place_order(
        NewOrder(
            lines=tuple(_same(line, quantity) for line, quantity in parts),
            deal_id=order.deal_id,
            currency=order.currency,
            language=order.language,
            channel=order.channel,
            payment_terms="due_date",
            due_days=0,
            prices_include_tax=order.prices_include_tax,
            reference=order.reference,
            note=note,
            billing=_address(order.billing),
            delivery=_address(order.delivery),
        ),
        actor=SYSTEM,
        at=at,
    )
    (done,) = confirm_orders([placed.pk], actor=SYSTEM, at=at)
    if done.error is not None:
        raise done.error
    return list(OrderLine.objects.filter(order=placed).order_by("position"))


def _same(sold: OrderLine, quantity: Decimal) -> AskedLine:
    return AskedLine(
        product_id=sold.product_id,
        quantity=quantity,
        description=sold.description,
        sku=sold.sku,
        kind=sold.kind,
        unit=sold.unit,
        unit_price=Decimal(0),
        discount_percent=Decimal(0),
        tax_category=sold.tax_category,
        tax_percent=sold.tax_percent,
    )


def _address(told: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in told.items() if name in ADDRESS_FIELDS}
