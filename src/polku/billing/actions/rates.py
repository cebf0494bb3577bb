"""The rate of VAT that holds on the day of delivery, where it changed since the order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from polku.billing.actions.composing import copied
from polku.billing.models import InvoiceLine
from polku.catalogue.queries.changed import Changes, changes, may_have_changed, taxing_country
from polku.company.queries import day_of
from polku.db.lists import among
from polku.orders.models import Order, OrderLine
from polku.stock.models import ShipmentLine

Key = tuple[str, Decimal]


@dataclass(frozen=True)
class Rows:
    """Lines of a bill; `instead` says under which other rates an advance under one of them comes off."""

    lines: list[InvoiceLine]
    instead: dict[Key, set[Key]] = field(default_factory=dict)


def changed_since(row: Order, lines: Sequence[OrderLine], on: date) -> Changes | None:
    """What changed since an order and its offer were made; None, without a statement, where nothing can have."""
    to = row.delivery.get("country") or row.customer.country
    country = taxing_country(to, row.customer.vat_id, on)
    if not may_have_changed(lines, country):
        return None
    made = [day_of(row.placed_at)]
    if row.quote:
        made.append(day_of(row.quote.recorded_at))
    return changes(lines, country, made)


def by_delivery(
    row: Order,
    lines: Sequence[OrderLine],
    quantities: Mapping[int, Decimal],
    billed: Mapping[int, Decimal],
    on: date,
) -> Rows:
    """So much of each line, each part with the rate of the day it left the house; what was billed left first."""
    told = changed_since(row, lines, on)
    if told is None:
        return Rows(
            [copied(line.line, q, order_line_id=line.id) for line in lines if (q := quantities[line.id])]
        )
    gone = _gone(lines)
    rows: list[InvoiceLine] = []
    instead: dict[Key, set[Key]] = {}
    for line in lines:
        parts: dict[Decimal, Decimal] = {}
        left, skipped = quantities[line.id], billed.get(line.id, Decimal(0))
        for day, quantity in gone.get(line.id, ()):
            part = max(min(quantity - skipped, left), Decimal(0))
            skipped = max(skipped - quantity, Decimal(0))
            percent = told.percent(line, day)
            parts[percent] = parts.get(percent, Decimal(0)) + part
            left -= part
        for percent, quantity in parts.items():
            if quantity:
                made = copied(line.line, quantity, order_line_id=line.id)
                made.tax_percent = percent
                rows.append(made)
            _note(instead, line, percent)
    return Rows(rows, instead)


def of_day(row: Order, lines: Sequence[OrderLine], on: date) -> dict[int, Decimal]:
    """What each line is taxed with on a day, such as that of a bill in advance."""
    told = changed_since(row, lines, on)
    return {line.id: told.percent(line, on) if told else line.tax_percent for line in lines}


def _note(instead: dict[Key, set[Key]], line: OrderLine, percent: Decimal) -> None:
    ordered, now = (line.tax_category, line.tax_percent), (line.tax_category, percent)
    if ordered != now:
        instead.setdefault(ordered, set()).add(now)
        instead.setdefault(now, set()).add(ordered)


def _gone(lines: Sequence[OrderLine]) -> dict[int, list[tuple[date, Decimal]]]:
    """When how much of each line left, the first first. One statement."""
    rows = ShipmentLine.objects.filter(order_line_id__in=among([line.id for line in lines]))
    rows = rows.order_by("shipment__shipped_at", "id")
    found: dict[int, list[tuple[date, Decimal]]] = {}
    for line_id, at, quantity in rows.values_list("order_line_id", "shipment__shipped_at", "quantity"):
        if at is not None:
            found.setdefault(line_id, []).append((day_of(at), quantity))
    return found
