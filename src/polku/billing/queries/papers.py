"""A document in words, as the page and the paper show it; and the paper itself, with the e-invoice inside."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from polku.billing.logic.einvoice import cii, of_snapshot
from polku.billing.queries.settings import settings
from polku.catalogue.words import counted_unit
from polku.company.queries import company
from polku.documents.drawing import Attachment, pdf
from polku.documents.logic import Payment, payment_code
from polku.documents.logic.payment import AMOUNT_MINOR_MAX, iban_is_valid, rf_reference
from polku.kernel.errors import Invalid
from polku.kernel.money import Money, exponent
from polku.ui import locale_formats

PAPER: Final = "invoice"
E_INVOICE: Final = "factur-x.xml"


def drawn(data: Mapping[str, Any], *, at: datetime, is_draft: bool) -> bytes:
    """The document as PDF/A-3b, with its e-invoice inside once it is issued.

    Raises: Refused where no font can write it.
    """
    attach = []
    if not is_draft:
        xml = cii(of_snapshot(data))
        attach = [Attachment(E_INVOICE, xml, description="Factur-X EN 16931")]
    return pdf(
        PAPER,
        presented(data, is_draft=is_draft),
        language=data["language"],
        attach=attach,
        at=at.replace(microsecond=0),
    )


def presented(data: Mapping[str, Any], *, is_draft: bool) -> dict[str, Any]:
    """Every word and figure of a document, ready to be shown, in its own language."""
    with override(data["language"]):
        return {
            "title": title(data["kind"]),
            "number": data["number"],
            "state": _("Draft: not issued yet") if is_draft else "",
            "brand": _brand(data["seller"]),
            "parties": _parties(data),
            "meta": _meta(data),
            "intro": data["texts"]["intro"],
            "columns": _columns(data),
            "lines": [_line(line, data) for line in data["lines"]],
            "totals": _totals(data),
            "tax": _tax(data),
            "payment": _payment(data, is_draft=is_draft),
            "terms": _texts(data),
            "footer": _footer(data["seller"]),
        }


def title(kind: str) -> str:
    """What a document is called."""
    return {
        "invoice": pgettext("document", "Invoice"),
        "prepayment": _("Prepayment invoice"),
        "credit_note": _("Credit note"),
    }[kind]


def file_name(data: Mapping[str, Any], ending: str) -> str:
    """The name of the document as a file."""
    plain = "".join(char if char.isalnum() or char in "-_" else "-" for char in data["number"] or "draft")
    return f"{plain}.{ending}"


def _money(minor: int, data: Mapping[str, Any]) -> str:
    return locale_formats.money(minor, data["currency"])


def _plain(minor: int, data: Mapping[str, Any]) -> str:
    """An amount without its currency, which stands once above the column."""
    places = exponent(data["currency"])
    return _decimal(Money(minor, data["currency"]).decimal, places, places)


def _decimal(number: Decimal, least: int, most: int) -> str:
    pattern = "#,##0" + ("." + "0" * least + "#" * (most - least) if most else "")
    return str(format_decimal(number, format=pattern, locale=locale_formats.locale()))


def _day(text: str | None) -> str:
    return locale_formats.full_day(date.fromisoformat(text)) if text else ""


def sender() -> dict[str, list[str]]:
    """Address and contact as they stand on invoices, for papers of others, in the language active now."""
    told = settings()
    names = ("line1", "line2", "post_code", "city", "region")
    if not any(getattr(told, name) for name in names):
        return {}
    address = {name: getattr(told, name) for name in names} | {"country": company().country}
    return {"address": _address(address), "contact": [one for one in (told.phone, told.email) if one]}


def _brand(seller: Mapping[str, str]) -> dict[str, Any]:
    brand = company().brand
    return {
        "name": seller["name"],
        "line": brand.get("line", ""),
        "colour": brand.get("colour") or "#1f5c4a",
        "address": _address(seller),
        "contact": [one for one in (seller.get("phone"), seller.get("email")) if one],
    }


def _address(told: Mapping[str, str]) -> list[str]:
    town = " ".join(one for one in (told.get("post_code"), told.get("city")) if one)
    lines = [told.get("line1"), told.get("line2"), town, told.get("region")]
    if told.get("country"):
        lines.append(locale_formats.country(told["country"]))
    return [one for one in lines if one]


def _parties(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    buyer, delivery = data["buyer"], data["delivery"]
    vat = [_("VAT id %(id)s") % {"id": buyer["vat_id"]}] if buyer.get("vat_id") else []
    found = [{"label": _("Billed to"), "name": buyer["name"], "lines": [*_address(buyer), *vat]}]
    if _address(delivery) and (_address(delivery), delivery["name"]) != (_address(buyer), buyer["name"]):
        found.append({"label": _("Delivered to"), "name": delivery["name"], "lines": _address(delivery)})
    return found


def _meta(data: Mapping[str, Any]) -> list[list[str]]:
    corrects = data.get("corrects")
    rows = [
        [_("Date"), _day(data["issue_date"])],
        [_("Due"), _day(data.get("due_date"))],
        [_("Delivered"), _day(data.get("delivered_date"))],
        [_("Tax point"), _day(data.get("tax_point")) if data.get("tax_point") != data["issue_date"] else ""],
        [_("Order"), data.get("order", "")],
        [_("Your reference"), data.get("reference", "")],
        [_("For invoice"), f"{corrects['number']}, {_day(corrects['issue_date'])}" if corrects else ""],
    ]
    return [row for row in rows if row[1]]


def _columns(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    price = _("Price with tax") if data["prices_include_tax"] else _("Price")
    found: list[dict[str, Any]] = [
        {"key": "description", "label": _("Description"), "main": True},
        {"key": "quantity", "label": _("Quantity"), "align": "right"},
        {"key": "price", "label": price, "align": "right"},
    ]
    if any(Decimal(line["discount_percent"]) for line in data["lines"]):
        found.append({"key": "discount", "label": _("Discount"), "align": "right"})
    return [
        *found,
        {"key": "tax", "label": _("VAT"), "align": "right"},
        {"key": "net", "label": f"{_('Net')} {data['currency']}", "align": "right"},
    ]


def _line(line: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, str]:
    discount = Decimal(line["discount_percent"])
    return {
        "description": line["description"],
        "note": line["sku"],
        "quantity": counted_unit(Decimal(line["quantity"]), line["unit"]),
        "price": _price(Decimal(line["unit_price"])),
        "discount": _percent(discount) if discount else "",
        "tax": _rate(line["tax_category"], line["tax_percent"]),
        "net": _plain(line["net_minor"], data),
    }


def _price(price: Decimal) -> str:
    """At least two decimals, as many as there are."""
    places = max(2, -int(price.normalize().as_tuple().exponent))
    return _decimal(price, 2, places)


def _percent(percent: Decimal) -> str:
    return locale_formats.percent(percent / 100, 6)


def _rate(category: str, percent: str) -> str:
    said = _percent(Decimal(percent))
    return said if category == "S" else f"{said} {category}"


def _totals(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    sums = data["totals"]
    rows: list[dict[str, Any]] = [
        {"label": _("Sum without VAT"), "value": _money(sums["net_minor"], data)},
        {"label": _("VAT"), "value": _money(sums["tax_minor"], data)},
    ]
    last = _("Credited") if data["kind"] == "credit_note" else _("To be paid")
    if sums["payable_minor"] != sums["gross_minor"]:
        rows.append({"label": _("Sum with VAT"), "value": _money(sums["gross_minor"], data)})
    if sums["withheld_minor"]:
        percent = _percent(Decimal(data["withholding_percent"]))
        label = _("Tax withheld, %(percent)s of services") % {"percent": percent}
        rows.append({"label": label, "value": _money(-sums["withheld_minor"], data)})
    return [*rows, {"label": last, "value": _money(sums["payable_minor"], data), "strong": True}]


def _tax(data: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        [
            _rate(one["category"], one["percent"]),
            _plain(one["base_minor"], data),
            _plain(one["tax_minor"], data),
        ]
        for one in data["subtotals"]
    ]
    notes = [f"{one['category']}: {one['reason']}" for one in data["subtotals"] if one.get("reason")]
    own = data.get("company_currency") or data["currency"]
    if own != data["currency"] and data["number"]:
        sum_own = sum(one["company_tax_minor"] for one in data["subtotals"])
        notes.append(_("VAT in %(currency)s: %(sum)s") % {
            "currency": own, "sum": locale_formats.money(sum_own, own)
        })  # fmt: skip
    columns = [_("Rate"), _("Taxed"), _("VAT")]
    return {"title": _("VAT"), "columns": columns, "rows": rows, "note": ". ".join(notes)}


def _payment(data: Mapping[str, Any], *, is_draft: bool) -> dict[str, Any]:
    """Where to pay, with the code that banking apps read; nothing on a credit note or where no account is known."""
    seller, due = data["seller"], data["totals"]["payable_minor"]
    if data["kind"] == "credit_note" or not seller.get("iban") or due <= 0:
        return {}
    reference = _reference(data["number"])
    rows = [
        [_("Account"), seller["iban"]],
        [_("Bank code"), seller.get("bic", "")],
        [_("Payee"), seller.get("account_name", "")],
        [_("Reference"), reference],
        [_("Amount"), _money(due, data)],
        [_("Due"), _day(data.get("due_date"))],
    ]
    code = None if is_draft else _code(seller, due, data, reference)
    shown = {"title": _("Payment"), "rows": [row for row in rows if row[1]]}
    return shown | {"code": code, "hint": _("Scan with your banking app")} if code else shown


def _reference(number: str) -> str:
    try:
        return rf_reference(number) if number else ""
    except Invalid:
        return number


def _code(seller: Mapping[str, str], due: int, data: Mapping[str, Any], reference: str) -> str | None:
    iban = seller["iban"].replace(" ", "").upper()
    if not iban_is_valid(iban) or due > AMOUNT_MINOR_MAX:
        return None
    return payment_code(
        Payment(
            seller.get("account_name") or seller["name"],
            iban,
            due,
            currency=data["currency"],
            bic=seller.get("bic", ""),
            reference=reference,
            text=data["number"],
        )
    )


def _texts(data: Mapping[str, Any]) -> list[dict[str, str]]:
    texts = data["texts"]
    found = [
        (_("Terms of payment"), texts.get("terms", "")),
        (_("Reason"), data.get("reason", "")),
        (_("Note"), texts.get("note", "")),
        (data["seller"]["name"], texts.get("closing", "")),
    ]
    return [{"title": heading, "text": text} for heading, text in found if text]


def _footer(seller: Mapping[str, str]) -> dict[str, Any]:
    ids = [
        _("VAT id %(id)s") % {"id": seller["vat_id"]} if seller.get("vat_id") else "",
        _("Register number %(id)s") % {"id": seller["register_id"]} if seller.get("register_id") else "",
    ]
    lines = [" · ".join(one for one in (seller["name"], *ids) if one)]
    return {"lines": lines, "page": _("Page {page} of {pages}")}
