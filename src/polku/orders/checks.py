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

# What is made up for has its order of price zero that goes on.
_MADE_UP = """
SELECT o.number FROM orders_ordertrouble AS trouble JOIN orders_order AS o ON o.id = trouble.order_id
JOIN orders_orderline AS line ON line.id = trouble.replacement_id JOIN orders_order AS again ON again.id = line.order_id
WHERE trouble.settled <> 'recreate' OR trouble.line_id IS NULL OR line.net_minor <> 0 OR again.state = 'canceled'
ORDER BY o.id
"""


def register() -> None:
    """Add the checks of orders; `apps.py` calls it."""
    health.checks.register("orders.sums", sums_equal_lines, order=70)
    health.checks.register("orders.made_up", made_up_goes_out, order=70)


def sums_equal_lines() -> Iterator[str]:
    """The sums of each order are those of its lines."""
    yield from (f"the sums of the order {number} differ from its lines" for number in _found(_SUMS))


def made_up_goes_out() -> Iterator[str]:
    """What was made up for goes out again, at no price."""
    yield from (f"what went wrong with the order {number} is not made up for" for number in _found(_MADE_UP))


def _found(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {_SHOWN}")
        return [number for (number,) in cursor.fetchall()]
