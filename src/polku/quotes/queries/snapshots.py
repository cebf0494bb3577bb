"""A version in plain values: what its digest is made of, what the buyer may know of it and nothing more."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from polku.quotes.models import Quote, QuoteLine, QuoteVersion


def snapshot(row: Quote, version: QuoteVersion, lines: Sequence[QuoteLine]) -> dict[str, Any]:
    """All that was offered; no cost, no margin, no word of ours beside it."""
    return ({"over_years": version.costs} if version.costs else {}) | {
        "number": row.number,
        "version": version.version,
        "currency": row.currency,
        "language": row.language,
        "title": version.title,
        "needs": version.needs,
        "terms": {key: str(text) for key, text in sorted(version.terms.items())},
        "payment_terms": version.payment_terms,
        "due_days": version.due_days,
        "valid_until": version.valid_until.isoformat(),
        "prices_include_tax": version.prices_include_tax,
        "net_minor": version.net_minor,
        "tax_minor": version.tax_minor,
        "gross_minor": version.gross_minor,
        "lines": [line_snapshot(line) for line in lines],
    }


def line_snapshot(line: QuoteLine) -> dict[str, Any]:
    """A line in plain values."""
    return {
        "position": line.position,
        "sku": line.sku,
        "description": line.description,
        "kind": line.kind,
        "quantity": plain(line.quantity),
        "unit": line.unit,
        "unit_price": plain(line.unit_price),
        "discount_percent": plain(line.discount_percent),
        "tax_category": line.tax_category,
        "tax_percent": plain(line.tax_percent),
        "net_minor": line.net_minor,
        "tax_minor": line.tax_minor,
        "optional": line.optional,
        "group": line.group,
    }


def plain(value: Decimal) -> str:
    """An exact number in its one spelling: without zeros at the end, without an exponent."""
    return f"{value.normalize():f}"
