"""One customer from the deal to the paid invoice, as a program of the company writes it by API: eleven requests."""

from collections.abc import Callable
from typing import Any, Final

Send = Callable[[str, str, Any], Any]
"""Method, path below `/api/v1` and body of a request; its answer. Raises where it was refused."""

REQUESTS: Final = 11
QUANTITIES: Final = (2, 3)


def sell(send: Send, name: str, products: tuple[int, int]) -> dict[str, Any]:
    """Sell so much of two products to a new customer; the order as it is read in the end."""
    deal = send(
        "POST",
        "/deals",
        {"company": f"{name} Oy", "contact": f"Person {name}", "email": f"{name}@buyer.example".lower()},
    )
    lines = [
        {"product_id": product, "quantity": quantity}
        for product, quantity in zip(products, QUANTITIES, strict=True)
    ]
    quote = send("POST", "/quotes", {"deal_id": deal["id"], "title": "Chairs", "lines": lines})
    send("POST", f"/quotes/{quote['id']}/sendings", {})
    accepted = send("POST", f"/quotes/{quote['id']}/acceptances", {"name": f"Person {name}"})
    order_id = accepted["order_id"]
    send("POST", f"/orders/{order_id}/confirmations", {})
    shipment = send("POST", f"/orders/{order_id}/shipments", {})
    send("POST", f"/shipments/{shipment['id']}/departures", {"carrier": "Posti", "tracking": f"T{order_id}"})
    send("POST", f"/shipments/{shipment['id']}/arrivals", {"received_by": f"Person {name}"})
    invoice = send("POST", "/invoices", {"order_ids": [order_id], "issue": True})[0]["invoice"]
    send(
        "POST",
        "/receipts",
        {
            "amount_minor": invoice["payable_minor"],
            "currency": invoice["currency"],
            "received_date": invoice["issue_date"],
            "customer_id": deal["customer_id"],
            "reference": invoice["number"],
            "invoice_ids": [invoice["id"]],
        },
    )
    found: dict[str, Any] = send("GET", f"/orders/{order_id}", None)
    return found
