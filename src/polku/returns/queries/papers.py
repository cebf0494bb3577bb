"""The return note: what comes back, where to, to be put into the parcel."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from polku.billing.queries.settings import settings
from polku.catalogue.words import counted_unit
from polku.company.queries import company, day_of
from polku.documents.drawing import pdf
from polku.returns.models import Return, ReturnLine
from polku.returns.words import REASONS, RESOLUTIONS
from polku.ui.locale_formats import country, full_day

PAPER: Final = "return"


def drawn(row: Return, *, at: datetime) -> bytes:
    """The note as PDF/A-3b in the customer's language. Raises: Refused where no font can write it."""
    return pdf(PAPER, presented(row), language=row.order.language, at=at.replace(microsecond=0))


def file_name(row: Return) -> str:
    """The name of the note as a file."""
    return "".join(char if char.isalnum() or char in "-_" else "-" for char in row.number) + ".pdf"


def presented(row: Return) -> dict[str, Any]:
    """Every word and figure of the note, ready to be shown."""
    order = row.order
    on = day_of(row.approved_at or row.requested_at)
    with override(order.language):
        return {
            "title": _("Return note"),
            "number": row.number,
            "brand": _brand(),
            "parties": [
                {"label": _("Customer"), "name": order.customer.name, "lines": _address(order.delivery)},
                {"label": _("Send to"), "name": _seller(), "lines": _own_address()},
            ],
            "meta": [
                [_("Date"), full_day(on)],
                [_("Order"), order.number],
                *([[_("Your reference"), order.reference]] if order.reference else []),
            ],
            "intro": _("Please put this note into the parcel."),
            "columns": [
                {"key": "description", "label": _("Description"), "main": True},
                {"key": "quantity", "label": _("Quantity"), "align": "right"},
                {"key": "reason", "label": _("Reason")},
                {"key": "resolution", "label": _("What you get")},
            ],
            "lines": lines(row),
            "footer": {"lines": [_seller()], "page": _("Page {page} of {pages}")},
        }


def lines(row: Return) -> list[dict[str, str]]:
    """The lines in words, in the language active now or that of the paper."""
    with override(row.order.language):
        found = row.lines.select_related("order_line", "shipment_line__shipment").order_by("id")
        return [_line(line) for line in found]


def _line(line: ReturnLine) -> dict[str, str]:
    sold = line.order_line
    quantity = line.quantity if line.received_quantity is None else line.received_quantity
    return {
        "description": sold.description or sold.sku,
        "note": " · ".join(one for one in (sold.sku, line.shipment_line.shipment.number) if one),
        "quantity": counted_unit(quantity, sold.unit),
        "reason": str(REASONS[line.reason]),
        "resolution": str(RESOLUTIONS[line.resolution]),
    }


def _seller() -> str:
    return settings().legal_name or company().name


def _brand() -> dict[str, Any]:
    told, brand = settings(), company().brand
    return {
        "name": _seller(),
        "line": brand.get("line", ""),
        "colour": brand.get("colour") or "#1f5c4a",
        "address": _own_address(),
        "contact": [one for one in (told.phone, told.email) if one],
    }


def _own_address() -> list[str]:
    told = settings()
    town = f"{told.post_code} {told.city}".strip()
    lines = (told.line1, told.line2, town, told.region, country(company().country))
    return [one for one in lines if one]


def _address(told: dict[str, str]) -> list[str]:
    town = " ".join(one for one in (told.get("post_code"), told.get("city")) if one)
    lines = [told.get("line1"), told.get("line2"), town, told.get("region"), told.get("country")]
    return [one for one in lines if one]
