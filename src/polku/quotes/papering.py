"""The paper of an offer: its data in the buyer's words and figures, and the PDF drawn from it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from polku.catalogue.logic.totals import Totals
from polku.catalogue.models.line import DocumentLine
from polku.catalogue.queries.changed import changes, may_have_changed, taxing_country
from polku.catalogue.words import counted_unit
from polku.company.queries import company, day_of
from polku.contacts.postal import PARTS, country_of
from polku.contacts.words import address_lines
from polku.documents.drawing import pdf
from polku.kernel.money import Money
from polku.quotes.costing import ShownCosts, shown_costs
from polku.quotes.logic.choosing import usual
from polku.quotes.models import Quote, QuoteLine, QuoteVersion
from polku.quotes.queries.contents import chosen
from polku.quotes.queries.finding import needs_of
from polku.quotes.words import TAX_NOTES, TERMS, payment_words, percent_text, price_text
from polku.ui import locale_formats

PAPER = "quote"


def drawn(row: Quote, version: QuoteVersion, lines: Sequence[QuoteLine], *, at: datetime) -> bytes:
    """The offer as PDF, in the buyer's language. The same version and moment give the same bytes."""
    with translation.override(row.language):
        data = paper_data(row, version, lines, at=at)
        return pdf(PAPER, data, language=row.language, at=at)


def paper_data(
    row: Quote, version: QuoteVersion, lines: Sequence[QuoteLine], *, at: datetime
) -> dict[str, Any]:
    """What the paper shows, ready to be shown in the language active now. No cost, no margin, no word of ours."""
    firm, counted = company(), usual(lines)
    certain = [line for line in lines if line.position in counted]
    options = [line for line in lines if line.position not in counted]
    kept, totals = chosen(row, version, lines, None) if certain else ([], None)
    buyer = country_of(row.customer), row.customer.vat_id
    change = rate_change(kept, *buyer, day_of(version.made_at))
    has_discount = any(line.discount_percent for line in lines)
    return {
        "title": _("Quote"),
        "number": row.number if version.version == 1 else f"{row.number} · {version.version}",
        "brand": {
            "name": firm.name,
            "line": firm.brand.get("line", ""),
            "colour": firm.brand.get("colour") or "#1f5c4a",
        },
        "parties": _parties(row),
        "meta": _meta(row, version, at),
        "needs": {"title": _("What you need"), "items": needs_of(version)} if needs_of(version) else {},
        "intro": version.title,
        "columns": line_columns(prices_include_tax=version.prices_include_tax, has_discount=has_discount),
        "lines": [_line(line, row, version) for line in certain],
        "options": {"title": _("Options you can add"), "lines": [_line(one, row, version) for one in options]}
        if options
        else {},
        "totals": _totals(totals, row.currency) if totals else [],
        "tax": _tax(totals, row.currency, change) if totals else {},
        "over_years": _over_years(shown_costs(version, totals, row.currency)),
        "terms": [
            {"title": str(TERMS[key]), "text": version.terms[key].split("\n\n")}
            for key in TERMS
            if version.terms.get(key)
        ],
        "signatures": [_("Place and day"), _("Name and signature")],
        "footer": {"lines": [firm.name], "page": _("Page {page} of {pages}")},
    }


def _over_years(shown: ShownCosts | None) -> dict[str, Any]:
    if shown is None:
        return {}
    columns = [
        {"key": "year", "label": _("Year"), "main": True},
        {"key": "paid", "label": _("In the year"), "align": "right"},
        {"key": "sum", "label": _("Up to then"), "align": "right"},
    ]
    if shown.has_now:
        columns.append({"key": "now", "label": _("As now, up to then"), "align": "right"})
    lines = [{"year": one.label, "paid": one.paid, "sum": one.sum, "now": one.now} for one in shown.years]
    note = [*shown.running, shown.verdict]
    return {"title": shown.title, "columns": columns, "lines": lines, "note": note}


def _parties(row: Quote) -> list[dict[str, Any]]:
    customer = row.customer
    found = [{"label": _("Customer"), "name": customer.name, "lines": _customer_lines(row)}]
    if customer.delivery:
        there = {"name": customer.name, **customer.delivery}
        lines = address_lines({**there, "name": ""})
        found.append({"label": _("Delivery address"), "name": there["name"], "lines": lines})
    return found


def _customer_lines(row: Quote) -> list[str]:
    customer = row.customer
    own = {name: getattr(customer, name) for name in PARTS if name != "name"}
    told = [row.contact.name if row.contact else "", *address_lines(own)]
    if customer.vat_id:
        told.append(_("VAT id %(id)s") % {"id": customer.vat_id})
    return [one for one in told if one]


def _meta(row: Quote, version: QuoteVersion, at: datetime) -> list[list[str]]:
    meta = [
        [_("Day"), locale_formats.full_day(day_of(at))],
        [_("Holds until"), locale_formats.full_day(version.valid_until)],
        [_("Terms"), payment_words(version.payment_terms, version.due_days)],
    ]
    if row.owner:
        meta.append([_("Your contact"), row.owner.name])
    return meta


def line_columns(*, prices_include_tax: bool, has_discount: bool) -> list[dict[str, Any]]:
    """The columns of the lines on an offer, and on the order that comes of it."""
    columns: list[dict[str, Any]] = [
        {"key": "description", "label": _("Description"), "main": True},
        {"key": "quantity", "label": _("Quantity"), "align": "right"},
        {"key": "price", "label": _("Price"), "align": "right"},
    ]
    if has_discount:
        columns.append({"key": "discount", "label": _("Discount"), "align": "right"})
    columns.append({"key": "tax", "label": _("VAT"), "align": "right"})
    sum_label = _("Sum with VAT") if prices_include_tax else _("Sum")
    columns.append({"key": "sum", "label": sum_label, "align": "right"})
    return columns


def line_minor(line: QuoteLine, version: QuoteVersion) -> int:
    """What a line comes to in the offer's kind of price."""
    return line.net_minor + line.tax_minor if version.prices_include_tax else line.net_minor


def _line(line: QuoteLine, row: Quote, version: QuoteVersion) -> dict[str, Any]:
    head, _sep, rest = line.description.partition("\n")
    note = [part for part in (rest.strip(), line.sku, line.group) if part]
    return {
        "description": head,
        "note": " · ".join(note),
        "quantity": counted_unit(line.quantity, line.unit),
        "price": price_text(line.unit_price, row.currency),
        "discount": percent_text(line.discount_percent) if line.discount_percent else "",
        "tax": percent_text(line.tax_percent),
        "sum": money(line_minor(line, version), row.currency),
    }


def money(minor: int, currency: str) -> str:
    """An amount in the language active now."""
    return Money(minor, currency).format(str(locale_formats.locale()))


def _totals(totals: Totals, currency: str) -> list[dict[str, Any]]:
    return [
        {"label": _("Without VAT"), "value": money(totals.net_minor, currency)},
        {"label": _("VAT"), "value": money(totals.tax_minor, currency)},
        {"label": _("Total"), "value": money(totals.gross_minor, currency), "strong": True},
    ]


def _tax(totals: Totals, currency: str, change: str) -> dict[str, Any]:
    return {
        "title": _("VAT"),
        "columns": [_("Rate"), _("Of"), _("VAT")],
        "rows": [
            [percent_text(one.percent), money(one.base_minor, currency), money(one.tax_minor, currency)]
            for one in totals.subtotals
        ],
        "note": " ".join(one for one in (*tax_notes(totals), change) if one),
    }


def rate_change(lines: Sequence[DocumentLine], country: str, vat_id: str, made: date) -> str:
    """That another rate of VAT holds from a day on, where one does since a document for a buyer was made."""
    taxing = taxing_country(country, vat_id, made)
    if not may_have_changed(lines, taxing):
        return ""
    if (found := changes(lines, taxing, [made]).next_change(lines)) is None:
        return ""
    percents = ", ".join(percent_text(one) for one in found[1])
    return _("VAT is %(percent)s from %(day)s on: what is delivered from then on is charged with it.") % {
        "percent": percents,
        "day": locale_formats.full_day(found[0]),
    }


def tax_notes(totals: Totals) -> list[str]:
    """Why no tax is charged, where none is, in the language active now."""
    notes = [str(TAX_NOTES[one.category]) for one in totals.subtotals if one.category in TAX_NOTES]
    return list(dict.fromkeys(notes))
