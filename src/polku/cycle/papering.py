"""The receipt of a sale at the counter, in the customer's language."""

from datetime import datetime
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from polku.catalogue.words import counted_unit
from polku.company.queries import day_of
from polku.documents.drawing import pdf
from polku.orders.models import Order, OrderLine
from polku.orders.papering import brand, footer
from polku.payments.models import Receipt
from polku.payments.words import METHODS
from polku.quotes.words import percent_text
from polku.ui import locale_formats

RECEIPT: Final = "receipt"


def drawn(order: Order, receipts: list[Receipt], *, at: datetime) -> bytes:
    """The receipt as PDF/A. The same sale and moment give the same bytes."""
    with translation.override(order.language):
        data = receipt_data(order, receipts)
    return pdf(RECEIPT, data, language=order.language, at=at.replace(microsecond=0))


def receipt_data(order: Order, receipts: list[Receipt]) -> dict[str, Any]:
    """What the paper shows: what was sold with VAT, how it was paid, what was given back."""
    return {
        "title": _("Receipt"),
        "number": ", ".join(one.number for one in receipts),
        "brand": brand(),
        "parties": [{"label": _("Customer"), "name": order.customer.name, "lines": []}],
        "meta": [
            [_("Day"), locale_formats.full_day(day_of(order.placed_at))],
            [_("Order"), order.number],
        ],
        "columns": [
            {"key": "description", "label": _("Description"), "main": True},
            {"key": "quantity", "label": _("Quantity"), "align": "right"},
            {"key": "tax", "label": _("VAT"), "align": "right"},
            {"key": "sum", "label": _("Sum with VAT"), "align": "right"},
        ],
        "lines": [_line(line, order) for line in order.lines.order_by("position")],
        "totals": _totals(order, receipts),
        "footer": footer(),
    }


def _line(line: OrderLine, order: Order) -> dict[str, Any]:
    return {
        "description": line.description or line.sku,
        "note": line.sku if line.description else "",
        "quantity": counted_unit(line.quantity, line.unit),
        "tax": percent_text(line.tax_percent),
        "sum": locale_formats.money(line.net_minor + line.tax_minor, order.currency),
    }


def _totals(order: Order, receipts: list[Receipt]) -> list[dict[str, Any]]:
    def row(label: str, minor: int) -> dict[str, Any]:
        return {"label": label, "value": locale_formats.money(minor, order.currency)}

    rows = [
        row(_("Without VAT"), order.net_minor),
        row(_("VAT"), order.tax_minor),
        row(_("Total"), order.gross_minor) | {"strong": True},
    ]
    for one in receipts:
        if one.rounding_minor:
            rows.append(row(_("Rounding"), one.rounding_minor))
        rows.append(row(str(METHODS.get(one.method, one.method)), one.given_minor or one.handed_minor))
        if one.given_minor and one.given_minor > one.handed_minor:
            rows.append(row(_("Change back"), one.given_minor - one.handed_minor))
    return rows
