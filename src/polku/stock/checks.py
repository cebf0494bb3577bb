"""What `polku check` asks of stock: levels, values and promises are added up anew from what happened."""

from collections.abc import Iterator

from django.db import connection

from polku.db import health

_SHOWN = 20
_LEVELS = """
SELECT product_id, location_id FROM (
  SELECT product_id, location_id, on_hand AS quantity FROM stock_level
  UNION ALL
  SELECT product_id, to_location_id, -quantity FROM stock_stockmove WHERE to_location_id IS NOT NULL
  UNION ALL
  SELECT product_id, from_location_id, quantity FROM stock_stockmove WHERE from_location_id IS NOT NULL
) AS both_sides GROUP BY product_id, location_id HAVING sum(quantity) <> 0 ORDER BY product_id, location_id
"""
_VALUES = """
SELECT product_id FROM (
  SELECT product_id, quantity, value_minor FROM stock_value
  UNION ALL
  SELECT product_id, -quantity, -value_minor FROM stock_stockmove WHERE from_location_id IS NULL
  UNION ALL
  SELECT product_id, quantity, value_minor FROM stock_stockmove WHERE to_location_id IS NULL
) AS both_sides GROUP BY product_id HAVING sum(quantity) <> 0 OR sum(value_minor) <> 0 ORDER BY product_id
"""
_PROMISES = """
SELECT product_id, location_id FROM (
  SELECT product_id, location_id, reserved AS quantity FROM stock_level
  UNION ALL
  SELECT line.product_id, kept.location_id, -kept.quantity FROM stock_reservation AS kept
    JOIN orders_orderline AS line ON line.id = kept.order_line_id
  UNION ALL
  SELECT line.product_id, part.location_id, -part.quantity FROM stock_shipmentline AS part
    JOIN stock_shipment AS shipment ON shipment.id = part.shipment_id
    JOIN orders_orderline AS line ON line.id = part.order_line_id
  WHERE part.location_id IS NOT NULL AND shipment.state IN ('picking', 'packed')
) AS both_sides GROUP BY product_id, location_id HAVING sum(quantity) <> 0 ORDER BY product_id, location_id
"""


def register() -> None:
    """Add the checks of stock; `apps.py` calls it."""
    health.checks.register("stock.levels", levels_equal_moves, order=71)
    health.checks.register("stock.values", values_equal_moves, order=72)
    health.checks.register("stock.promises", promises_are_kept, order=73)


def levels_equal_moves() -> Iterator[str]:
    """What lies at each place is what came less what went."""
    for product, place in _found(_LEVELS):
        yield f"the stock of product {product} at place {place} differs from its moves"


def values_equal_moves() -> Iterator[str]:
    """What stock is worth is what it was worth when it came, less what left."""
    for (product,) in _found(_VALUES):
        yield f"the value of product {product} differs from its moves"


def promises_are_kept() -> Iterator[str]:
    """What is reserved is what is kept for orders and what is being picked."""
    for product, place in _found(_PROMISES):
        yield f"what is reserved of product {product} at place {place} differs from what is promised"


def _found(sql: str) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {_SHOWN}")
        return list(cursor.fetchall())
