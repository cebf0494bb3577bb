"""What must be true of payments: `polku check` asks. All is added up anew."""

from collections.abc import Iterator

from django.db import connection

_SHOWN = 20
_OPEN = """
SELECT item.number FROM payments_item AS item LEFT JOIN payments_receipt AS receipt ON receipt.id = item.receipt_id
LEFT JOIN (
  SELECT debit_id AS id, sum(amount_minor) AS settled FROM payments_allocation WHERE undone_at IS NULL GROUP BY debit_id
  UNION ALL
  SELECT credit_id, sum(amount_minor) FROM payments_allocation WHERE undone_at IS NULL GROUP BY credit_id
) AS links ON links.id = item.id
WHERE item.kind <> 'difference' AND item.open_minor <> CASE
  WHEN receipt.reversed_at IS NOT NULL THEN 0 ELSE item.amount_minor - coalesce(links.settled, 0) END
ORDER BY item.id
"""
_BOOKED = """
SELECT receipt.number FROM payments_receipt AS receipt LEFT JOIN (
  SELECT entry.source_id AS id, sum(line.amount_minor) AS booked FROM books_entry AS entry
  JOIN books_posting AS line ON line.entry_id = entry.id AND line.debit
  WHERE entry.source_type = 'receipt' AND entry.reverses_id IS NULL GROUP BY entry.source_id
) AS posted ON posted.id = receipt.id
WHERE coalesce(posted.booked, 0) <> receipt.amount_minor ORDER BY receipt.id
"""


def open_is_what_is_left() -> Iterator[str]:
    """What is open of an item is its amount less its matches; of a payment that was taken back nothing is."""
    yield from (f"{one}: what is open is not the amount less what was matched" for one in _found(_OPEN))


def receipts_are_booked() -> Iterator[str]:
    """Every payment is posted once with its amount."""
    yield from (f"the payment {one} is not booked with its amount" for one in _found(_BOOKED))


def _found(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {_SHOWN}")
        return [row[0] for row in cursor.fetchall()]
