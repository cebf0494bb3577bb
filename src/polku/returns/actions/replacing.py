"""Exchange: the same goods go out again, by an order of price zero that points back to the return."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext, override

from polku.access.logic import SYSTEM
from polku.catalogue.logic.lines import AskedLine
from polku.orders.actions import confirm_orders, place_order
from polku.orders.logic.incoming import ADDRESS_FIELDS, NewOrder
from polku.orders.models import OrderLine
from polku.returns.logic.sharing import ZERO
from polku.returns.models import Return, ReturnLine


def replace(lines: Sequence[ReturnLine], row: Return, at: datetime) -> int | None:
    """Place and confirm an order of the same goods for nothing; stock is kept for it, and it ships like any other.

    The order follows from what was agreed, so it is placed by the house itself; the event of the return names who.
    """
    if not lines:
        return None
    order = row.order
    with override(order.language):
        note = gettext("Replaces what came back by %(number)s.") % {"number": row.number}
    placed = place_order(
        NewOrder(
            lines=tuple(_same(line) for line in lines),
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
    fresh = OrderLine.objects.filter(order=placed).order_by("position")
    for line, replacement in zip(lines, fresh, strict=True):
        line.replacement = replacement
    return int(placed.pk)


def _same(line: ReturnLine) -> AskedLine:
    sold = line.shipment_line.order_line
    return AskedLine(
        product_id=sold.product_id,
        quantity=line.received_quantity or ZERO,
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
