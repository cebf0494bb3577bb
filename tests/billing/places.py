"""Where the addresses of invoices stand in the matrix of addresses and roles, and the things they are tried on."""

from polku.access.logic import SYSTEM
from polku.billing.actions import draft_prepayment
from polku.billing.models import Invoice
from polku.orders.models import Order
from tests.conftest import NOW

_SEE, _DRAFT, _ISSUE = "billing.see", "billing.draft", "billing.issue"

PAGES = {
    "billing:offer_bill": "public -",
    "billing:invoices": f"{_SEE} -",
    "billing:export": f"{_SEE} -",
    "billing:to_bill": f"{_DRAFT} {_DRAFT}",
    "billing:invoice": f"{_SEE}* -",
    "billing:file": f"{_SEE}* -",
    "billing:issue": f"- {_ISSUE}*",
    "billing:discarding": f"- {_DRAFT}*",
    "billing:discardings": f"- {_DRAFT}",
    "billing:crediting": "billing.credit* billing.credit*",
    "billing:sending": "billing.send* billing.send*",
    "billing:prepayment": f"{_DRAFT}* {_DRAFT}*",
    "billing:planning": f"{_DRAFT}* {_DRAFT}*",
    "billing:settings": "billing.set_up billing.set_up",
}

OPERATIONS = {
    "GET /invoices": _SEE,
    "POST /invoices": _DRAFT,
    "POST /orders/{order_id}/prepayments": f"{_DRAFT}*",
    "GET /orders/{order_id}/billing-plan": f"{_SEE}*",
    "PUT /orders/{order_id}/billing-plan": f"{_DRAFT}*",
    "POST /planned-invoices": _DRAFT,
    "GET /invoices/{invoice_id}": f"{_SEE}*",
    "DELETE /invoices/{invoice_id}": f"{_DRAFT}*",
    "POST /invoices/{invoice_id}/issues": f"{_ISSUE}*",
    "POST /invoices/{invoice_id}/credit-notes": "billing.credit*",
    "POST /invoices/{invoice_id}/sendings": "billing.send*",
    "GET /invoices/{invoice_id}/files/{paper}": f"{_SEE}*",
}

BODIES = {
    "POST /invoices": {"order_ids": [999_999]},
    "POST /orders/{order_id}/prepayments": {"amount_minor": 1},
    "PUT /orders/{order_id}/billing-plan": {"steps": []},
    "POST /planned-invoices": {"step_ids": [999_999]},
    "POST /invoices/{invoice_id}/credit-notes": {"reason": "Wrong"},
    "POST /invoices/{invoice_id}/sendings": {"to": "dora@example.org"},
}


def things() -> dict[str, object]:
    """A draft of the order that addresses are tried on."""
    known = Invoice.objects.first()
    if known is None:
        order = Order.objects.filter(state="confirmed").first()
        known = draft_prepayment(order.id, amount_minor=1, actor=SYSTEM, at=NOW) if order else None
    return {"invoice_id": known.id if known else 0, "paper": "pdf"}
