"""Billing by itself what is ordered through a public form and paid before it ships."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from polku.access.logic import SYSTEM
from polku.billing.actions.billing import bill_prepayment
from polku.billing.actions.sending import send
from polku.billing.logic.states import Kind
from polku.billing.models import Invoice
from polku.db.lists import among
from polku.db.transactions import write
from polku.orders.logic.states import Channel, State, Terms
from polku.orders.models import Order
from polku.orders.queries.reaching import address_of

BILL: Final = "billing.bill_forms_first"
"""The job that does it."""


def waits_for_bill(order_ids: Sequence[int]) -> list[Order]:
    """Those of some orders that came through a form, are paid first, confirmed and not billed. One statement."""
    billed = Invoice.objects.exclude(kind=Kind.CREDIT_NOTE).values("order_id")
    rows = Order.objects.filter(id__in=among(order_ids), channel=Channel.FORM, payment_terms=Terms.PAY_FIRST)
    going = rows.filter(state=State.CONFIRMED, held_at=None).exclude(gross_minor=0)
    return list(going.exclude(id__in=billed.filter(order_id__in=among(order_ids))).order_by("id"))


def bill_first(order_ids: Sequence[int], *, at: datetime) -> list[Invoice]:
    """Bill each of these orders that still waits for it, and mail the bill where an address is known.

    A bill and its message are made together or not at all, so that a second try makes no second bill.
    """
    made = []
    for order in waits_for_bill(order_ids):
        with write():
            invoice = bill_prepayment(order.id, issue_now=True, actor=SYSTEM, at=at)
            if to := address_of(order):
                send(invoice.id, to=to, actor=SYSTEM, at=at)
        made.append(invoice)
    return made
