"""How far an order is paid, as its buyer sees it."""

from django.utils.translation import gettext as _

from polku.billing.queries.public import is_billed
from polku.orders.queries import OrderProgress
from polku.payments.logic.kinds import Side
from polku.payments.models import Item
from polku.quotes.following import Fact, Step
from polku.ui.locale_formats import full_day, money


def payment(one: OrderProgress, token: str) -> Step:
    """What came for an order, and what its bills still ask for."""
    order = one.order
    rows = Item.objects.filter(order=order, side=Side.DEBIT).exclude(invoice=None).order_by("id")
    due = [_due(row) for row in rows if row.open_minor]
    paid = [Fact(_("Paid"), money(one.paid_minor, order.currency))] if one.paid_minor else []
    coming = _("Please pay what is open; the bill says how.")
    return Step(_("Payment"), is_billed(one) and not due, coming, [*paid, *due], 40)


def _due(row: Item) -> Fact:
    detail = _("Invoice %(number)s") % {"number": row.number}
    if row.due_date:
        detail = _("Invoice %(number)s, by %(day)s") % {"number": row.number, "day": full_day(row.due_date)}
    return Fact(_("To be paid"), money(row.open_minor, row.currency), detail)
