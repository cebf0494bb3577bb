"""Where the addresses of the books stand in the matrix of addresses and roles, and the things they are tried on."""

from polku.access.logic import SYSTEM
from polku.books.actions import Line, post_manual
from polku.kernel.money import Money
from tests.conftest import NOW

_SEE, _POST, _CLOSE = "books.see", "books.post", "books.close"

PAGES = {
    "books:books": f"{_SEE} -",
    "books:report": f"{_SEE} -",
    "books:report_file": f"{_SEE} -",
    "books:journal": f"{_SEE} -",
    "books:postings": f"{_SEE} -",
    "books:postings_file": f"{_SEE} -",
    "books:new_entry": f"{_POST} {_POST}",
    "books:opening": f"{_POST} {_POST}",
    "books:entry": f"{_SEE} -",
    "books:reversal": f"{_POST} {_POST}",
    "books:undo": f"- {_POST}",
    "books:accounts": f"{_SEE} -",
    "books:chart": f"- {_POST}",
    "books:new_account": f"{_POST} {_POST}",
    "books:account": f"{_SEE} -",
    "books:edit_account": f"{_POST} {_POST}",
    "books:retirement": f"- {_POST}",
    "books:restoration": f"- {_POST}",
    "books:months": f"{_SEE} -",
    "books:closing": f"{_CLOSE} {_CLOSE}",
    "books:reopening": f"{_CLOSE} {_CLOSE}",
    "books:year_closing": f"{_CLOSE} {_CLOSE}",
    "books:year_reopening": f"{_CLOSE} {_CLOSE}",
}

OPERATIONS = {
    "GET /books/accounts": _SEE,
    "POST /books/accounts": _POST,
    "PATCH /books/accounts/{code}": _POST,
    "GET /books/entries": _SEE,
    "POST /books/entries": _POST,
    "GET /books/entries/{entry_id}": _SEE,
    "POST /books/entries/{entry_id}/reversals": _POST,
    "GET /books/months": _SEE,
    "POST /books/months/{month}/closings": _CLOSE,
    "POST /books/months/{month}/reopenings": _CLOSE,
    "GET /books/years": _SEE,
    "POST /books/years/{year}/closings": _CLOSE,
    "POST /books/years/{year}/reopenings": _CLOSE,
    "GET /books/trial-balance": _SEE,
    "GET /books/vat": _SEE,
    "GET /books/eu-sales": _SEE,
    "GET /books/profit/{by}": _SEE,
}

_LINES = [
    {"account": "6200", "debit_minor": 500, "currency": "EUR"},
    {"account": "1000", "credit_minor": 500, "currency": "EUR"},
]
BODIES: dict[str, object] = {
    "POST /books/accounts": {"code": "6400", "name": {"en": "Travel"}, "kind": "expense"},
    "PATCH /books/accounts/{code}": {"name": {"en": "Trips"}},
    "POST /books/entries": {"date": "2026-11-20", "text": "Rent", "lines": _LINES},
    "POST /books/entries/{entry_id}/reversals": {"reason": "Wrong"},
    "POST /books/months/{month}/closings": {"reason": "Done"},
    "POST /books/months/{month}/reopenings": {"reason": "Late"},
    "POST /books/years/{year}/closings": {"reason": "Done"},
    "POST /books/years/{year}/reopenings": {"reason": "Late"},
}

FORMS: dict[str, object] = {"books:edit_account": {"name_en": "Trips"}}

_WHERE: dict[str, object] = {
    "code": "6300",
    "month": 202610,
    "year": 2025,
    "name": "trial-balance",
    "by": "deal",
}
SPECIAL: dict[str, dict[str, object]] = dict.fromkeys(
    ("books:", "GET /books", "POST /books", "PATCH /books"), _WHERE
)


def things() -> dict[str, object]:
    """An entry by hand, and with it the chart of accounts."""
    amount = Money(500, "EUR")
    lines = [Line(account="6300", debit=amount), Line("bank", credit=amount)]
    entry_id = post_manual(date=NOW.date(), text="Tea", lines=lines, actor=SYSTEM, at=NOW)
    return {"entry_id": entry_id}
