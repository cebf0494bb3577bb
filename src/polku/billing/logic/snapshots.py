"""The whole of a document as the customer gets it: screen, paper, e-invoice and digest are made of it. Pure.

Amounts are minor units, quantities, prices and percentages texts of exact decimals, dates ISO texts; no float.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

FORMAT: Final = 1


@dataclass(frozen=True)
class SnapLine:
    """A line as it stands in the snapshot."""

    position: int
    sku: str
    description: str
    kind: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    discount_percent: Decimal
    category: str
    percent: Decimal
    net_minor: int
    tax_minor: int


def plain(number: Decimal) -> str:
    """An exact decimal without zeros at its end: 9.5, 100."""
    return format(number.normalize() + 0, "f")


def line_data(line: SnapLine) -> dict[str, Any]:
    """A line as JSON."""
    return {
        "position": line.position,
        "sku": line.sku,
        "description": line.description,
        "kind": line.kind,
        "quantity": plain(line.quantity),
        "unit": line.unit,
        "unit_price": plain(line.unit_price),
        "discount_percent": plain(line.discount_percent),
        "tax_category": line.category,
        "tax_percent": plain(line.percent),
        "net_minor": line.net_minor,
        "tax_minor": line.tax_minor,
    }


def subtotal_data(
    category: str,
    percent: Decimal,
    base_minor: int,
    tax_minor: int,
    company_tax_minor: int,
    reason: str,
    code: str,
) -> dict[str, Any]:
    """What one rate comes to, as JSON."""
    return {
        "category": category,
        "percent": plain(percent),
        "base_minor": base_minor,
        "tax_minor": tax_minor,
        "company_tax_minor": company_tax_minor,
        "reason": reason,
        "reason_code": code,
    }


def snapshot(
    head: Mapping[str, Any],
    *,
    seller: Mapping[str, str],
    buyer: Mapping[str, str],
    delivery: Mapping[str, str],
    lines: Sequence[SnapLine],
    subtotals: Sequence[Mapping[str, Any]],
    totals: Mapping[str, int],
    texts: Mapping[str, str],
    corrects: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The document as JSON; `head` holds kind, number, dates, currency, terms and references."""
    return {
        "format": FORMAT,
        **{key: value.isoformat() if isinstance(value, date) else value for key, value in head.items()},
        "corrects": dict(corrects) if corrects else None,
        "seller": dict(seller),
        "buyer": dict(buyer),
        "delivery": dict(delivery),
        "lines": [line_data(line) for line in lines],
        "subtotals": [dict(one) for one in subtotals],
        "totals": dict(totals),
        "texts": dict(texts),
    }


def chained(data: Mapping[str, Any], previous: str) -> dict[str, Any]:
    """What the digest of a document is made of: the document, and the digest of the one before it."""
    return {"document": dict(data), "previous": previous}
