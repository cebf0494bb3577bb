"""Bank statements as tables (CSV, XLSX): every bank has its own columns, so they are guessed, shown and remembered.

The table itself is read as imports read theirs: encoding, delimiter, quotes, dates and amounts are guessed. Lines
above the headings are passed over; an account number in them is taken. A balance column that does not follow from
the amounts is a warning.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final

from polku.documents.logic.payment import iban_is_valid
from polku.imports.logic.cells import BadCell, parse_money
from polku.imports.logic.guessing import ColumnGuess, guess_columns
from polku.imports.logic.matching import plain
from polku.imports.logic.moments import DateOrder, parse_day
from polku.imports.logic.sources import FileFormat
from polku.imports.logic.tables import Record, named_columns
from polku.kernel.errors import Message, gettext_noop
from polku.payments.logic.statements.model import Balance, Booking, Statement, UnreadableStatement

HEAD_ROWS: Final = 40
SAMPLE_ROWS: Final = 200
SHOWN_ROWS: Final = 5
ROWS_MAX: Final = 200_000
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "date": (
        "date", "booking date", "transaction date", "posting date", "kirjauspäivä", "tapahtumapäivä", "maksupäivä",
        "päivämäärä", "pvm", "buchungstag", "buchungsdatum", "datums", "darījuma datums", "data", "data operacji",
        "data księgowania", "дата", "дата операции", "日期", "交易日期", "completed date",
    ),
    "value_date": ("value date", "arvopäivä", "valuta", "valutadatum", "wertstellung", "data waluty", "起息日"),
    "amount": (
        "amount", "sum", "määrä", "summa", "määrä eur", "määrä euroa", "amount eur", "betrag", "umsatz", "kwota",
        "kwota operacji", "сумма", "金額", "交易金額",
    ),
    "paid_in": ("credit", "paid in", "money in", "deposit", "panot", "haben", "kredīts", "wpływy", "приход", "存入"),
    "paid_out": (
        "debit", "paid out", "money out", "withdrawal", "otot", "soll", "debets", "obciążenia", "расход", "支出",
    ),
    "direction": ("debit/credit", "credit/debit", "d/k", "d/c", "c/d", "dc", "s/h", "debets/kredīts"),
    "currency": ("currency", "valuutta", "währung", "valūta", "waluta", "валюта", "幣別"),
    "name": (
        "payer", "name", "counterparty", "payer/payee", "maksaja", "saaja/maksaja", "nimi", "auftraggeber",
        "beguenstigter/zahlungspflichtiger", "begünstigter/zahlungspflichtiger", "maksātājs", "partneris", "nadawca",
        "kontrahent", "плательщик", "контрагент", "付款人", "payee",
    ),
    "account": (
        "account", "account number", "iban", "counterparty account", "tilinumero", "saajan tilinumero", "konts",
        "kontonummer", "konto kontrahenta", "rachunek", "счёт", "счет", "帳號",
    ),
    "reference": (
        "reference", "viite", "viitenumero", "atsauce", "referencja", "kundenreferenz", "end to end id", "референс",
    ),
    "text": (
        "message", "description", "details", "purpose", "viesti", "selite", "selitys", "verwendungszweck",
        "maksājuma mērķis", "informācija", "tytuł", "tytuł operacji", "opis", "opis operacji", "назначение платежа",
        "описание", "摘要", "備註",
    ),
    "bank_id": ("archive id", "arkistointitunnus", "arkistointikoodi", "transaction id", "id", "arhīva nr"),
    "balance": ("balance", "saldo", "atlikums", "kontostand", "saldo po operacji", "остаток", "餘額"),
}  # fmt: skip
"""What a column can be, and headings that mean it."""
_BY_HEADING: Final = {plain(word): name for name, words in FIELDS.items() for word in words}
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}\b")
_OUT: Final = frozenset("d s debit debet dbit soll debets - obciążenie расход 支出 otto".split())


@dataclass(frozen=True)
class Reading:
    """How a table is read: the column of each field, how dates and amounts are written, whose account it is."""

    columns: Mapping[str, str] = field(default_factory=dict)
    order: str = DateOrder.YMD.value
    decimal: str = "."
    currency: str = ""
    account: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For storing."""
        return {
            "columns": dict(self.columns), "order": self.order, "decimal": self.decimal,
            "currency": self.currency, "account": self.account,
        }  # fmt: skip

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Reading:
        """Back from storing."""
        return cls(
            columns={str(name): str(column) for name, column in dict(stored.get("columns") or {}).items()},
            order=str(stored.get("order") or DateOrder.YMD.value),
            decimal="," if stored.get("decimal") == "," else ".",
            currency=str(stored.get("currency") or ""),
            account=str(stored.get("account") or ""),
        )

    @property
    def is_complete(self) -> bool:
        """Whether every booking gets a day and an amount, and the account is known."""
        has_amount = "amount" in self.columns or {"paid_in", "paid_out"} & set(self.columns)
        return "date" in self.columns and bool(has_amount) and bool(self.account)


@dataclass(frozen=True)
class Table:
    """The head of a file: its columns, some rows, and how it is probably read."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    reading: Reading


def is_table(raw: bytes) -> bool:
    """Whether a file is none of the formats made for statements."""
    head = raw[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return not head.startswith(b"<") and not re.search(rb"(^|\n):(20|25|60F|61|28C?):", head)


def bookings_about(raw: bytes) -> int:
    """About how many bookings a file holds, without reading it: by the marks that each booking has."""
    if raw.startswith(b"PK"):
        return len(raw) // 40  # a packed row of a workbook
    if is_table(raw):
        return raw.count(b"\n")
    return max(raw.count(b":61:"), raw.count(b"Ntry>") // 2)


def look(path: Path, *, currency: str, account: str = "") -> Table:
    """The columns of a file and a guess at what they are.

    Raises: UnreadableStatement where it holds no table; Invalid where it can't be read at all.
    """
    file = FileFormat(path).found()
    above, names, body = _parts(file)
    sample = [record.cells for record in islice(body, SAMPLE_ROWS) if not record.problem]
    guesses = guess_columns(names, sample)
    columns = _guessed(names)
    if "date" not in columns:
        dated = next((name for name in names if guesses[name].dates), None)
        columns |= {"date": dated} if dated else {}
    reading = Reading(
        columns=columns,
        order=_order(guesses, columns),
        decimal=_decimal(guesses, columns),
        currency=currency,
        account=_account(above) or account,
    )
    shown = tuple(tuple(cells) for cells in sample[:SHOWN_ROWS])
    return Table(tuple(names), shown, reading)


def from_table(path: Path, reading: Reading) -> Statement:
    """The bookings of a table.

    Raises: UnreadableStatement, naming the row that can't be read; Invalid where the file can't be read at all.
    """
    file = FileFormat(path).found()
    _, names, body = _parts(file)
    missing = [column for column in reading.columns.values() if column not in names]
    if missing:
        said = gettext_noop("The file lacks the column “%(name)s”.")
        raise UnreadableStatement(Message(said, name=missing[0]), code="unknown_column")
    if not reading.is_complete:
        said = gettext_noop("Say which columns hold the day and the amount, and which account it is.")
        raise UnreadableStatement(said, code="columns_missing")
    places = {name: names.index(column) for name, column in reading.columns.items()}
    found = [one for record in islice(body, ROWS_MAX + 1) if (one := _row(record, places, reading))]
    if not found:
        raise UnreadableStatement(gettext_noop("The file has no bookings."), code="no_statement")
    if len(found) > ROWS_MAX:
        raise UnreadableStatement(gettext_noop("The file is too long: split it."), code="too_large")
    bookings = tuple(_named(booking for booking, _ in found))
    opening, closing, warnings = _balances(found, bookings)
    days = [one.booked for one in bookings]
    return Statement(
        account=reading.account,
        currency=bookings[0].currency,
        number=f"{min(days):%Y-%m-%d} – {max(days):%Y-%m-%d}",
        opening=opening,
        closing=closing,
        bookings=bookings,
        warnings=warnings,
    )


def _parts(file: FileFormat) -> tuple[list[Record], list[str], Iterator[Record]]:
    """What stands above the headings, the headings, and the rows below."""
    records = file.records()
    head = list(islice(records, HEAD_ROWS))
    scores = [sum(plain(cell) in _BY_HEADING for cell in record.cells) for record in head]
    best = max(scores, default=0)
    full = [
        number for number, record in enumerate(head) if sum(bool(cell.strip()) for cell in record.cells) > 1
    ]
    if not full:
        raise UnreadableStatement(
            gettext_noop("This is neither a camt.053 nor an MT940 file, nor a table."), code="no_statement"
        )
    at = scores.index(best) if best >= 2 else full[0]

    def body() -> Iterator[Record]:
        yield from head[at + 1 :]
        yield from records

    return head[:at], named_columns(head[at].cells), body()


def _guessed(names: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        meant = _BY_HEADING.get(plain(name))
        if meant and meant not in found:
            found[meant] = name
    if "amount" in found:
        found.pop("paid_in", None)
        found.pop("paid_out", None)
    return found


def _order(guesses: Mapping[str, ColumnGuess], columns: Mapping[str, str]) -> str:
    return guesses[columns["date"]].order.value if "date" in columns else DateOrder.YMD.value


def _decimal(guesses: Mapping[str, ColumnGuess], columns: Mapping[str, str]) -> str:
    of = [columns[name] for name in ("amount", "paid_in", "paid_out", "balance") if name in columns]
    return "," if any(guesses[name].decimal == "," for name in of) else "."


def _account(above: Sequence[Record]) -> str:
    """The account number that stands above the table."""
    for record in above:
        for cell in record.cells:
            for found in _IBAN.findall(cell.upper()):
                if iban_is_valid(found.replace(" ", "")):
                    return str(found.replace(" ", ""))
    return ""


def _row(
    record: Record, places: Mapping[str, int], reading: Reading
) -> tuple[Booking, Decimal | None] | None:
    """The booking of a row and the balance after it; None for a row without day and amount, such as a sum."""
    cells = record.cells

    def cell(name: str) -> str:
        place = places.get(name)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    amounts = [cell(name) for name in ("amount", "paid_in", "paid_out")]
    if not cell("date") or not any(amounts):
        return None
    currency = cell("currency").upper() or reading.currency
    try:
        if any("\x00" in one for one in cells):
            raise BadCell("nul", gettext_noop("The text contains a NUL character."))
        amount = _amount(cell, currency, reading.decimal)
        balance = parse_money(cell("balance"), currency, reading.decimal).decimal if cell("balance") else None
        booking = Booking(
            amount=amount,
            currency=currency,
            booked=_day(cell("date"), reading.order),
            value=_day(cell("value_date"), reading.order) if cell("value_date") else None,
            reference=cell("reference"),
            bank_id=cell("bank_id"),
            name=cell("name"),
            account="".join(cell("account").split()),
            text=cell("text"),
        )
    except BadCell as error:
        said = error.message
        told = said.params if isinstance(said, Message) else {}
        template = said.template if isinstance(said, Message) else str(said)
        raise UnreadableStatement(
            Message(f"%(row)s: {template}", row=record.number, **told), code=error.code
        ) from error
    return booking, balance


def _amount(cell: Any, currency: str, decimal: str) -> Decimal:
    if text := cell("amount"):
        amount: Decimal = parse_money(text, currency, decimal).decimal
        return -abs(amount) if cell("direction").casefold() in _OUT else amount
    came, went = cell("paid_in"), cell("paid_out")
    total = Decimal(0)
    if came:
        total += abs(parse_money(came, currency, decimal).decimal)
    if went:
        total -= abs(parse_money(went, currency, decimal).decimal)
    return total


def _day(text: str, order: str) -> date:
    found = parse_day(text, DateOrder(order), UTC)
    if found is None:
        raise BadCell("bad_date", Message(gettext_noop("“%(text)s” is not a date."), text=text[:60]))
    return found


def _named(bookings: Iterator[Booking]) -> Iterator[Booking]:
    """Each booking with a number of its own, so that one that comes again in another file is known."""
    seen: Counter[str] = Counter()
    for one in bookings:
        if one.bank_id:
            yield one
            continue
        told = "\n".join(
            (str(one.booked), f"{one.amount:f}", one.currency, one.name, one.text, one.reference)
        )
        seen[told] += 1
        digest = hashlib.sha256(f"{told}\n{seen[told]}".encode()).hexdigest()
        yield replace(one, bank_id=f"csv-{digest[:32]}")


def _balances(
    found: Sequence[tuple[Booking, Decimal | None]], bookings: Sequence[Booking]
) -> tuple[Balance | None, Balance | None, tuple[Message, ...]]:
    """Opening and closing balance of the balance column, whichever way the rows run, and whether they follow."""
    balances = [balance for _, balance in found]
    if any(balance is None for balance in balances) or len({one.currency for one in bookings}) > 1:
        return None, None, ()
    known = [balance for balance in balances if balance is not None]
    amounts = [one.amount for one in bookings]
    up = [place for place in range(1, len(known)) if known[place - 1] + amounts[place] != known[place]]
    down = [place for place in range(1, len(known)) if known[place] + amounts[place - 1] != known[place - 1]]
    is_up = len(up) < len(down) or (len(up) == len(down) and bookings[0].booked <= bookings[-1].booked)
    first, last = (0, -1) if is_up else (-1, 0)
    currency = bookings[0].currency
    opening = Balance(known[first] - amounts[first], currency, bookings[first].booked)
    closing = Balance(known[last], currency, bookings[last].booked)
    wrong = up if is_up else down
    if not wrong:
        return opening, closing, ()
    said = gettext_noop("The balance does not follow from the amounts, first in booking %(row)s.")
    return opening, closing, (Message(said, row=wrong[0] + 1),)
