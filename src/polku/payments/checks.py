"""What must be true of payments: `polku check` asks. All is added up anew."""

from collections.abc import Iterator

from django.db import connection

_SHOWN = 20
_OPEN = """
SELECT item.number FROM payments_item AS item LEFT JOIN payments_receipt AS receipt ON receipt.id = item.receipt_id
LEFT JOIN (
  SELECT debit_id AS id, sum(amount_minor) AS settled FROM payments_allocation WHERE undone_at IS NULL GROUP BY debit_id
  UNION ALL
  SELECT credit_id, sum(credit_minor) FROM payments_allocation WHERE undone_at IS NULL GROUP BY credit_id
) AS links ON links.id = item.id
WHERE item.kind NOT IN ('difference', 'late_charge') AND item.open_minor <> CASE
  WHEN receipt.reversed_at IS NOT NULL THEN 0 ELSE item.amount_minor - coalesce(links.settled, 0) END
ORDER BY item.id
"""
_BOOKED = """
SELECT receipt.number FROM payments_receipt AS receipt LEFT JOIN (
  SELECT entry.source_id AS id, sum(line.amount_minor) AS booked FROM books_entry AS entry
  JOIN books_posting AS line ON line.entry_id = entry.id
  JOIN books_account AS account ON account.id = line.account_id AND account.role = 'receivable'
  WHERE entry.source_type = 'receipt' AND entry.reverses_id IS NULL GROUP BY entry.source_id
) AS posted ON posted.id = receipt.id
WHERE coalesce(posted.booked, 0) <> receipt.amount_minor ORDER BY receipt.id
"""
# A reminder by mail has its message; a voucher has paid what is gone from it, or the money for it was taken back.
_REMINDED = """
SELECT item.number FROM payments_reminder AS one JOIN payments_item AS item ON item.id = one.item_id
LEFT JOIN mail_outgoing AS message ON message.id = one.mail_id
WHERE one.channel = 'mail' AND message.id IS NULL ORDER BY one.id
"""
_VOUCHERS = """
SELECT voucher.code FROM payments_voucher AS voucher LEFT JOIN (
  SELECT voucher_id, sum(amount_minor) AS paid FROM payments_receipt
  WHERE voucher_id IS NOT NULL AND outgoing = (reversed_at IS NOT NULL) GROUP BY voucher_id
) AS used ON used.voucher_id = voucher.id
WHERE voucher.left_minor <> CASE
  WHEN voucher.withdrawn_at IS NOT NULL THEN 0
  ELSE voucher.amount_minor - coalesce(used.paid, 0) - voucher.expired_minor END
ORDER BY voucher.id
"""


# Kept fee and interest is booked with its amount, taken back with its match, and no more than reminders asked for.
_CHARGED = """
SELECT bill.number FROM payments_latecharge AS charge JOIN payments_item AS bill ON bill.id = charge.bill_id
JOIN payments_allocation AS link ON link.id = charge.allocation_id
LEFT JOIN books_posting AS line ON line.entry_id = link.entry_id AND line.debit
LEFT JOIN books_entry AS back ON back.reverses_id = link.entry_id
WHERE coalesce(line.amount_minor, 0) <> link.amount_minor OR (back.id IS NULL) <> (link.undone_at IS NULL)
UNION
SELECT bill.number FROM payments_item AS bill JOIN (
  SELECT charge.bill_id, sum(link.amount_minor) AS minor FROM payments_latecharge AS charge
  JOIN payments_allocation AS link ON link.id = charge.allocation_id WHERE link.undone_at IS NULL
  GROUP BY charge.bill_id
) AS kept ON kept.bill_id = bill.id
LEFT JOIN (
  SELECT item_id, sum(fee_minor) + max(interest_minor) AS minor FROM payments_reminder GROUP BY item_id
) AS asked ON asked.item_id = bill.id
WHERE bill.open_minor > 0 OR kept.minor > coalesce(asked.minor, 0)
"""


def open_is_what_is_left() -> Iterator[str]:
    """What is open of an item is its amount less its matches; of a payment that was taken back nothing is."""
    yield from (f"{one}: what is open is not the amount less what was matched" for one in _found(_OPEN))


def receipts_are_booked() -> Iterator[str]:
    """Every payment is posted once, with its amount, to what customers owe."""
    yield from (f"the payment {one} is not booked with its amount" for one in _found(_BOOKED))


def reminders_are_sent() -> Iterator[str]:
    """Every reminder by mail has its message in the outbox."""
    yield from (f"a reminder of {one} has no message" for one in _found(_REMINDED))


def late_charges_are_booked() -> Iterator[str]:
    """What was kept as fee and interest is booked, of paid bills, and at most what was asked."""
    yield from (
        f"the fee and interest kept of {one} are not booked as they came, or more than was asked"
        for one in _found(_CHARGED)
    )


def vouchers_add_up() -> Iterator[str]:
    """What is left on a voucher is its amount less what it paid; of one that was taken back nothing is."""
    yield from (
        f"the voucher {one}: what is left is not its amount less what it paid" for one in _found(_VOUCHERS)
    )


def _found(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {_SHOWN}")
        return [row[0] for row in cursor.fetchall()]
