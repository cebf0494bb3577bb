"""The delivery note: what is in a delivery, in the customer's words. It names no price."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from polku.catalogue.words import counted_unit
from polku.company.queries import day_of
from polku.documents.drawing import pdf
from polku.orders.papering import address_lines, brand, footer
from polku.stock.models import Shipment, ShipmentLine
from polku.ui import locale_formats

NOTE: Final = "delivery_note"


def drawn(shipment: Shipment, lines: Sequence[ShipmentLine], *, at: datetime) -> bytes:
    """The note as PDF/A, in the customer's language. The same delivery and moment give the same bytes."""
    language = shipment.order.language
    with translation.override(language):
        data = note_data(shipment, lines)
    return pdf(NOTE, data, language=language, at=at.replace(microsecond=0))


def note_data(shipment: Shipment, lines: Sequence[ShipmentLine]) -> dict[str, Any]:
    """What the paper shows, ready to be shown in the language active now."""
    order = shipment.order
    to = order.delivery or order.billing
    return {
        "title": _("Delivery note"),
        "number": shipment.number,
        "brand": brand(),
        "parties": [
            {
                "label": _("Delivered to"),
                "name": to.get("name") or order.customer.name,
                "lines": address_lines(to),
            }
        ],
        "meta": _meta(shipment),
        "columns": [
            {"key": "description", "label": _("Description"), "main": True},
            {"key": "ordered", "label": _("Ordered"), "align": "right"},
            {"key": "quantity", "label": _("Delivered"), "align": "right"},
        ],
        "lines": [_line(line) for line in lines],
        "signatures": [_("Place and day"), _("Name and signature")],
        "footer": footer(),
    }


def _meta(shipment: Shipment) -> list[list[str]]:
    order = shipment.order
    promised, left = shipment.promised_date, shipment.shipped_at
    rows = [
        [_("Day"), locale_formats.full_day(day_of(left)) if left else ""],
        [_("Order"), order.number],
        [_("Your reference"), order.reference],
        [_("Carrier"), shipment.carrier],
        [_("Tracking number"), shipment.tracking],
        [_("Promised for"), locale_formats.full_day(promised) if promised else ""],
    ]
    return [row for row in rows if row[1]]


def _line(line: ShipmentLine) -> dict[str, Any]:
    asked = line.order_line
    codes = ", ".join(one.unit.code for one in line.units.all())
    note = " · ".join(part for part in (asked.sku if asked.description else "", codes) if part)
    return {
        "description": asked.description or asked.sku,
        "note": note,
        "ordered": counted_unit(asked.quantity, asked.unit),
        "quantity": counted_unit(line.quantity, asked.unit),
    }
