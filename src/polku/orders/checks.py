"""What `polku check` asks of orders."""

from collections.abc import Iterator

from django.db import connection

from polku.db import health

_SHOWN = 20
_SUMS = """
SELECT o.number FROM orders_order AS o JOIN orders_orderline AS line ON line.order_id = o.id
GROUP BY o.id, o.number, o.net_minor, o.tax_minor
HAVING sum(line.net_minor) <> o.net_minor OR sum(line.tax_minor) <> o.tax_minor ORDER BY o.id
"""


def register() -> None:
    """Add the checks of orders; `apps.py` calls it."""
    health.checks.register("orders.sums", sums_equal_lines, order=70)


def sums_equal_lines() -> Iterator[str]:
    """The sums of each order are those of its lines."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_SUMS} LIMIT {_SHOWN}")
        yield from (
            f"the sums of the order {number} differ from its lines" for (number,) in cursor.fetchall()
        )
