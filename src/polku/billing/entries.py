"""What billing puts into the interface: its place, acts, panels, settings, Today."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from polku.billing.events import InvoiceSent
from polku.billing.models import Invoice
from polku.billing.queries.drafts import keep_open
from polku.billing.queries.union import union_sales
from polku.billing.rules import BillingPermission
from polku.billing.web import panels
from polku.books import registry as books
from polku.eventlog.models import Event
from polku.kernel.errors import gettext_noop
from polku.office.registry import About, abouts
from polku.orders.registry import order_panels
from polku.ui import registry as ui
from polku.ui import timeline
from polku.ui.registry import PaletteAction, Panel, Place, SettingsPage, Stylesheet, TodaySource


def register() -> None:
    """Called once, when the apps are loaded."""
    see, draft = BillingPermission.SEE, BillingPermission.DRAFT
    abouts.register("invoice", About(Invoice.objects.all, BillingPermission.SEND, _url))
    ui.places.register(
        Place("invoices", _("Invoices"), "billing:invoices", "file", 72, permission=see, letter="v")
    )
    ui.palette_actions.register(
        PaletteAction("to_bill", _("Bill what was shipped"), "billing:to_bill", "file", 72, draft),
        PaletteAction("invoices", _("Invoices"), "billing:invoices", "list", 73, see),
    )
    ui.settings_pages.register(
        SettingsPage(
            "invoices", _("Invoices"), "billing:settings", "file", 45, BillingPermission.SET_UP, _("Selling"),
            _("Who bills, the account, texts, rounding"),
        ),
    )  # fmt: skip
    for shelf, name in ((ui.deal_panels, "deal"), (ui.customer_panels, "customer"), (order_panels, "order")):
        shelf.register(
            Panel(
                "invoices", _("Invoices"), "billing/panel.html", panels.of(name), column="left", order=70,
                permission=see,
            )
        )  # fmt: skip
    ui.today_sources.register(
        TodaySource("to_bill", panels.today, 70, BillingPermission.ISSUE, desk="finance")
    )
    ui.today_sources.register(TodaySource("seller", panels.unready, 30, BillingPermission.SET_UP))
    ui.stylesheets.register(Stylesheet("billing/css/billing.css"))
    timeline.sentences.register(InvoiceSent.kind, _sent)
    books.sources.register(
        "invoice", books.Source(_("Invoice"), lambda pk: reverse("billing:invoice", args=[pk]))
    )
    books.hindrances.register("invoices", keep_open)
    books.union_sales.register("invoices", union_sales)
    books.texts.register("invoice", _("Invoice"))
    books.texts.register("credit_note", _("Credit note"))


def _sent(event: Event) -> str:
    if event.payload.get("waits"):
        return gettext_noop("{actor} wrote the message with the invoice {number}; it waits for a mail server")
    return InvoiceSent.says


def _url(invoice_id: int) -> str:
    return reverse("billing:invoice", args=[invoice_id])
