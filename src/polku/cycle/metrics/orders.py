"""What the cycle hands to insight: orders with the day promised, when all of it had left, what went wrong."""

from __future__ import annotations

from typing import Final

from polku.insight.sources import MartSource

# All that was ordered and not waived has left; a service leaves when it is done. Canceled orders promise nothing.
_ORDERS: Final = """
    SELECT o.id AS order_id, o.deal_id AS case_id, o.placed_at, {promised} AS promised_on,
      CASE WHEN NOT EXISTS (
          SELECT 1 FROM orders_orderline l WHERE l.order_id = o.id AND l.quantity - l.waived_quantity > coalesce((
            SELECT sum(sl.quantity) FROM stock_shipmentline sl JOIN stock_shipment s ON s.id = sl.shipment_id
            WHERE sl.order_line_id = l.id AND s.shipped_at IS NOT NULL AND s.canceled_at IS NULL), 0)
        ) THEN (
          SELECT max(s.shipped_at) FROM stock_shipment s
          WHERE s.order_id = o.id AND s.shipped_at IS NOT NULL AND s.canceled_at IS NULL
        ) END AS shipped_at,
      EXISTS (SELECT 1 FROM orders_ordertrouble t WHERE t.order_id = o.id) AS troubled,
      EXISTS (SELECT 1 FROM returns_return r WHERE r.order_id = o.id AND r.state <> 'refused') AS returned
    FROM orders_order o WHERE o.state <> 'canceled'"""

ORDERS: Final = MartSource(
    "orders",
    {
        "sqlite": _ORDERS.format(promised="o.promised_date"),
        "postgresql": _ORDERS.format(promised="(o.promised_date::timestamp AT TIME ZONE 'UTC')"),
    },
    ("order_id", "case_id", "placed_at", "promised_on", "shipped_at", "troubled", "returned"),
)
