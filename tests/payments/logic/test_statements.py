"""Bank statements are read in full, or refused with the reason."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.environment import data_folder

from polku.payments.logic.statements import UnreadableStatement, read

FOLDER = (data_folder() or Path()) / "bank-statements"
FILES = sorted(FOLDER.glob("*/*"))
# Cuttings of single fields that tell of no account, and files that were broken on purpose.
REFUSED = {
    "camt053.v2.wrong.xml": "no statement",
    "betterplace__sepa_snippet_broken.sta": "second account",
    "self-provided__invalid_statement.sta": "neither",
    "betterplace__currency_in_25.sta": "no balance and no booking",
    "cmxl__account_identification_iban.sta": "no balance and no booking",
    "cmxl__account_identification_legacy.sta": "no balance and no booking",
    "self-provided__account_identification.sta": "no balance and no booking",
} | dict.fromkeys(
    (
        *(
            f"betterplace__{name}.sta"
            for name in ("amount_formats", "empty_86", "empty_entry_date", "empty_line")
        ),
        "betterplace__missing_crlf_at_end.sta",
        *(
            f"cmxl__{name}.sta"
            for name in ("account_balance_credit", "account_balance_debit", "available_balance")
        ),
        *(f"cmxl__{name}.sta" for name in ("closing_balance", "reference", "statement_details")),
        *(f"cmxl__{name}.sta" for name in ("statement_line", "statement_number")),
        "self-provided__empty_non_swift.sta",
        "self-provided__sparkassen.sta",
    ),
    "no account",
)


@pytest.mark.data
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_booking_of_a_file_is_read_or_the_file_refused(path: Path) -> None:
    raw = path.read_bytes()
    if why := REFUSED.get(path.name):
        with pytest.raises(UnreadableStatement, match=why):
            read(raw)
        return
    statements = read(raw)
    written = re.findall(rb"^:61:" if path.suffix == ".sta" else rb"<Ntry>", raw, re.MULTILINE)
    assert sum(len(one.bookings) for one in statements) == len(written)
    for one in statements:
        assert [booking for booking in one.bookings if len(booking.currency) != 3] == []
        told = sum((booking.amount for booking in one.bookings), Decimal(0))
        if one.opening and one.closing and not one.warnings:
            assert one.opening.amount + told == one.closing.amount


@pytest.mark.data
def test_a_closing_balance_that_does_not_follow_is_a_warning() -> None:
    (statement,) = read((FOLDER / "mt940" / "jejik__triodos.sta").read_bytes())
    (warning,) = statement.warnings
    assert str(warning) == (
        "The closing balance 4370.79 does not follow: opening balance and bookings make 4259.39."
    )
    assert len(statement.bookings) == 2


@pytest.mark.data
def test_twenty_six_statements_of_a_year_follow_each_other() -> None:
    statements = read((FOLDER / "mt940" / "betterplace__sepa_mt9401.sta").read_bytes())
    assert (len(statements), sum(len(one.bookings) for one in statements)) == (26, 97)
    assert [one.warnings for one in statements] == [()] * 26


@pytest.mark.data
def test_what_the_payer_wrote_is_found_in_each_custom() -> None:
    german = read((FOLDER / "mt940" / "betterplace__sepa_snippet.sta").read_bytes())[0].bookings[0]
    assert (german.reference, german.name) == ("EndToEndId TFNR 22 004 00001", "KARL KAUFMANN")
    assert (german.text, german.account) == ("Verw CTSc-01 BC-PPP TFNr 22 004", "DE14508800500194785000")
    dutch = read((FOLDER / "mt940" / "jejik__rabobank-iban.sta").read_bytes())[0].bookings[0]
    assert (dutch.amount, dutch.name) == (Decimal("-25.00"), "CONTRA ACCOUNT HOLDER")
    camt = read((FOLDER / "camt053" / "camt053.v8.xml").read_bytes())[0].bookings[0]
    assert (camt.amount, camt.reference) == (Decimal("8.85"), "4654654654654654")
    assert (camt.booked, camt.name) == (date(2014, 12, 31), "NAME NAME")


STATEMENT = (
    b"<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>FI1</IBAN></Id></Acct>"
    b'<Ntry><Amt Ccy="EUR">%s</Amt></Ntry></Stmt></BkToCstmrStmt></Document>'
)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "neither"),
        (b"<a", "well-formed"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "document type"),
        (b":20:1\n:25:FI1\n:60F:C261101EUR1,00\n:61:nonsense\n", "Line 4"),
        (b":20:1\n:25:FI1\n:60F:C261301EUR1,00\n", "not a date"),
        (b":20:1\n:25:FI1\n:60F:nothing\n", "not a balance"),
        (b":20:1\n:25:FI1\n:86:a\x00b\n", "neither"),
        (STATEMENT % b"1_0.00", "not an amount"),
        (STATEMENT % b"1e2", "not an amount"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_line(raw: bytes, why: str) -> None:
    with pytest.raises(UnreadableStatement, match=why):
        read(raw)


def test_a_reversed_credit_takes_money_away() -> None:
    (statement,) = read(
        b":20:1\n:25:FI1\n:60F:C261101EUR10,\n:61:2611021102RC4,00NTRFX\n:61:2611021102RD1,50NTRFX\n:62F:C261102EUR7,5\n"
    )
    assert [one.amount for one in statement.bookings] == [Decimal("-4.00"), Decimal("1.50")]
    assert statement.warnings == ()


def test_a_day_of_booking_takes_the_year_nearest_to_its_value() -> None:
    (statement,) = read(b":20:1\n:25:FI1\n:60F:C261231EUR0,\n:61:2701011231C4,00NTRFX\n:62F:C270101EUR4,\n")
    assert statement.bookings[0].booked == date(2026, 12, 31)
