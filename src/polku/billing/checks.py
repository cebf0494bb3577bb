"""What `polku check` asks of invoices: each is read again from what is stored, whatever the database kept."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from django.db import connection

from polku.billing.logic.snapshots import chained
from polku.billing.logic.states import SERIES
from polku.billing.models import Invoice
from polku.db import health
from polku.documents.logic import digest
from polku.documents.registry import numbered

_SHOWN: Final = 20
_LINES = """
SELECT invoice.number FROM billing_invoice AS invoice LEFT JOIN billing_invoiceline AS line
  ON line.invoice_id = invoice.id
WHERE invoice.state = 'issued' GROUP BY invoice.id, invoice.number, invoice.net_minor, invoice.tax_minor
HAVING coalesce(sum(line.net_minor), 0) <> invoice.net_minor
  OR coalesce(sum(line.tax_minor), 0) <> invoice.tax_minor ORDER BY invoice.id
"""
_RATES = """
SELECT invoice.number FROM billing_invoice AS invoice LEFT JOIN billing_taxsubtotal AS one
  ON one.invoice_id = invoice.id
WHERE invoice.state = 'issued' GROUP BY invoice.id, invoice.number, invoice.net_minor, invoice.tax_minor,
  invoice.company_net_minor, invoice.company_tax_minor
HAVING coalesce(sum(one.base_minor), 0) <> invoice.net_minor
  OR coalesce(sum(one.tax_minor), 0) <> invoice.tax_minor
  OR coalesce(sum(one.company_base_minor), 0) <> invoice.company_net_minor
  OR coalesce(sum(one.company_tax_minor), 0) <> invoice.company_tax_minor ORDER BY invoice.id
"""
# What a document debits to receivables and to what is withheld (a credit note credits) is its sum; its tax, too.
_BOOKED = """
SELECT invoice.number FROM billing_invoice AS invoice LEFT JOIN (
  SELECT entry.source_id AS invoice_id,
    sum(CASE WHEN account.role NOT IN ('receivable', 'withholding') THEN 0 WHEN line.debit THEN line.amount_minor
      ELSE -line.amount_minor END) AS owed,
    sum(CASE WHEN account.role NOT IN ('receivable', 'withholding') THEN 0 WHEN line.debit THEN line.company_minor
      ELSE -line.company_minor END) AS company_owed,
    sum(CASE WHEN account.role <> 'vat_output' THEN 0 WHEN line.debit THEN -line.company_minor
      ELSE line.company_minor END) AS tax,
    min(coalesce(line.tax_date, line.date)) AS taxed
  FROM books_entry AS entry JOIN books_posting AS line ON line.entry_id = entry.id
    JOIN books_account AS account ON account.id = line.account_id
  WHERE entry.source_type = 'invoice' AND entry.kind IN ('invoice', 'credit_note') GROUP BY entry.source_id
) AS booked ON booked.invoice_id = invoice.id
WHERE invoice.state = 'issued' AND (
  coalesce(booked.owed, 0) <> CASE WHEN invoice.kind = 'credit_note' THEN -1 ELSE 1 END * invoice.gross_minor
  OR coalesce(booked.company_owed, 0)
    <> CASE WHEN invoice.kind = 'credit_note' THEN -1 ELSE 1 END * invoice.company_gross_minor
  OR coalesce(booked.tax, 0)
    <> CASE WHEN invoice.kind = 'credit_note' THEN -1 ELSE 1 END * invoice.company_tax_minor
  OR booked.taxed <> invoice.tax_point
) ORDER BY invoice.id
"""
# Tax is rounded for each rate of a document: a part of a line may give back a cent more of it until the rest follows.
_GIVEN_BACK = """
SELECT DISTINCT bill.number FROM billing_invoiceline AS line JOIN billing_invoice AS bill ON bill.id = line.invoice_id
JOIN (
  SELECT part.credits_id AS id, sum(part.net_minor) AS net,
    sum(CASE WHEN part.order_line_id IS NULL THEN 0 ELSE part.quantity END) AS quantity
  FROM billing_invoiceline AS part JOIN billing_invoice AS note ON note.id = part.invoice_id
  WHERE part.credits_id IS NOT NULL AND note.state = 'issued' GROUP BY part.credits_id
) AS given ON given.id = line.id
WHERE abs(given.quantity) > abs(line.quantity) OR abs(given.net) > abs(line.net_minor)
  OR (given.net < 0 AND line.net_minor > 0) OR (given.net > 0 AND line.net_minor < 0) ORDER BY bill.number
"""


def register() -> None:
    """Add the checks of billing, and tell which numbers its documents hold; `apps.py` calls it."""
    health.checks.register("billing.chain", chain_is_whole, order=70)
    health.checks.register("billing.sums", sums_are_those_of_lines, order=71)
    health.checks.register("billing.postings", postings_are_those_of_documents, order=72)
    health.checks.register("billing.credited", no_more_credited_than_billed, order=73)
    for series in sorted(set(SERIES.values())):
        numbered.register(series, partial(numbers_of, series))


def numbers_of(series: str) -> Iterator[str]:
    """Every number that documents of a series hold; those numbered elsewhere are none of it."""
    kinds = [kind for kind, of in SERIES.items() if of == series]
    rows = Invoice.objects.issued().filter(kind__in=kinds).exclude(chain="elsewhere").order_by("id")
    yield from (number for number in rows.values_list("number", flat=True).iterator(5000) if number)


def chain_is_whole() -> Iterator[str]:
    """Each document has the digest of what it holds and of the one before it; none is missing between."""
    rows = Invoice.objects.issued().order_by("chain", "chain_place")
    names = (
        "chain", "chain_place", "number", "snapshot", "previous_digest", "digest", "net_minor", "tax_minor",
        "gross_minor", "payable_minor", "currency", "kind",
    )  # fmt: skip
    shown, chain, place, last = 0, "", 0, ""
    for row in rows.only(*names).iterator(chunk_size=500):
        if row.chain != chain:
            chain, place, last = row.chain, 0, ""
        for fault in _faults(row, place, last):
            yield fault
            shown += 1
        place, last = row.chain_place or 0, row.digest
        if shown >= _SHOWN:
            return


def _faults(row: Invoice, place: int, last: str) -> Iterator[str]:
    if row.chain_place != place + 1 or row.previous_digest != last:
        yield f"the document {row.number} does not follow the one before it"
    if digest(chained(row.snapshot, row.previous_digest)) != row.digest:
        yield f"the document {row.number} is not what it was when it was issued"
    told = row.snapshot.get("totals", {})
    names = ("net_minor", "tax_minor", "gross_minor", "payable_minor")
    same = all(told.get(name) == getattr(row, name) for name in names)
    if not same or (row.snapshot.get("number"), row.snapshot.get("currency")) != (row.number, row.currency):
        yield f"the row of {row.number} differs from its document"


def sums_are_those_of_lines() -> Iterator[str]:
    """Net and tax of each document are the sums of its lines, and of its rates."""
    yield from (f"the lines of {one} do not add up to it" for one in _found(_LINES))
    yield from (f"the taxes of {one} do not add up to it" for one in _found(_RATES))


def postings_are_those_of_documents() -> Iterator[str]:
    """What each document booked is what it says."""
    yield from (f"what {one} booked is not what it says" for one in _found(_BOOKED))


def no_more_credited_than_billed() -> Iterator[str]:
    """Of no line of a bill more is given back than it billed, in number or in money."""
    yield from (f"more is given back of a line of {one} than it billed" for one in _found(_GIVEN_BACK))


def _found(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {_SHOWN}")
        return [row[0] for row in cursor.fetchall()]
