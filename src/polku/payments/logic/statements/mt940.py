"""MT940 and MT942 of SWIFT, with the customs of German, Dutch, Polish and Hungarian banks.

Read by ourselves: the known library merges the statements of a file into one, and takes the first digits of an
amount for a currency where the bank leaves the currency out.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from polku.kernel.errors import Message, gettext_noop
from polku.payments.logic.statements.model import (
    Balance,
    Booking,
    Statement,
    UnreadableStatement,
    warnings_of,
)

_TAG: Final = re.compile(r":(?P<tag>[0-9]{2}[A-Z]?|NS):(?P<rest>.*)", re.DOTALL)
_BALANCE: Final = re.compile(r"(?P<sign>R?[CD])(?P<day>\d{6})(?P<currency>[A-Z]{3})?(?P<amount>\d+[,.]?\d*)")
_BOOKING: Final = re.compile(
    r"(?P<value>\d{6})(?P<booked>\d{4})?(?P<sign>R[CD]|E?[CD])(?P<funds>[A-Z])?(?P<amount>\d+[,.]?\d*)"
    r"(?P<code>[NFS][A-Z0-9 ]{3})?(?P<reference>(?:(?!//)[^\n])*)(?://(?P<bank>[^\n]*))?(?:\n(?P<more>.*))?",
    re.DOTALL,
)
_SEPA: Final = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP)\+")
_SLASHED: Final = re.compile(
    r"/(EREF|MARF|CSID|BENM|ORDP|NAME|REMI|IBAN|BIC|ISDT|TRTP|PURP|RTRN|ULTD|ULTC|PREF)/"
)
_TEXT_PARTS: Final = tuple(f"{number:02}" for number in (*range(20, 30), *range(60, 64)))
_NOTHING: Final = {"NONREF", "EREF", "MARF", "PREF", "NOTPROVIDED"}


@dataclass
class _Page:
    """What has been read of a statement so far."""

    account: str = ""
    number: str = ""
    opening: Balance | None = None
    closing: Balance | None = None
    bookings: list[tuple[int, str, str]] = field(default_factory=list)
    interim: bool = False
    currency: str = ""
    line: int = 0


def from_mt940(text: str) -> list[Statement]:
    """The statements of a file, one per `:20:`."""
    pages: list[_Page] = []
    for line, tag, rest in _fields(text):
        if tag == "20" or not pages:
            pages.append(_Page(line=line))
        _take(pages[-1], line, tag, rest)
    if not pages:
        raise UnreadableStatement(
            gettext_noop("This is neither a camt.053 nor an MT940 file."), code="no_statement"
        )
    return [_statement(page) for page in pages]


def _fields(text: str) -> Iterator[tuple[int, str, str]]:
    """Fields with the line each begins on; what goes on in the next lines belongs to it."""
    found: tuple[int, str, list[str]] | None = None
    for number, line in enumerate(text.replace("\r", "").split("\n"), start=1):
        begins = _TAG.match(line)
        if begins or line.strip() in {"-", "-}"}:
            if found:
                yield found[0], found[1], "\n".join(found[2])
            found = (number, begins["tag"], [begins["rest"]]) if begins else None
        elif found:
            found[2].append(line)
    if found:
        yield found[0], found[1], "\n".join(found[2])


def _take(page: _Page, line: int, tag: str, rest: str) -> None:
    if tag == "25":
        if page.account:
            raise _refusal(line, gettext_noop("Line %(line)s: a second account in one statement."))
        page.account = rest.strip()
    elif tag in {"28", "28C"}:
        page.number = rest.strip()
    elif tag in {"60F", "60M"}:
        page.opening = page.opening or _balance(line, rest, None)
    elif tag in {"62F", "62M"}:
        page.closing = _balance(line, rest, page.opening)
    elif tag == "61":
        page.bookings.append((line, rest, ""))
    elif tag in {"86", "NS"} and page.bookings and page.closing is None:
        first, booked, more = page.bookings[-1]
        page.bookings[-1] = (first, booked, f"{more}\n{rest}" if more else rest)
    elif tag == "34F":
        page.interim = True
        found = re.match("[A-Z]{3}", rest.strip())
        page.currency = found[0] if found else page.currency


def _refusal(line: int, said: str, **more: object) -> UnreadableStatement:
    return UnreadableStatement(Message(said, line=line, **more), code="unreadable")


def _balance(line: int, rest: str, opening: Balance | None) -> Balance:
    found = _BALANCE.match(rest.strip())
    currency = found and (found["currency"] or (opening.currency if opening else ""))
    if not found or not currency:
        raise _refusal(line, gettext_noop("Line %(line)s: “%(text)s” is not a balance."), text=rest[:40])
    amount = _amount(found["amount"])
    return Balance(-amount if found["sign"].endswith("D") else amount, currency, _day(found["day"]))


def _statement(page: _Page) -> Statement:
    if not page.account:
        raise _refusal(page.line, gettext_noop("Line %(line)s: the statement names no account (:25:)."))
    if not (page.bookings or page.opening or page.closing):
        raise _refusal(page.line, gettext_noop("Line %(line)s: the statement has no balance and no booking."))
    account, currency = _account(page)
    bookings = tuple(_booking(line, rest, more, currency) for line, rest, more in page.bookings)
    warnings = warnings_of(page.opening, page.closing, bookings, interim=page.interim)
    return Statement(account, currency, page.number, page.opening, page.closing, bookings, warnings)


def _account(page: _Page) -> tuple[str, str]:
    """The account and its currency, which some banks write behind the account; in the course of a day (MT942) it
    stands before the least sum that is told (`:34F:`).
    """
    known = page.opening or page.closing
    behind = re.fullmatch(r"(.*\d)\s?([A-Z]{3})", page.account)
    if behind and (known is None or known.currency == behind[2]):
        return behind[1], behind[2]
    return page.account, known.currency if known else page.currency


def _booking(line: int, rest: str, more: str, currency: str) -> Booking:
    found = _BOOKING.match(rest.strip())
    if not found:
        raise _refusal(line, gettext_noop("Line %(line)s: “%(text)s” is not a booking."), text=rest[:40])
    amount = _amount(found["amount"])
    value = _day(found["value"])
    # A reversed credit takes money away, a reversed debit brings it back.
    out = found["sign"] in {"D", "ED", "RC"}
    reference = found["reference"].strip()
    booking = Booking(
        amount=-amount if out else amount,
        currency=currency,
        booked=_booked(found["booked"], value),
        value=value,
        reference="" if reference in _NOTHING else reference,
        bank_id="" if (found["bank"] or "").strip() in _NOTHING else (found["bank"] or "").strip(),
        text=_joined(found["more"] or ""),
        code=(found["code"] or "")[1:].strip(),
    )
    return _told(booking, more)


def _told(booking: Booking, more: str) -> Booking:
    """The booking with what its `:86:` tells, in whichever of the three customs."""
    if not more.strip():
        return booking
    parted = re.match(r"(\d{3})([?>])", more)
    if parted:
        return _german(booking, more[3:].replace("\n", ""), parted[2])
    if _SLASHED.search(more):
        return _slashed(booking, more.replace("\n", ""))
    return replace(booking, text=_joined(f"{booking.text}\n{more}"))


def _german(booking: Booking, more: str, separator: str) -> Booking:
    parts: dict[str, str] = {}
    for piece in more.split(separator)[1:]:
        parts[piece[:2]] = parts.get(piece[:2], "") + piece[2:]
    text = "".join(parts.get(key, "") for key in _TEXT_PARTS)
    pieces = _SEPA.split(text)
    tagged = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    return replace(
        booking,
        text=_joined(tagged.get("SVWZ") or (pieces[0] if tagged else text) or parts.get("00", "")),
        reference=_joined(tagged.get("EREF", "")) or booking.reference,
        name=_joined(parts.get("32", "") + parts.get("33", "")),
        account=parts.get("31", "").strip() or booking.account,
    )


def _slashed(booking: Booking, more: str) -> Booking:
    pieces = _SLASHED.split(more)
    tagged = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    return replace(
        booking,
        text=_joined(tagged.get("REMI", "")) or booking.text,
        reference=_joined(tagged.get("EREF", "")) or booking.reference,
        name=_joined(tagged.get("NAME", "")),
        account=_joined(tagged.get("IBAN", "")) or booking.account,
    )


def _joined(text: str) -> str:
    return " ".join(text.split())


def _amount(text: str) -> Decimal:
    return Decimal(text.replace(",", ".").rstrip("."))


def _day(text: str) -> date:
    """A day of the form 261231; 30 February, by which banks reckon interest, is the last day of February."""
    year, month, day = 2000 + int(text[:2]), int(text[2:4]), int(text[4:])
    if year >= 2080:
        year -= 100
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        raise UnreadableStatement(
            Message(gettext_noop("“%(text)s” is not a date."), text=text), code="bad_date"
        )
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _booked(text: str | None, value: date) -> date:
    """The day of booking comes without its year: the year in which it lies nearest to the day of value."""
    if not text or not 1 <= int(text[:2]) <= 12 or not 1 <= int(text[2:]) <= 31:
        return value
    month, day = int(text[:2]), int(text[2:])
    days = [
        date(year, month, min(day, calendar.monthrange(year, month)[1]))
        for year in (value.year - 1, value.year, value.year + 1)
    ]
    return min(days, key=lambda one: abs((one - value).days))
