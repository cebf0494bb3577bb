"""From an order to all that belongs to it, one click each."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.billing.models import Invoice
from polku.billing.rules import BillingPermission
from polku.billing.words import KINDS as BILLS
from polku.contacts.addresses import customer_url
from polku.orders.models import Order
from polku.payments.models import Allocation, Receipt
from polku.payments.rules import PaymentPermission
from polku.quotes.rules import QuotePermission
from polku.stock.models import Shipment
from polku.stock.rules import StockPermission

Link = tuple[str | Promise, str, str]
SHOWN = 20


def links_of(order: Order, actor: Actor) -> list[Link]:
    """What it is, its number and its address: quote, order, deliveries, bills, payments, deal, customer."""
    found: list[Link] = [
        (_("Customer"), order.customer.name, customer_url(order.customer_id)),
        (_("Deal"), order.deal.title, reverse("deals:deal", args=[order.deal_id])),
    ]
    if order.quote_id and order.quote and actor.may(QuotePermission.SEE):
        found.append((_("Quote"), order.quote.number, reverse("quotes:quote", args=[order.quote_id])))
    found.append((_("Order"), order.number, reverse("orders:order", args=[order.id])))
    if actor.may(StockPermission.SEE):
        sent = Shipment.objects.visible_to(actor).filter(order=order).order_by("id")[:SHOWN]
        found += [(_("Delivery"), one.number, reverse("stock:shipment", args=[one.pk])) for one in sent]
    if actor.may(BillingPermission.SEE):
        bills = Invoice.objects.visible_to(actor).filter(order=order).order_by("id")[:SHOWN]
        found += [
            (BILLS[one.kind], one.number or "–", reverse("billing:invoice", args=[one.pk])) for one in bills
        ]
    if actor.may(PaymentPermission.SEE):
        found += _payments(order, actor)
    return found


def _payments(order: Order, actor: Actor) -> list[Link]:
    matched = Allocation.objects.filter(debit__order=order, undone_at=None).values("credit__receipt_id")
    rows = Receipt.objects.visible_to(actor)
    found = {one.pk: one for one in (*rows.filter(order=order)[:SHOWN], *rows.filter(id__in=matched)[:SHOWN])}
    return [(_("Payment"), found[pk].number, reverse("payments:payment", args=[pk])) for pk in sorted(found)]
