"""A bank statement of the made-up company, as its bank would send it (camt.053). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

IBAN = "FI2112345600000785"
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"


@dataclass(frozen=True)
class Booking:
    """Money that came (or, below zero, went): cents, who, and what they wrote."""

    minor: int
    name: str
    text: str


def statement(bookings: Sequence[Booking], *, on: date, opening: int, number: int) -> bytes:
    """The file of one day; its closing balance follows from the opening one."""
    closing = opening + sum(one.minor for one in bookings)
    balances = _balance("OPBD", opening, on) + _balance("CLBD", closing, on)
    entries = "".join(_entry(one, on, place) for place, one in enumerate(bookings, start=1))
    account = f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
    body = f"<Stmt><Id>{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb>{account}{balances}{entries}</Stmt>"
    text = f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{NAMESPACE}"><BkToCstmrStmt>{body}'
    return f"{text}</BkToCstmrStmt></Document>".encode()


def _amount(minor: int) -> str:
    mark = "CRDT" if minor >= 0 else "DBIT"
    return f'<Amt Ccy="EUR">{abs(minor) // 100}.{abs(minor) % 100:02}</Amt><CdtDbtInd>{mark}</CdtDbtInd>'


def _balance(code: str, minor: int, on: date) -> str:
    kind = f"<Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
    return f"<Bal>{kind}{_amount(minor)}<Dt><Dt>{on}</Dt></Dt></Bal>"


def _entry(one: Booking, on: date, place: int) -> str:
    other = "Dbtr" if one.minor >= 0 else "Cdtr"
    party = f"<RltdPties><{other}><Nm>{escape(one.name)}</Nm></{other}></RltdPties>"
    words = f"<RmtInf><Ustrd>{escape(one.text)}</Ustrd></RmtInf>"
    days = f"<BookgDt><Dt>{on}</Dt></BookgDt><ValDt><Dt>{on}</Dt></ValDt>"
    details = f"<NtryDtls><TxDtls>{party}{words}</TxDtls></NtryDtls>"
    reference = f"<AcctSvcrRef>A{on:%y%m%d}{place:03}</AcctSvcrRef>"
    return f"<Ntry>{_amount(one.minor)}<Sts>BOOK</Sts>{days}{reference}{details}</Ntry>"
