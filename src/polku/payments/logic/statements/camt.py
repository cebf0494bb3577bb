"""camt.053 of ISO 20022: nodes are found by their plain names, as namespaces alone tell its versions apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias

from lxml import etree

from polku.kernel.errors import Message, gettext_noop
from polku.payments.logic.statements.model import (
    Balance,
    Booking,
    Statement,
    UnreadableStatement,
    warnings_of,
)

Node: TypeAlias = Any  # lxml ships no types
_PLAIN: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
"""An amount as XML writes one: no power of ten, and no underscore, which Python would read."""
_BOOKED: Final = {"BOOK", ""}
_OPENING: Final = ("OPBD", "PRCD")
_CLOSING: Final = ("CLBD",)


def from_camt(raw: bytes) -> list[Statement]:
    """The statements of a camt.053 file; entities are not resolved."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        message = Message(gettext_noop("The file is not well-formed XML: %(error)s"), error=str(error))
        raise UnreadableStatement(message, code="bad_xml") from None
    if root.getroottree().docinfo.doctype:
        raise UnreadableStatement(gettext_noop("The file brings a document type."), code="bad_xml")
    statements = _all(root, "BkToCstmrStmt/Stmt")
    if not statements:
        raise UnreadableStatement(gettext_noop("The file holds no statement (Stmt)."), code="no_statement")
    return [_statement(node) for node in statements]


def _all(node: Node, path: str) -> list[Node]:
    """Nodes under a path of plain names."""
    found: list[Node] = node.xpath("/".join(f"*[local-name()='{name}']" for name in path.split("/")))
    return found


def _text(node: Node, *paths: str) -> str:
    """The first text that stands under one of the paths."""
    for path in paths:
        for found in _all(node, path):
            if text := " ".join((found.text or "").split()):
                return text
    return ""


def _statement(node: Node) -> Statement:
    account = _text(node, "Acct/Id/IBAN", "Acct/Id/Othr/Id")
    if not account:
        raise UnreadableStatement(gettext_noop("A statement names no account."), code="no_account")
    balances = [(_text(one, "Tp/CdOrPrtry/Cd"), _balance(one)) for one in _all(node, "Bal")]
    opening, closing = _first(balances, _OPENING), _last(balances, _CLOSING)
    currency = _text(node, "Acct/Ccy") or (opening.currency if opening else "")
    bookings = tuple(booking for entry in _all(node, "Ntry") for booking in _bookings(entry))
    known = currency or (bookings[0].currency if bookings else "")
    return Statement(
        account,
        known,
        _text(node, "ElctrncSeqNb", "LglSeqNb", "Id"),
        opening,
        closing,
        bookings,
        warnings_of(opening, closing, bookings),
    )


def _first(balances: Sequence[tuple[str, Balance]], codes: Sequence[str]) -> Balance | None:
    return next((one for wanted in codes for code, one in balances if code == wanted), None)


def _last(balances: Sequence[tuple[str, Balance]], codes: Sequence[str]) -> Balance | None:
    return _first(balances[::-1], codes)


def _balance(node: Node) -> Balance:
    amount, currency = _signed(node)
    return Balance(amount, currency, _day(node, "Dt/Dt", "Dt/DtTm"))


def _bookings(entry: Node) -> list[Booking]:
    """One booking, or one for each payment in it where their amounts make up the whole."""
    if _text(entry, "Sts/Cd", "Sts") not in _BOOKED:
        return []
    amount, currency = _signed(entry)
    parts = _all(entry, "NtryDtls/TxDtls")
    sums = [_part_amount(part, currency) for part in parts]
    if len(parts) > 1 and all(one is not None for one in sums):
        exact = [one for one in sums if one is not None]
        if sum(exact) == amount:
            return [_booking(entry, part, own, currency) for part, own in zip(parts, exact, strict=True)]
    return [_booking(entry, parts[0] if len(parts) == 1 else None, amount, currency)]


def _part_amount(part: Node, currency: str) -> Decimal | None:
    """What one payment moved, in the currency of the account; None where the bank does not say."""
    for node in (*_all(part, "Amt"), *_all(part, "AmtDtls/TxAmt/Amt")):
        if node.get("Ccy") == currency:
            amount = _number(node)
            return -amount if _text(part, "CdtDbtInd") == "DBIT" else amount
    return None


def _booking(entry: Node, part: Node | None, amount: Decimal, currency: str) -> Booking:
    where = entry if part is None else part
    other = "Dbtr" if amount >= 0 else "Cdtr"
    texts = [" ".join((one.text or "").split()) for one in _all(where, "RmtInf/Ustrd")]
    end_to_end = _text(where, "Refs/EndToEndId")
    return Booking(
        amount,
        currency,
        _day(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"),
        _maybe_day(entry, "ValDt/Dt", "ValDt/DtTm"),
        _text(where, "RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Strd/CdtrRefInf/CdtrRef")
        or ("" if end_to_end == "NOTPROVIDED" else end_to_end),
        _text(where, "Refs/AcctSvcrRef") or _text(entry, "AcctSvcrRef", "NtryRef"),
        _text(where, f"RltdPties/{other}/Nm", f"RltdPties/{other}/Pty/Nm"),
        _text(where, f"RltdPties/{other}Acct/Id/IBAN", f"RltdPties/{other}Acct/Id/Othr/Id"),
        " ".join(texts) or _text(where, "AddtlTxInf") or _text(entry, "AddtlNtryInf"),
        _text(entry, "BkTxCd/Prtry/Cd", "BkTxCd/Domn/Fmly/SubFmlyCd"),
    )


def _signed(node: Node) -> tuple[Decimal, str]:
    amounts = _all(node, "Amt")
    if not amounts:
        raise UnreadableStatement(gettext_noop("A booking or balance has no amount."), code="no_amount")
    amount = _number(amounts[0])
    # A reversal comes with the sign of what it does; RvslInd is told by the bank's text only.
    return (-amount if _text(node, "CdtDbtInd") == "DBIT" else amount), amounts[0].get("Ccy", "")


def _number(node: Node) -> Decimal:
    text = (node.text or "").strip()
    number = Decimal(text) if _PLAIN.fullmatch(text) else None
    if number is None or abs(number.adjusted()) > 18:
        raise UnreadableStatement(
            Message(
                gettext_noop("Line %(line)s: “%(text)s” is not an amount."),
                line=node.sourceline,
                text=text[:40],
            ),
            code="bad_amount",
        )
    return number


def _maybe_day(node: Node, *paths: str) -> date | None:
    text = _text(node, *paths)
    return _read_day(node, text) if text else None


def _day(node: Node, *paths: str) -> date:
    return _read_day(node, _text(node, *paths))


def _read_day(node: Node, text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise UnreadableStatement(
            Message(
                gettext_noop("Line %(line)s: “%(text)s” is not a date."), line=node.sourceline, text=text[:40]
            ),
            code="bad_date",
        ) from None
