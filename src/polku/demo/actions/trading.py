"""From the quote to the money: the steps of a deal that buyers, warehouse and finance take."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final

from polku.billing.actions.billing import bill_orders
from polku.billing.models import Invoice
from polku.catalogue.logic.lines import AskedLine
from polku.company.queries import day_of
from polku.demo.actions.lives import Life
from polku.demo.logic import Step
from polku.demo.names import INSTALL_SKU, UPKEEP_SKU
from polku.kernel.money import Money
from polku.orders.actions import confirm_orders
from polku.orders.models import Order
from polku.payments.actions import receive
from polku.payments.logic.incoming import NewReceipt
from polku.quotes.actions import (
    From,
    accept_by_link,
    comment_by_link,
    decline_by_link,
    draft,
    note_view,
    revise,
    send,
)
from polku.quotes.logic.incoming import Content, NewQuote, OfferedLine
from polku.quotes.logic.states import State
from polku.quotes.models import Quote
from polku.quotes.queries.finding import version_of
from polku.stock.actions import deliver, deliver_services, pack, pick, ship
from polku.stock.models import Reservation, Shipment

SITE: Final = "http://127.0.0.1:8000"
CARRIERS: Final = ("Posti", "Omniva", "DPD")


def _quote(life: Life, step: Step) -> None:
    new = NewQuote(life.deal_id, content(life))
    row = draft(new, actor=life.seller, at=step.at)
    sent = send(row.id, site=SITE, actor=life.seller, at=step.at)
    life.quote_id, life.token = row.id, sent.quote.token


def content(life: Life, *, discount: Decimal | None = None) -> Content:
    """What is offered: the machines, their installation, and upkeep to choose."""
    plan, products = life.plan, life.products
    lines = [OfferedLine(AskedLine(products[plan.sku], Decimal(plan.pieces), discount_percent=discount))]
    if plan.sku != UPKEEP_SKU and plan.pieces > 1:
        lines.append(OfferedLine(AskedLine(products[INSTALL_SKU], Decimal(plan.pieces))))
        lines.append(OfferedLine(AskedLine(products[UPKEEP_SKU]), optional=True))
    return Content(tuple(lines), title=plan.title, needs=life.words.need)


def _home(life: Life) -> From:
    return From(address_hash=f"demo-{life.deal_id}", user_agent="demo")


def _view(life: Life, step: Step) -> None:
    if life.token:
        note_view(life.token, sent_from=_home(life), at=step.at)


def _comment(life: Life, step: Step) -> None:
    if life.token:
        name = life.plan.customer["contact_name"]
        comment_by_link(life.token, text=step.with_["text"], name=name, sent_from=_home(life), at=step.at)


def _decline(life: Life, step: Step) -> None:
    if life.token and Quote.objects.filter(id=life.quote_id, state=State.SENT).exists():
        decline_by_link(life.token, reason=step.with_["reason"], sent_from=_home(life), at=step.at)


def _accept(life: Life, step: Step) -> None:
    if not life.quote_id:
        _quote(life, step)
    row = Quote.objects.get(id=life.quote_id)
    if version_of(row, row.version).valid_until < day_of(step.at):  # they took long: the offer is made anew
        revise(row.id, content(life), actor=life.seller, at=step.at)
        send(row.id, site=SITE, actor=life.seller, at=step.at)
    options = [3] if life.plan.pieces % 2 else []
    asked = options if life.plan.pieces > 1 and life.plan.sku != UPKEEP_SKU else None
    name = life.plan.customer["contact_name"]
    accept_by_link(life.token, options=asked, name=name, sent_from=_home(life), at=step.at)
    life.order_id = Order.objects.values_list("id", flat=True).get(quote_id=life.quote_id)


def _confirm(life: Life, step: Step) -> None:
    for done in confirm_orders([life.order_id], actor=life.seller, at=step.at):
        if done.error is not None:
            raise done.error


def _ship(life: Life, step: Step) -> None:
    if not Reservation.objects.filter(order_line__order_id=life.order_id).exists():
        return  # all of it waits for goods
    shipment = pick(life.order_id, actor=life.cast.warehouse, at=step.at)
    if life.plan.pieces > 3:
        pack(shipment.id, actor=life.cast.warehouse, at=step.at)
    carrier = CARRIERS[life.deal_id % len(CARRIERS)]
    ship(shipment.id, carrier=carrier, tracking=f"A{shipment.id:07}", actor=life.cast.warehouse, at=step.at)
    life.shipments.append(shipment.id)


def _arrive(life: Life, step: Step) -> None:
    name = life.plan.customer["contact_name"]
    for shipment_id in life.shipments:
        deliver(shipment_id, received_by=name, actor=life.cast.warehouse, at=step.at)
    life.shipments.clear()
    services = Order.objects.filter(id=life.order_id, lines__kind="service")
    if services.exists():
        deliver_services(life.order_id, received_by=name, actor=life.cast.manager, at=step.at)


def _bill(life: Life, step: Step) -> None:
    if not Shipment.objects.filter(order_id=life.order_id, state="delivered").exists():
        return
    done = bill_orders([life.order_id], issue_now=True, actor=life.cast.finance, at=step.at)[0]
    if done.invoice is None:
        raise done.error or RuntimeError("nothing to bill")
    life.invoice_id = done.invoice.id


def _pay(life: Life, step: Step) -> None:
    if life.invoice_id:
        pay(life, Invoice.objects.get(id=life.invoice_id).payable_minor, step.at)


def pay(life: Life, minor: int, at: datetime, *, method: str = "bank") -> None:
    """Register what a buyer paid for a bill."""
    bill = Invoice.objects.get(id=life.invoice_id)
    new = NewReceipt(
        Money(minor, bill.currency),
        day_of(at),
        customer_id=bill.customer_id,
        order_id=bill.order_id,
        method=method,
        reference=bill.number or "",
        payer_name=life.plan.customer["company"] or life.plan.customer["contact_name"],
        invoice_ids=(bill.id,),
    )
    if error := receive([new], actor=life.cast.finance, at=at)[0].error:
        raise error


ACTS: Final[Mapping[str, Callable[[Life, Step], None]]] = {
    "quote": _quote, "view": _view, "comment": _comment, "decline": _decline, "accept": _accept, "confirm": _confirm,
    "ship": _ship, "arrive": _arrive, "bill": _bill, "pay": _pay,
}  # fmt: skip
