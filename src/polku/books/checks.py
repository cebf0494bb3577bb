"""What `polku check` asks of the books: all is added up anew, whatever the database kept."""

from collections.abc import Iterator

from django.db import connection

from polku.books.queries.chart import chart, lacking
from polku.books.words import ROLE_LABELS
from polku.db import health

_SHOWN = 20

_OPEN = "SELECT id FROM books_entry WHERE posted_at IS NULL ORDER BY id"
_FEW = """
SELECT id FROM books_entry WHERE posted_at IS NOT NULL
EXCEPT SELECT entry_id FROM books_posting GROUP BY entry_id HAVING count(*) >= 2 ORDER BY 1
"""
_OWN = """
SELECT entry_id FROM books_posting GROUP BY entry_id, currency
HAVING sum(CASE WHEN debit THEN amount_minor ELSE -amount_minor END) <> 0 ORDER BY entry_id
"""
_COMPANY = """
SELECT entry_id FROM books_posting GROUP BY entry_id
HAVING sum(CASE WHEN debit THEN company_minor ELSE -company_minor END) <> 0 ORDER BY entry_id
"""
_NUMBERS = """
SELECT year.id FROM books_year AS year LEFT JOIN books_entry AS entry
  ON entry.year_id = year.id AND entry.posted_at IS NOT NULL
GROUP BY year.id, year.last_number
HAVING count(entry.id) <> year.last_number OR coalesce(min(entry.number), 1) <> 1
  OR coalesce(max(entry.number), 0) <> year.last_number ORDER BY year.id
"""
_ROLLUPS = """
SELECT account_id FROM (
  SELECT account_id, date, currency, debit_minor AS d, credit_minor AS c, company_debit_minor AS cd,
    company_credit_minor AS cc FROM books_rollup
  UNION ALL
  SELECT line.account_id, line.date, line.currency,
    CASE WHEN debit THEN -amount_minor ELSE 0 END, CASE WHEN debit THEN 0 ELSE -amount_minor END,
    CASE WHEN debit THEN -company_minor ELSE 0 END, CASE WHEN debit THEN 0 ELSE -company_minor END
  FROM books_posting AS line JOIN books_entry AS entry ON entry.id = line.entry_id
    JOIN books_year AS year ON year.id = entry.year_id AND entry.number <= year.rolled_number
) AS both_sides GROUP BY account_id, date, currency
HAVING sum(d) <> 0 OR sum(c) <> 0 OR sum(cd) <> 0 OR sum(cc) <> 0 ORDER BY account_id
"""


def register() -> None:
    """Add the checks of the books; `apps.py` calls it."""
    health.checks.register("books.entries", entries_balance, order=60)
    health.checks.register("books.numbers", numbers_have_no_gap, order=61)
    health.checks.register("books.roles", documents_find_their_accounts, order=63)
    health.checks.register("books.sums", kept_sums_are_right, order=62)


def entries_balance() -> Iterator[str]:
    """Every entry is posted, has two lines or more, and balances."""
    yield from (f"entry {one} was begun and never posted" for one in _found(_OPEN))
    yield from (f"entry {one} has fewer than two lines" for one in _found(_FEW))
    yield from (f"entry {one} does not balance in a currency" for one in _found(_OWN))
    yield from (f"entry {one} does not balance in company currency" for one in _found(_COMPANY))


def numbers_have_no_gap() -> Iterator[str]:
    """The numbers of each year run from 1 to its counter."""
    yield from (f"the entry numbers of {year} have a gap" for year in _found(_NUMBERS))


def kept_sums_are_right() -> Iterator[str]:
    """The sums that are kept equal those of the postings."""
    yield from (f"the sums kept of account {one} differ from its postings" for one in _found(_ROLLUPS))


def documents_find_their_accounts() -> Iterator[str]:
    """Every kind of document has an account to be posted to; one that a new version needs is added by itself."""
    found = chart()
    if found.by_code:
        yield from (
            f"no account has the role “{ROLE_LABELS[role]}”: give it to one" for role in lacking(found).roles
        )


def _found(sql: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {_SHOWN}")
        return [row[0] for row in cursor.fetchall()]
