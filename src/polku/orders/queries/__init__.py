"""Reads of orders."""

from polku.orders.queries.coming import LineProgress, OrderProgress, progress

__all__ = ["LineProgress", "OrderProgress", "progress"]
