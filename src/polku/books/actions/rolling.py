"""Sums kept of the entries so far: written with every two thousandth entry, by numbers that have no gap."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection

from polku.books.models import Rollup, Year
from polku.db.transactions import write

EVERY: Final = 2_000
"""So many entries are added up by each page at most; the rest is kept."""

_ROLL_UP = """
INSERT INTO books_rollup (year_id, last_number, account_id, date, currency,
  debit_minor, credit_minor, company_debit_minor, company_credit_minor)
SELECT entry.year_id, %s, line.account_id, line.date, line.currency,
  sum(CASE WHEN line.debit THEN line.amount_minor ELSE 0 END),
  sum(CASE WHEN line.debit THEN 0 ELSE line.amount_minor END),
  sum(CASE WHEN line.debit THEN line.company_minor ELSE 0 END),
  sum(CASE WHEN line.debit THEN 0 ELSE line.company_minor END)
FROM books_entry AS entry JOIN books_posting AS line ON line.entry_id = entry.id
WHERE entry.year_id = %s AND entry.number > %s AND entry.number <= %s
GROUP BY entry.year_id, line.account_id, line.date, line.currency
ORDER BY line.account_id, line.date
"""


def roll_up(year: int, after: int, last: int) -> None:
    """Add up the entries of a year between two numbers. The caller holds the year's row: numbers up to `last` stand."""
    with connection.cursor() as cursor, _by_index(cursor):
        cursor.execute(_ROLL_UP, [last, year, after, last])
    Year.objects.filter(id=year).update(rolled_number=last)


@contextmanager
def _by_index(cursor: Any) -> Iterator[None]:
    """Let PostgreSQL find postings by their entry, whatever it believes of tables that have grown since it counted:
    10,000 entries took minutes, with every posting read for each of them.
    """
    if connection.vendor == "postgresql":
        cursor.execute("SET LOCAL enable_seqscan = off")
    yield
    if connection.vendor == "postgresql":
        cursor.execute("SET LOCAL enable_seqscan = on")


def rebuild_rollups() -> None:
    """Add all up anew, where `polku check` found a difference."""
    with write():
        Rollup.objects.all().delete()
        for year in Year.objects.select_for_update().order_by("id"):
            roll_up(year.pk, 0, year.last_number)
