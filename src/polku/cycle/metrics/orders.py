"""What the cycle hands to insight: orders with the day promised, when all had left and was there, what went wrong."""

from __future__ import annotations

from typing import Final

from polku.insight.sources import MartSource

# All that was ordered and not waived has left, or is there; a service is both when it is done. Canceled orders promise
# nothing.
_LAST_OF_ALL: Final = """CASE WHEN NOT EXISTS (
          SELECT 1 FROM orders_orderline l WHERE l.order_id = o.id AND l.quantity - l.waived_quantity > coalesce((
            SELECT sum(sl.quantity) FROM stock_shipmentline sl JOIN stock_shipment s ON s.id = sl.shipment_id
            WHERE sl.order_line_id = l.id AND s.{moment} IS NOT NULL AND s.canceled_at IS NULL), 0)
        ) THEN (
          SELECT max(s.{moment}) FROM stock_shipment s
          WHERE s.order_id = o.id AND s.{moment} IS NOT NULL AND s.canceled_at IS NULL
        ) END"""
_ORDERS: Final = """
    SELECT o.id AS order_id, o.deal_id AS case_id, o.placed_at, {promised} AS promised_on,
      {shipped} AS shipped_at, {delivered} AS delivered_at,
      EXISTS (SELECT 1 FROM orders_ordertrouble t WHERE t.order_id = o.id) AS troubled,
      EXISTS (SELECT 1 FROM returns_return r WHERE r.order_id = o.id AND r.state <> 'refused') AS returned
    FROM orders_order o WHERE o.state <> 'canceled'"""

_MOMENTS: Final = {
    name: _LAST_OF_ALL.format(moment=f"{name}_at")  # our own names alone
    for name in ("shipped", "delivered")
}

ORDERS: Final = MartSource(
    "orders",
    {
        "sqlite": _ORDERS.format(promised="o.promised_date", **_MOMENTS),
        "postgresql": _ORDERS.format(promised="(o.promised_date::timestamp AT TIME ZONE 'UTC')", **_MOMENTS),
    },
    ("order_id", "case_id", "placed_at", "promised_on", "shipped_at", "delivered_at", "troubled", "returned"),
)
