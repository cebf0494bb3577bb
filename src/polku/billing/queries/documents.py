"""A document as its snapshot tells it: stored when it was issued, made on the fly while it is a draft."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, override

from polku.billing.logic.accounting import Billed, Subtotal, booked
from polku.billing.logic.snapshots import SnapLine, plain, snapshot, subtotal_data
from polku.billing.logic.states import Kind, TaxPoint
from polku.billing.models import Invoice, InvoiceLine
from polku.billing.queries.settings import settings
from polku.books.logic.periods import month_of
from polku.books.queries.months import closed_of
from polku.catalogue.logic.taxation import EU, REASONS
from polku.company.queries import company
from polku.contacts.postal import PARTS, billing_of
from polku.kernel.money import Money
from polku.kernel.vat_numbers import compact
from polku.orders.logic.states import Terms
from polku.ui.locale_formats import full_day

REASON_CODES = {"AE": "VATEX-EU-AE", "K": "VATEX-EU-IC", "G": "VATEX-EU-G", "O": "VATEX-EU-O"}


def reason(category: str, language: str) -> tuple[str, str]:
    """Why no tax is charged, in the language of the document, and the code of it; nothing where tax is charged."""
    text = "" if category in ("S", "Z") else REASONS.get(category, "")
    with override(language):
        return (gettext(text) if text else ""), REASON_CODES.get(category, "")


def shown(row: Invoice, *, on: date) -> dict[str, Any]:
    """The document: as it was issued, or as the draft would be if it were issued on a day."""
    if not row.is_draft:
        found: dict[str, Any] = row.snapshot
        return found
    lines = list(row.lines.order_by("position"))

    def unknown(amount: Money) -> Money:
        return Money.zero(company().currency)  # the rate is that of the day of issue

    def same(amount: Money) -> Money:
        return amount

    convert = same if row.currency == company().currency else unknown
    booking = booked(
        [billed(line) for line in lines],
        currency=row.currency,
        is_credit=row.is_credit,
        convert=convert,
        withheld_minor=row.withheld_minor,
    )
    row.issue_date = row.issue_date or on
    if not row.is_credit and row.due_date is None:
        row.due_date = due_day(row, row.issue_date)
    return document(row, lines, booking.subtotals)


def stands_as_export(data: Mapping[str, Any]) -> bool:
    """Whether services stand on a document as export because of what stands beside them."""
    lines = data["lines"]
    return data["seller"]["country"] in EU and any(
        one["kind"] == "service" and one["tax_category"] == "G" for one in lines
    )


def due_day(row: Invoice, issued: date) -> date:
    """Until when an invoice is to be paid by its terms."""
    return issued + timedelta(days=row.due_days if row.terms == Terms.DUE_DATE else 0)


def tax_point(row: Invoice, issued: date) -> date:
    """The day of the tax of a bill that is issued on a day."""
    by_delivery = settings().tax_point == TaxPoint.DELIVERY and row.kind == Kind.INVOICE
    return (row.delivered_date if by_delivery else None) or issued


def closed_month(row: Invoice, on: date) -> int | None:
    """The month of a draft's tax, where it is closed and the draft would be posted later. One statement, or none."""
    month = month_of(tax_point(row, on))
    return month if row.is_draft and month < month_of(on) and closed_of([month]) else None


def posted_late(rows: Sequence[Invoice]) -> list[str]:
    """Numbers of issued bills that are posted on the day of issue as the month of their tax is closed."""
    months = {
        row.number or "": month_of(row.tax_point)
        for row in rows
        if row.tax_point and row.issue_date and month_of(row.tax_point) < month_of(row.issue_date)
    }
    closed = closed_of(set(months.values()))
    return [number for number, month in months.items() if month in closed]


def billed(line: InvoiceLine, there: tuple[str, Collection[Decimal]] = ("", ())) -> Billed:
    """A line as the books see it; `there` is the country whose tax holds for its buyer, with its rates."""
    country = there[0] if line.tax_category == "S" and line.tax_percent in there[1] else ""
    sums = line.net_minor, line.tax_minor
    return Billed(line.kind, line.tax_category, line.tax_percent, line.product_id, *sums, country)


def document(row: Invoice, lines: Sequence[InvoiceLine], subtotals: Sequence[Subtotal]) -> dict[str, Any]:
    """The snapshot of an invoice with its dates, but without its number, which is given last."""
    firm, told = company(), settings()
    order = row.order
    return snapshot(
        {
            "kind": row.kind,
            "number": row.number or "",
            "currency": row.currency,
            "company_currency": firm.currency,
            "language": row.language,
            "issue_date": row.issue_date,
            "delivered_date": row.delivered_date,
            "tax_point": row.tax_point,
            "due_date": row.due_date,
            "terms": row.terms,
            "prices_include_tax": row.prices_include_tax,
            "rounding": row.rounding,
            "reference": row.reference,
            "order": order.number if order else "",
            "reason": row.reason,
            "withholding_percent": plain(row.withholding_percent),
        },
        seller={
            "name": told.legal_name or firm.name,
            "line1": told.line1,
            "line2": told.line2,
            "post_code": told.post_code,
            "city": told.city,
            "region": told.region,
            "country": firm.country,
            "vat_id": told.vat_id,
            "register_id": told.register_id,
            "email": told.email,
            "phone": told.phone,
            "iban": told.iban,
            "bic": told.bic,
            "account_name": told.account_name or told.legal_name or firm.name,
        },
        buyer=_address(order.billing if order else {}, row) | {"vat_id": _vat_id(row)},
        delivery=_address(order.delivery if order else {}, row),
        lines=[_line(line) for line in lines],
        subtotals=[_subtotal(one, row.language) for one in subtotals],
        totals={
            "net_minor": row.net_minor,
            "tax_minor": row.tax_minor,
            "gross_minor": row.gross_minor,
            "withheld_minor": row.withheld_minor,
            "prepaid_minor": row.prepaid_minor,
            "payable_minor": row.payable_minor,
        },
        texts={
            "intro": told.intro.to(row.language) if told.intro else "",
            "closing": told.closing.to(row.language) if told.closing else "",
            "note": row.note,
            "terms": _terms(row),
        },
        corrects={
            "number": row.corrects.number or "",
            "issue_date": row.corrects.issue_date.isoformat() if row.corrects.issue_date else "",
        }
        if row.corrects
        else None,
    )


def _vat_id(row: Invoice) -> str:
    """The buyer's number; a credit note keeps that of what it corrects, whatever became of it since."""
    corrected = row.corrects.snapshot.get("buyer", {}) if row.corrects else {}
    return str(corrected.get("vat_id") or compact(row.customer.vat_id))


def _terms(row: Invoice) -> str:
    """Until when it is to be paid, in the language of the document."""
    with override(row.language):
        if row.is_credit:
            number = row.corrects.number if row.corrects else ""
            return gettext("The amount is credited against the invoice %(number)s.") % {"number": number}
        if not row.due_date or row.due_date == row.issue_date:
            return gettext("To be paid at once.")
        day = full_day(row.due_date)
        return gettext("To be paid by %(day)s without deduction.") % {"day": day}


def _address(told: dict[str, str], row: Invoice) -> dict[str, str]:
    customer = row.customer
    known = {"name": customer.name, "city": customer.city, "country": customer.country or company().country}
    if not told.get("line1") and told.get("city", "") in ("", customer.city):
        known |= billing_of(customer)  # kept since the order came without a street
    return {name: told.get(name) or known.get(name, "") for name in PARTS}


def _line(line: InvoiceLine) -> SnapLine:
    return SnapLine(
        line.position,
        line.sku,
        line.description,
        line.kind,
        line.quantity,
        line.unit,
        line.unit_price,
        line.discount_percent,
        line.tax_category,
        line.tax_percent,
        line.net_minor,
        line.tax_minor,
    )


def _subtotal(one: Subtotal, language: str) -> dict[str, Any]:
    text, code = reason(one.category, language)
    return subtotal_data(
        one.category, one.percent, one.base_minor, one.tax_minor, one.company_tax_minor, text, code
    )
