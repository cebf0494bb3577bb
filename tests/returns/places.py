"""Where the addresses of returns stand in the matrix of addresses and roles, and the things they are tried on."""

from decimal import Decimal

from polku.access.logic import SYSTEM
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.models import Product
from polku.deals.models import Deal
from polku.orders.actions import confirm_orders, place_order
from polku.orders.logic.incoming import NewOrder
from polku.returns.actions import approve_returns, request_return
from polku.returns.logic.incoming import NewReturn, WantedLine
from polku.stock.actions import Receipt, deliver, pick, receive, ship
from tests.conftest import NOW

_SEE, _ASK, _DECIDE = "returns.see", "returns.request", "returns.decide"
_RECEIVE, _SETTLE = "returns.receive", "returns.settle"

PAGES = {
    "returns:returns": f"{_SEE} -",
    "returns:export": "access.export -",
    "returns:find": f"{_ASK} {_ASK}",
    "returns:return": f"{_SEE}* -",
    "returns:timeline": f"{_SEE}* -",
    "returns:note": f"{_SEE}* -",
    "returns:approval": f"{_DECIDE}* {_DECIDE}*",
    "returns:refusal": f"{_DECIDE}* {_DECIDE}*",
    "returns:receipt": f"{_RECEIVE}* {_RECEIVE}*",
    "returns:settlement": f"{_SETTLE}* {_SETTLE}*",
    "returns:new": f"{_ASK}* {_ASK}*",
}

OPERATIONS = {
    "GET /returns": _SEE,
    "GET /returns/{return_id}": f"{_SEE}*",
    "GET /orders/{order_id}/returnable": f"{_ASK}*",
    "POST /orders/{order_id}/returns": f"{_ASK}*",
    "POST /returns/{return_id}/approvals": f"{_DECIDE}*",
    "POST /returns/{return_id}/refusals": f"{_DECIDE}*",
    "POST /returns/{return_id}/receipts": f"{_RECEIVE}*",
    "POST /returns/{return_id}/settlements": f"{_SETTLE}*",
}

_LINE = {"order_line_id": "{returnable_line_id}", "quantity": 1, "reason": "faulty"}
BODIES: dict[str, object] = {
    "POST /orders/{order_id}/returns": {"lines": [_LINE]},
    "POST /returns/{return_id}/approvals": {},
    "POST /returns/{return_id}/refusals": {"reason": "Used"},
    "POST /returns/{return_id}/receipts": {},
    "POST /returns/{return_id}/settlements": {},
}
FORMS: dict[str, object] = {
    "returns:find": {"number": "O-2026-0001"},
    "returns:refusal": {"reason": "Used"},
}
_WHERE: dict[str, object] = {"order_id": "{returned_order_id}"}
SPECIAL: dict[str, dict[str, object]] = {
    "returns:new": _WHERE,
    "POST /orders/{order_id}/returns": _WHERE,
    "GET /orders/{order_id}/returnable": _WHERE,
}


def things() -> dict[str, object]:
    """Two chairs that arrived, of which one is to come back by a return that is approved."""
    chair, deal = Product.objects.order_by("id")[0], Deal.objects.order_by("id")[0]
    receive([Receipt(chair.pk, Decimal(2), 7000)], actor=SYSTEM, at=NOW)
    line = AskedLine(product_id=chair.pk, quantity=Decimal(2), unit_price=Decimal(100))
    order = place_order(NewOrder(lines=(line,), deal_id=deal.pk), actor=SYSTEM, at=NOW)
    confirm_orders([order.pk], actor=SYSTEM, at=NOW)
    shipment = pick(order.pk, actor=SYSTEM, at=NOW)
    ship(shipment.pk, actor=SYSTEM, at=NOW)
    deliver(shipment.pk, actor=SYSTEM, at=NOW)
    sold = order.lines.get()
    wanted = WantedLine(sold.pk, Decimal(1), "faulty")
    row = request_return(NewReturn(order.pk, (wanted,)), actor=SYSTEM, at=NOW)
    approve_returns([row.pk], actor=SYSTEM, at=NOW)
    return {"return_id": row.pk, "returned_order_id": order.pk, "returnable_line_id": sold.pk}
