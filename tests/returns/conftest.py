"""Chairs that were ordered, delivered, billed and paid."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from polku.access.logic import Actor
from polku.billing.models import Invoice
from polku.catalogue.models import Product
from polku.kernel.money import Money
from polku.orders.models import Order
from polku.payments.actions import receive as receive_money
from polku.payments.logic.incoming import NewReceipt
from polku.returns.actions import approve_returns, receive_returns, request_return
from polku.returns.logic.incoming import Arrived, CameLine, NewReturn, WantedLine
from polku.returns.models import Return
from polku.stock.actions import deliver, pick, ship
from polku.stock.models import Shipment
from tests.billing.conftest import Bill, bill
from tests.conftest import NOW, People
from tests.stock.conftest import Ask, ask, chairs, deal, goods

__all__ = ["ask", "bill", "chairs", "deal", "goods"]

Back = Callable[..., Return]


@pytest.fixture
def admin(people: People) -> Actor:
    """Who may do everything."""
    return people.actor("admin")


def send(order: Order, actor: Actor, **codes: object) -> Shipment:
    """Ship and deliver all that is kept for an order."""
    shipment = pick(order.id, actor=actor, at=NOW)
    ship(shipment.id, actor=actor, at=NOW, **codes)  # type: ignore[arg-type]
    return deliver(shipment.id, actor=actor, at=NOW)


@pytest.fixture
def delivered(chairs: Product, ask: Ask, admin: Actor) -> Order:
    """Ten chairs that arrived: 150010 for twenty of them, so 75005 for these."""
    order = ask((chairs, 10))
    send(order, admin)
    return order


@pytest.fixture
def paid(delivered: Order, bill: Bill, admin: Actor) -> Invoice:
    """The bill for them, which was paid."""
    invoice = bill(delivered)
    pay(invoice, admin)
    return invoice


def pay(invoice: Invoice, actor: Actor) -> None:
    """The money for a bill comes in."""
    new = NewReceipt(
        Money(invoice.payable_minor, invoice.currency),
        NOW.date(),
        customer_id=invoice.customer_id,
        order_id=invoice.order_id,
        invoice_ids=(invoice.id,),
    )
    (answer,) = receive_money([new], actor=actor, at=NOW)
    assert answer.error is None


def wish(order: Order, quantity: int, resolution: str = "credit", reason: str = "faulty") -> NewReturn:
    """So many of the first line come back."""
    line = order.lines.order_by("position")[0]
    return NewReturn(order.id, (WantedLine(line.id, Decimal(quantity), reason, resolution),))


def come(row: Return, actor: Actor, condition: str = "as_new") -> Return:
    """A return is approved and all of it comes."""
    assert approve_returns([row.id], actor=actor, at=NOW)[0].error is None
    lines = tuple(CameLine(line.id, condition=condition) for line in row.lines.all())
    return receive_returns([Arrived(row.id, lines)], actor=actor, at=NOW)[0].result


@pytest.fixture
def back(admin: Actor) -> Back:
    """So many of an order came back."""

    def came(order: Order, quantity: int, resolution: str = "credit", condition: str = "as_new") -> Return:
        row = request_return(wish(order, quantity, resolution), actor=admin, at=NOW)
        return come(row, admin, condition)

    return came
