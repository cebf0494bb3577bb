"""The papers of an order, in the customer's words and figures: its confirmation."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from polku.catalogue.logic.lines import summed
from polku.catalogue.logic.totals import Totals
from polku.catalogue.words import counted_unit
from polku.company.queries import company, day_of
from polku.contacts.models import Customer
from polku.documents.drawing import pdf
from polku.orders.models import Order, OrderLine
from polku.orders.registry import expected_of
from polku.quotes.papering import line_columns, rate_change, tax_notes
from polku.quotes.words import payment_words, percent_text, price_text
from polku.ui import locale_formats

CONFIRMATION: Final = "order_confirmation"


def drawn(order: Order, lines: Sequence[OrderLine], *, at: datetime) -> bytes:
    """The confirmation as PDF/A, in the customer's language. The same order and moment give the same bytes."""
    with translation.override(order.language):
        data = confirmation_data(order, lines, on=day_of(at))
    return pdf(CONFIRMATION, data, language=order.language, at=at.replace(microsecond=0))


def confirmation_data(order: Order, lines: Sequence[OrderLine], *, on: date) -> dict[str, Any]:
    """What the paper shows, ready to be shown in the language active now. No cost, no word of ours."""
    sums = summed(
        [line.line for line in lines], currency=order.currency, prices_include_tax=order.prices_include_tax
    )
    has_discount = any(line.discount_percent for line in lines)
    days = expected_of(order, on)
    return {
        "title": _("Order confirmation"),
        "number": order.number if order.version == 1 else f"{order.number} · {order.version}",
        "brand": brand(),
        "parties": _parties(order),
        "meta": _meta(order),
        "intro": _("Thank you for your order. We confirm it as follows."),
        "columns": line_columns(prices_include_tax=order.prices_include_tax, has_discount=has_discount),
        "lines": [_line(line, order, days.get(line.pk)) for line in lines],
        "totals": _totals(order),
        "tax": _tax(sums, order.currency, _rate_change(order, lines)),
        "footer": footer(),
    }


def brand() -> dict[str, Any]:
    """The head of every paper of an order."""
    firm = company()
    return {
        "name": firm.name,
        "line": firm.brand.get("line", ""),
        "colour": firm.brand.get("colour") or "#1f5c4a",
    }


def footer() -> dict[str, Any]:
    """The foot of every paper of an order."""
    return {"lines": [company().name], "page": _("Page {page} of {pages}")}


def address_lines(address: dict[str, str]) -> list[str]:
    """An address without its name, line by line."""
    town = " ".join(one for one in (address.get("post_code"), address.get("city")) if one)
    told = (address.get("line1"), address.get("line2"), town, address.get("region"), address.get("country"))
    return [one for one in told if one]


def _parties(order: Order) -> list[dict[str, Any]]:
    customer: Customer = order.customer
    vat = [_("VAT id %(id)s") % {"id": customer.vat_id}] if customer.vat_id else []
    billing, delivery = order.billing, order.delivery
    name = billing.get("name") or customer.name
    found = [{"label": _("Billed to"), "name": name, "lines": [*address_lines(billing), *vat]}]
    if address_lines(delivery) and delivery != billing:
        to = delivery.get("name") or name
        found.append({"label": _("Delivered to"), "name": to, "lines": address_lines(delivery)})
    return found


def _meta(order: Order) -> list[list[str]]:
    promised = locale_formats.full_day(order.promised_date) if order.promised_date else ""
    placed = locale_formats.full_day(day_of(order.placed_at))
    rows = [
        [_("Day"), placed],
        [_("Your reference"), order.reference],
        [_("Promised for"), promised],
        [_("Terms"), payment_words(order.payment_terms, order.due_days)],
        [_("Your contact"), order.owner.name if order.owner else ""],
    ]
    return [row for row in rows if row[1]]


def _line(line: OrderLine, order: Order, day: date | None) -> dict[str, Any]:
    head, _sep, rest = line.description.partition("\n")
    minor = line.net_minor + line.tax_minor if order.prices_include_tax else line.net_minor
    comes = _("expected on %(day)s") % {"day": locale_formats.full_day(day)} if day else ""
    return {
        "description": head or line.sku,
        "note": " · ".join(part for part in (rest.strip(), line.sku if head else "", comes) if part),
        "quantity": counted_unit(line.quantity, line.unit),
        "price": price_text(line.unit_price, order.currency),
        "discount": percent_text(line.discount_percent) if line.discount_percent else "",
        "tax": percent_text(line.tax_percent),
        "sum": locale_formats.money(minor, order.currency),
    }


def _totals(order: Order) -> list[dict[str, Any]]:
    rows = (
        (_("Without VAT"), order.net_minor),
        (_("VAT"), order.tax_minor),
        (_("Total"), order.gross_minor),
    )
    shown: list[dict[str, Any]] = [
        {"label": label, "value": locale_formats.money(minor, order.currency)} for label, minor in rows
    ]
    shown[-1]["strong"] = True
    return shown


def _rate_change(order: Order, lines: Sequence[OrderLine]) -> str:
    country = order.delivery.get("country") or order.customer.country
    made = order.quote.recorded_at if order.quote else order.placed_at
    return rate_change(lines, country, order.customer.vat_id, day_of(made))


def _tax(sums: Totals, currency: str, change: str) -> dict[str, Any]:
    return {
        "title": _("VAT"),
        "columns": [_("Rate"), _("Of"), _("VAT")],
        "rows": [
            [
                percent_text(one.percent),
                locale_formats.money(one.base_minor, currency),
                locale_formats.money(one.tax_minor, currency),
            ]
            for one in sums.subtotals
        ],
        "note": " ".join(one for one in (*tax_notes(sums), change) if one),
    }
