"""What to do next on a deal, from the offer to the money: the act beside each criterion that is not met."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from polku.billing.models import Invoice
from polku.cycle.web.papers import of_deal
from polku.deals.ways import Way, register
from polku.orders.logic.states import State
from polku.orders.models import Order
from polku.payments.logic.kinds import Side
from polku.payments.models import Item
from polku.quotes.logic.states import OPEN
from polku.quotes.models import Quote
from polku.ui.registry import Panel, Stylesheet, deal_panels, stylesheets


def to_quote(deal_id: int) -> str:
    """The offer that is being worked on, or the form of a new one."""
    quote_id = _open_quote(deal_id)
    return (
        reverse("quotes:quote", args=[quote_id]) if quote_id else reverse("quotes:new_quote", args=[deal_id])
    )


def quote_label(deal_id: int) -> str:
    """What the way to the offer is called: there may be none yet."""
    return gettext("Open the quote") if _open_quote(deal_id) else gettext("New quote")


def _open_quote(deal_id: int) -> int | None:
    found = Quote.objects.filter(deal_id=deal_id, state__in=[one.value for one in OPEN]).order_by("-id")
    return found.values_list("id", flat=True).first()


def to_order(deal_id: int) -> str:
    """The newest order, or the form of one."""
    order_id = _newest(deal_id)
    return reverse("orders:order", args=[order_id]) if order_id else f"{reverse('orders:new')}?deal={deal_id}"


def to_confirm(deal_id: int) -> str:
    """The oldest order that is not confirmed yet, else the newest."""
    rows = Order.objects.filter(deal_id=deal_id, state=State.PLACED).order_by("id")
    order_id = rows.values_list("id", flat=True).first()
    return reverse("orders:order", args=[order_id]) if order_id else to_order(deal_id)


def to_bill(deal_id: int) -> str:
    """The oldest bill that is not paid, else the order."""
    bills = Item.objects.filter(deal_id=deal_id, side=Side.DEBIT, open_minor__gt=0).order_by("due_date", "id")
    invoice_id = bills.values_list("invoice_id", flat=True).first()
    if invoice_id is None:
        drafts = Invoice.objects.filter(deal_id=deal_id, number=None).order_by("id")
        invoice_id = drafts.values_list("id", flat=True).first()
    return reverse("billing:invoice", args=[invoice_id]) if invoice_id else to_order(deal_id)


def to_cycle(deal_id: int) -> str:
    """What is left open of the newest order."""
    order_id = _newest(deal_id)
    return reverse("cycle:order", args=[order_id]) if order_id else to_order(deal_id)


def _newest(deal_id: int) -> int | None:
    rows = Order.objects.filter(deal_id=deal_id).exclude(state=State.CANCELED).order_by("-id")
    return rows.values_list("id", flat=True).first()


WAYS = (
    Way("quote_sent", _("Write the quote"), to_quote, "page"),
    Way("quote_accepted", _("Open the quote"), to_quote, "page", named=quote_label),
    Way("order_placed", _("Take the order"), to_order, "page"),
    Way("order_confirmed", _("Confirm the order"), to_confirm, "page"),
    Way("all_packed", _("Ship"), to_order, "page"),
    Way("all_shipped", _("Ship"), to_order, "page"),
    Way("all_delivered", _("Ship"), to_order, "page"),
    Way("prepayment_billed", _("Bill"), to_order, "page"),
    Way("all_billed", _("Bill"), to_order, "page"),
    Way("order_prepaid", _("Register the payment"), to_bill, "page"),
    Way("all_paid", _("Register the payment"), to_bill, "page"),
    Way("all_booked", _("See what is open"), to_cycle, "page"),
    Way("cycle_closed", _("See what is open"), to_cycle, "page"),
)


def register_ways() -> None:
    """Called once, when the apps are loaded."""
    register(*WAYS)
    papers = Panel("papers", _("Quotes, orders and invoices"), "cycle/papers.html", of_deal, "lead", 10)
    deal_panels.register(papers)
    stylesheets.register(Stylesheet("cycle/css/papers.css"))
