"""Which orders and invoices a person may bill, locked until the transaction ends; where their events belong."""

from collections.abc import Iterable
from datetime import datetime

from polku.access.logic import Actor
from polku.access.scopes import Reached
from polku.billing.models import Invoice
from polku.billing.rules import BillingPermission
from polku.db.lists import among
from polku.eventlog.actions import Entry
from polku.eventlog.events import Happened
from polku.kernel.errors import NotFound, gettext_noop
from polku.orders.models import Order


def orders(ids: Iterable[int], permission: BillingPermission, actor: Actor) -> dict[int, Order]:
    """The orders this person may bill, with deal and customer; two who bill the same order take turns."""
    return {row.id: row for row in _orders(actor, permission, list(ids))}


_orders = Reached(
    lambda actor, right, ids: (
        Order.objects.visible_to(actor)
        .reached_by(actor, right)
        .filter(id__in=among(ids))
        .select_related("deal", "customer")
        .select_for_update(of=("self",))
        .order_by("id")
    )
)


def order(order_id: int, permission: BillingPermission, actor: Actor) -> Order:
    """One order this person may bill. Raises: NotAllowed, NotFound."""
    actor.require(permission)
    found = orders([order_id], permission, actor).get(order_id)
    if found is None:
        raise missing_order()
    return found


def invoices(ids: Iterable[int], permission: BillingPermission, actor: Actor) -> dict[int, Invoice]:
    """The invoices that this person may treat so, with order, deal and customer."""
    rows = Invoice.objects.visible_to(actor).reached_by(actor, permission).filter(id__in=among(ids))
    rows = rows.select_related("order", "deal", "customer", "corrects").select_for_update(of=("self",))
    return {row.id: row for row in rows.order_by("id")}


def invoice(invoice_id: int, permission: BillingPermission, actor: Actor) -> Invoice:
    """One invoice that this person may treat so. Raises: NotAllowed, NotFound."""
    actor.require(permission)
    found = invoices([invoice_id], permission, actor).get(invoice_id)
    if found is None:
        raise missing()
    return found


def missing() -> NotFound:
    """What to say of an invoice that is not there for this person."""
    return NotFound(gettext_noop("This invoice does not exist, or you may not change it."))


def missing_order() -> NotFound:
    """What to say of an order that is not there for this person."""
    return NotFound(gettext_noop("This order does not exist, or you may not bill it."))


def entry(event: Happened, row: Invoice, at: datetime) -> Entry:
    """Where an event of an invoice belongs: to its deal, in the stage the deal is in."""
    return Entry(
        event=event,
        subject=("invoice", row.id),
        at=at,
        case_id=row.deal_id,
        version_id=row.deal.version_id,
        stage=row.deal.stage,
    )
