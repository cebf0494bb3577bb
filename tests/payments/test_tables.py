"""Tables of the bank (CSV): columns guessed, shown, remembered; balances that follow; long files in the background."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from polku.billing.queries import settings as billing
from polku.jobs.models import Job
from polku.jobs.runner import run_pending
from polku.kernel.errors import Invalid, Message
from polku.payments.actions import files, take_statement
from polku.payments.logic.statements import UnreadableStatement
from polku.payments.logic.statements.tables import Reading, from_table, is_table, look
from polku.payments.models import Item, PaymentRules, Receipt, Statement, StatementFile, StatementLine
from tests.conftest import NOW, People
from tests.payments.conftest import Bill
from tests.payments.mt940 import statement
from tests.payments.test_pages import browser, text

ACCOUNT = "FI2112345600000785"
NORDIC = (
    "Tilinumero;FI21 1234 5600 0007 85;;;;;\n\n"
    "Kirjauspäivä;Arvopäivä;Määrä EUROA;Saaja/Maksaja;Viitenumero;Viesti;Saldo\n"
    "20.11.2026;20.11.2026;1 119,80;Dora Oy;RF18539007547034;INV-2026-0001;1 219,80\n"
    "21.11.2026;21.11.2026;-19,80;Pankki;;Palvelumaksu;1 200,00\n"
).encode()
GERMAN = (
    "Buchungstag;Valutadatum;Auftraggeber;Verwendungszweck;Soll;Haben;Währung;Kontostand\n"
    "21.11.26;21.11.26;Bank;Gebühr;5,00;;EUR;115,00\n20.11.26;20.11.26;Dora;Rechnung 7;;120,00;EUR;120,00\n"
).encode("cp1252")
ENGLISH = (
    b"Date,Amount,Debit/Credit,Description\n11/23/2026,12.50,D,Fee\n11/24/2026,100.00,C,INV-1\n,,,Total\n"
)


def read(folder: Path, raw: bytes, **changes: Any) -> Any:
    path = folder / "x.csv"
    path.write_bytes(raw)
    table = look(path, currency="EUR", account=ACCOUNT)
    return from_table(path, Reading.of(table.reading.as_dict() | changes))


def test_a_table_below_other_lines_is_found_with_its_account(tmp_path: Path) -> None:
    found = read(tmp_path, NORDIC)
    assert (found.account, found.currency, found.warnings) == (ACCOUNT, "EUR", ())
    assert (found.opening.amount, found.closing.amount) == (Decimal("100.00"), Decimal("1200.00"))
    first, fee = found.bookings
    assert (first.amount, first.booked, first.name) == (Decimal("1119.80"), date(2026, 11, 20), "Dora Oy")
    assert (first.reference, first.text, fee.amount) == (
        "RF18539007547034",
        "INV-2026-0001",
        Decimal("-19.80"),
    )


def test_two_columns_of_amounts_and_rows_that_run_backwards_are_understood(tmp_path: Path) -> None:
    found = read(tmp_path, GERMAN)
    assert [one.amount for one in found.bookings] == [Decimal("-5.00"), Decimal("120.00")]
    assert (found.opening.amount, found.closing.amount, found.warnings) == (0, Decimal("115.00"), ())


def test_a_column_that_says_in_or_out_and_a_sum_at_the_end_are_understood(tmp_path: Path) -> None:
    found = read(tmp_path, ENGLISH)
    assert [one.amount for one in found.bookings] == [Decimal("-12.50"), Decimal("100.00")]
    assert found.bookings[0].booked == date(2026, 11, 23)


def test_a_balance_that_does_not_follow_is_a_warning(tmp_path: Path) -> None:
    found = read(tmp_path, NORDIC.replace(b"1 200,00", b"1 300,00"))
    assert found.warnings == (
        Message("The balance does not follow from the amounts, first in booking %(row)s.", row=2),
    )


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (NORDIC.replace(b"21.11.2026;21.11.2026", b"31.02.2026;21.11.2026"), "bad_date"),
        (NORDIC.replace(b"-19,80", b"a lot"), "bad_amount"),
        (NORDIC.replace(b"-19,80", b"-19,805"), "too_many_decimals"),
        (NORDIC.replace(b"-19,80", b"-19,80\x00"), "nul"),
        (b"Date,Amount\n", "no_statement"),
        (b"Date,Name\n2026-11-20,Dora\n", "columns_missing"),
    ],
)
def test_what_can_not_be_read_is_refused_and_named(tmp_path: Path, raw: bytes, code: str) -> None:
    with pytest.raises(UnreadableStatement) as told:
        read(tmp_path, raw, order="dmy" if b"Kirjaus" in raw else "ymd")
    assert told.value.code == code


def test_formats_made_for_statements_are_no_tables() -> None:
    assert [is_table(raw) for raw in (statement((1, "A", "B")), b"\xef\xbb\xbf <Document/>", ENGLISH)] == [
        False,
        False,
        True,
    ]


def test_columns_are_shown_once_told_and_remembered(bill: Bill, people: People) -> None:
    desk, due = browser(people.admin), bill(111_980)
    upload = {"file": SimpleUploadedFile("tili.csv", NORDIC)}
    answer = desk.post("/payments/bank/statements/", upload)
    row = StatementFile.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/payments/bank/files/{row.id}/")
    page = text(desk.get(f"/payments/bank/files/{row.id}/"))
    assert ("Määrä EUROA" in page, f'value="{ACCOUNT}"' in page, StatementLine.objects.count()) == (
        True,
        True,
        0,
    )
    form = row.reading["columns"] | {
        "order": "dmy", "decimal": ",", "own_account": ACCOUNT, "own_currency": "EUR"
    }  # fmt: skip
    wrong = desk.post(f"/payments/bank/files/{row.id}/", form | {"date": ""})
    assert (wrong.status_code, "Say which columns hold the day" in text(wrong)) == (422, True)
    assert desk.post(f"/payments/bank/files/{row.id}/", form).status_code == 303
    assert desk.get(f"/payments/bank/files/{row.id}/").status_code == 303
    assert f"The payer named {due.number}." in text(desk.get("/payments/bank/"))
    more = NORDIC.replace(b"20.11.2026", b"22.11.2026").replace(b"21.11.2026", b"23.11.2026")
    again = desk.post("/payments/bank/statements/", {"file": SimpleUploadedFile("tili2.csv", more)})
    assert (again["Location"], Statement.objects.count()) == ("/payments/bank/", 2)


def test_a_file_is_thrown_away_and_a_broken_one_leaves_nothing(people: People) -> None:
    desk, admin = browser(people.admin), people.actor("admin")
    row = files.bring_file(b"When,What,Much\n20.11.2026,Rent,5\n", name="x.csv", actor=admin, at=NOW)
    assert desk.post(f"/payments/bank/files/{row.id}/removal/").status_code == 303
    with pytest.raises(Invalid):
        files.bring_file(b"<html></html>", name="x.xml", actor=admin, at=NOW)
    assert StatementFile.objects.count() == 0


def test_the_api_reads_a_table_whose_headings_say_all(people: People) -> None:
    (taken,) = take_statement(NORDIC, name="x.csv", actor=people.actor("admin"), at=NOW)
    (again,) = take_statement(NORDIC, name="y.csv", actor=people.actor("admin"), at=NOW)
    assert (taken.statement.account, taken.statement.closing_minor, again.known) == (ACCOUNT, 120_000, True)
    billing.forget()
    with pytest.raises(UnreadableStatement):
        take_statement(ENGLISH, actor=people.actor("admin"), at=NOW)


def test_a_long_file_is_read_in_the_background_and_tells_how_far_it_is(
    bill: Bill, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "AT_ONCE_BYTES", 10)
    PaymentRules.objects.create(match_sure=True)
    desk: Client = browser(people.admin)
    bills = [bill(1000 + place) for place in range(3)]
    raw = statement(*((one.open_minor, "Dora Oy", one.number) for one in bills))
    desk.post("/payments/bank/statements/", {"file": SimpleUploadedFile("x.sta", raw)})
    row = StatementFile.objects.get()
    assert (row.state, "progress" in text(desk.get(f"/payments/bank/files/{row.id}/"))) == ("reading", True)
    assert desk.get(f"/payments/bank/files/{row.id}/progress/").status_code == 200
    assert run_pending(timezone.now()) == 1
    row.refresh_from_db()
    assert (row.state, row.lines, row.matched, Receipt.objects.count()) == ("done", 3, 3, 3)
    assert Job.objects.get(kind=files.JOB).done == 0
    assert Item.objects.filter(side="debit", open_minor__gt=0).count() == 0
    assert (
        desk.get(f"/payments/bank/files/{row.id}/progress/")["HX-Redirect"]
        == f"/payments/bank/files/{row.id}/"
    )
