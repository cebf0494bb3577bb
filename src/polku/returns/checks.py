"""What `polku check` asks of returns: sums are added up anew from lines, deliveries, documents and books."""

from collections.abc import Iterator

from django.db import connection

from polku.db import health

_SHOWN = 20
# What is on its way back or came: not of refused returns, and not what was repaired and went back.
_TAKEN = """
SELECT DISTINCT shipment.number FROM stock_shipmentline AS gone
JOIN stock_shipment AS shipment ON shipment.id = gone.shipment_id
JOIN returns_returnline AS line ON line.shipment_line_id = gone.id
LEFT JOIN returns_returntally AS tally ON tally.shipment_line_id = gone.id
JOIN (
  SELECT part.shipment_line_id AS id,
    sum(CASE WHEN whole.state = 'refused' OR (part.resolution = 'repair' AND part.settled_at IS NOT NULL) THEN 0
      ELSE coalesce(part.received_quantity, part.quantity) END) AS taken,
    sum(CASE WHEN part.cost_minor IS NULL THEN 0 ELSE part.received_quantity END) AS back,
    sum(coalesce(part.cost_minor, 0)) AS back_minor
  FROM returns_returnline AS part JOIN returns_return AS whole ON whole.id = part.of_id GROUP BY part.shipment_line_id
) AS summed ON summed.id = gone.id
WHERE tally.id IS NULL OR tally.taken <> summed.taken OR tally.back <> summed.back
  OR tally.back_minor <> summed.back_minor OR tally.shipped <> gone.quantity ORDER BY shipment.number
"""
_ARRIVED = """
SELECT DISTINCT shipment.number FROM returns_returnline AS part JOIN returns_return AS whole ON whole.id = part.of_id
JOIN stock_shipmentline AS gone ON gone.id = part.shipment_line_id
JOIN stock_shipment AS shipment ON shipment.id = gone.shipment_id
WHERE whole.state <> 'refused' AND (part.resolution <> 'repair' OR part.settled_at IS NULL)
GROUP BY gone.id, gone.quantity, shipment.number, shipment.state
HAVING sum(coalesce(part.received_quantity, part.quantity)) > gone.quantity OR shipment.state <> 'delivered'
ORDER BY shipment.number
"""
# Each settled line has what it was settled by; what was billed of goods that came back for good is credited.
_SETTLED = """
SELECT DISTINCT whole.number FROM returns_return AS whole JOIN returns_returnline AS line ON line.of_id = whole.id
WHERE (whole.state = 'settled' AND line.settled_at IS NULL)
  OR (line.settled_at IS NOT NULL AND line.received_quantity > 0
    AND line.resolution = 'exchange' AND line.replacement_id IS NULL)
  OR EXISTS (SELECT 1 FROM returns_returncredit AS given JOIN billing_invoice AS note ON note.id = given.credit_note_id
    WHERE given.line_id = line.id AND (note.state <> 'issued' OR note.kind <> 'credit_note'))
ORDER BY whole.number
"""
_CREDITED = """
SELECT DISTINCT whole.number FROM returns_return AS whole JOIN returns_returnline AS line ON line.of_id = whole.id
JOIN (
  SELECT sold.id, coalesce((SELECT sum(CASE WHEN bill.kind = 'credit_note' THEN -part.quantity ELSE part.quantity END)
      FROM billing_invoiceline AS part JOIN billing_invoice AS bill ON bill.id = part.invoice_id
      WHERE part.order_line_id = sold.id AND bill.state = 'issued'), 0) AS billed,
    (SELECT coalesce(sum(back.received_quantity), 0) FROM returns_returnline AS back
      JOIN returns_return AS of_back ON of_back.id = back.of_id
      WHERE back.order_line_id = sold.id AND back.settled_at IS NOT NULL
        AND back.resolution IN ('credit', 'refund')) AS returned, sold.quantity
  FROM orders_orderline AS sold
  WHERE sold.id IN (SELECT order_line_id FROM returns_returnline WHERE settled_at IS NOT NULL)
) AS sums ON sums.id = line.order_line_id
WHERE whole.state = 'settled' AND line.resolution IN ('credit', 'refund')
  AND sums.billed > sums.quantity - sums.returned ORDER BY whole.number
"""
_CAME = """
SELECT DISTINCT whole.number FROM returns_return AS whole JOIN returns_returnline AS line ON line.of_id = whole.id
JOIN (
  SELECT line_id AS id, sum(quantity) AS quantity FROM returns_returncredit GROUP BY line_id
) AS given ON given.id = line.id
WHERE given.quantity > coalesce(line.received_quantity, 0) ORDER BY whole.number
"""
# The cost that came back by the lines is what the books credit to the cost of sales.
_BOOKED = """
SELECT whole.number FROM returns_return AS whole JOIN (
  SELECT of_id, sum(coalesce(line.cost_minor, 0)) AS cost FROM returns_returnline AS line
  JOIN stock_shipmentline AS gone ON gone.id = line.shipment_line_id
  JOIN orders_orderline AS sold ON sold.id = gone.order_line_id
  WHERE sold.product_id IS NOT NULL GROUP BY of_id
) AS lines ON lines.of_id = whole.id LEFT JOIN (
  SELECT entry.source_id AS id, sum(posting.company_minor) AS booked FROM books_entry AS entry
  JOIN books_posting AS posting ON posting.entry_id = entry.id AND NOT posting.debit
  WHERE entry.source_type = 'return' AND entry.reverses_id IS NULL GROUP BY entry.source_id
) AS posted ON posted.id = whole.id
WHERE coalesce(posted.booked, 0) <> lines.cost ORDER BY whole.number
"""


def register() -> None:
    """Add the checks of returns; `apps.py` calls it."""
    health.checks.register("returns.quantities", no_more_back_than_arrived, order=74)
    health.checks.register("returns.settled", settled_has_its_documents, order=75)
    health.checks.register("returns.booked", cost_is_booked_back, order=76)


def no_more_back_than_arrived() -> Iterator[str]:
    """What is on its way back or came is what the lines say, and no more than arrived."""
    yield from (f"what came back of the delivery {one} differs from its returns" for one in _found(_TAKEN))
    yield from (
        f"more came back, or is to, of a line of the delivery {one} than arrived" for one in _found(_ARRIVED)
    )


def settled_has_its_documents() -> Iterator[str]:
    """What was settled has its credit note or its replacement; what came back is not billed, nor credited twice."""
    yield from (f"the settled return {one} lacks what it was settled by" for one in _found(_SETTLED))
    yield from (f"goods of the settled return {one} are still billed" for one in _found(_CREDITED))
    yield from (f"more is credited for a line of the return {one} than came" for one in _found(_CAME))


def cost_is_booked_back() -> Iterator[str]:
    """What goods cost that came back is booked back."""
    yield from (f"the cost of the return {one} is not booked back" for one in _found(_BOOKED))


def _found(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {_SHOWN}")
        return [row[0] for row in cursor.fetchall()]
