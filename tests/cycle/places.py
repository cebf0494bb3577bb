"""Where the addresses of the cycle stand in the matrix of addresses and roles."""

from polku.access.logic import SYSTEM
from polku.kernel.money import Money
from polku.orders.models import Order
from polku.payments.actions import receive
from polku.payments.logic.incoming import NewReceipt
from tests.conftest import NOW

PAGES = {
    "cycle:cycle": "cycle.see -",
    "cycle:export": "access.export -",
    "cycle:order": "cycle.see* -",
    "cycle:effort": "insight.see -",
    "cycle:effort_export": "access.export -",
    "cycle:counter": "cycle.sell cycle.sell",
    "cycle:live": "- cycle.sell",
    "cycle:receipt": "payments.see* -",
}

OPERATIONS = {
    "GET /cycle": "cycle.see",
    "GET /cycle/discrepancies": "cycle.see",
    "GET /orders/{order_id}/cycle": "cycle.see*",
    "POST /counter-sales": "cycle.sell",
    "GET /selling-cost": "insight.see",
}

_LINE = {"description": "Fitting", "kind": "service", "unit_price": "5", "tax_percent": "25.5"}
BODIES: dict[str, object] = {"POST /counter-sales": {"lines": [_LINE]}}
FORMS: dict[str, object] = {
    "cycle:counter": {"what": "Fitting", "unit_price": "5", "tax": "25.5", "method": "cash"}
}


def things() -> dict[str, object]:
    """Nothing of its own: orders are made by theirs. Something was paid for each, so that it has a receipt."""
    rows = [
        NewReceipt(Money(100, order.currency), NOW.date(), order_id=order.pk, method="cash")
        for order in Order.objects.order_by("id")
    ]
    for done in receive(rows, actor=SYSTEM, at=NOW):
        assert done.receipt is not None, done.error
    return {}
