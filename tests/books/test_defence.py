"""The books defend themselves in the database: whoever writes SQL past the product is refused, on both engines."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from polku.books.actions import close_period
from polku.books.checks import entries_balance
from polku.books.models import Account, Entry, Posting
from polku.db import guards
from tests.books.conftest import Post
from tests.conftest import NOW

_KEPT = "year_id, number, period_id, date, kind, source_type, text_key, text, via, history"
SQLITE_ONLY = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="runs on SQLite only: PostgreSQL has no REPLACE"
)


def _run(sql: str, *parameters: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def _refused(sql: str, *parameters: object) -> None:
    with pytest.raises(DatabaseError, match="refused"):
        _run(sql, *parameters)


@pytest.fixture
def opened(posted: Post) -> int:
    """An entry that was born open by SQL, beside one that is posted."""
    posted()
    _run(
        "INSERT INTO books_entry (year_id, period_id, date, kind, source_type, text_key, text, via, history) "
        "VALUES (2026, 202611, '2026-11-20', 'x', '', '', '', 0, %s)",
        False,
    )
    return Entry.objects.get(posted_at=None).id


def _line(entry_id: int, minor: int, *, debit: bool, **other: object) -> None:
    values = {
        "entry_id": entry_id, "account_id": Account.objects.first().id, "date": "2026-11-20", "debit": debit,
        "amount_minor": minor, "currency": "EUR", "company_minor": minor, "tax_key": "", "campaign": "",
    } | {name: value for name, value in other.items() if value is not None}  # fmt: skip
    holders = ", ".join(["%s"] * len(values))
    _run(f"INSERT INTO books_posting ({', '.join(values)}) VALUES ({holders})", *values.values())


def _post(entry_id: int, **also: object) -> None:
    sets = "".join(f", {name} = %s" for name in also)
    sql = f"UPDATE books_entry SET number = 2, posted_at = %s{sets} WHERE id = %s"
    _run(sql, connection.ops.adapt_datetimefield_value(NOW), *also.values(), entry_id)


def test_an_entry_that_balances_is_posted_by_sql_too(opened: int) -> None:
    _line(opened, 100, debit=True)
    _line(opened, 100, debit=False)
    _post(opened)
    assert Entry.objects.filter(posted_at=None).count() == 0


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "fewer than two lines"),
        ([(0, True)], "fewer than two lines"),
        ([(100, True), (99, False)], "debit and credit differ in amount_minor"),
        ([(100, True), (100, True)], "debit and credit differ in amount_minor"),
        ([(100, True, "EUR"), (100, False, "USD", 100)], "debit and credit differ in amount_minor"),
        ([(100, True, "USD", 90), (100, False, "USD", 91)], "debit and credit differ in company_minor"),
        ([(100, True, "EUR", None, "2026-11-19"), (100, False)], "a line has another date"),
    ],
)
def test_an_entry_that_is_wrong_is_not_posted(opened: int, lines: list[tuple], why: str) -> None:
    for minor, debit, *more in lines:
        _line(
            opened, minor, debit=debit, **dict(zip(("currency", "company_minor", "date"), more, strict=False))
        )
    with pytest.raises(DatabaseError, match=why):
        _post(opened)


def test_a_negative_amount_is_not_even_written(opened: int) -> None:
    with pytest.raises(DatabaseError, match="posting_amount_positive"):
        _line(opened, -1, debit=True)
    with pytest.raises(DatabaseError, match="posting_company_positive"):
        _line(opened, 1, debit=True, company_minor=-1)


@pytest.mark.parametrize(
    ("also", "why"),
    [
        ({"period_id": 202610}, "its period is another month"),
        ({"date": "2026-10-20", "period_id": 202611}, "another"),
        ({"id": 4711}, "it keeps its id"),
    ],
)
def test_an_entry_is_posted_into_the_month_of_its_day(opened: int, also: dict[str, object], why: str) -> None:
    _line(opened, 100, debit=True)
    _line(opened, 100, debit=False)
    with pytest.raises(DatabaseError, match=why):
        _post(opened, **also)


def test_nothing_is_posted_into_a_closed_month(opened: int, frida: object) -> None:
    _line(opened, 100, debit=True)
    _line(opened, 100, debit=False)
    close_period(202611, reason="Year end", actor=frida, at=NOW)
    with pytest.raises(DatabaseError, match="its period is closed"):
        _post(opened)


def test_no_entry_is_born_posted(posted: Post) -> None:
    posted()
    columns = _KEPT.replace("number", "posted_at")
    _refused(f"INSERT INTO books_entry ({columns}, number) SELECT {columns}, 2 FROM books_entry")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE books_entry SET posted_at = NULL",
        "UPDATE books_entry SET date = '2026-11-21'",
        "UPDATE books_entry SET number = 7",
        "UPDATE books_entry SET text = 'another'",
        "UPDATE books_entry SET id = id + 1",
        "UPDATE books_entry SET reverses_id = id",
        "DELETE FROM books_entry",
        "UPDATE books_posting SET company_minor = company_minor + 1",
        "UPDATE books_posting SET debit = NOT debit",
        "UPDATE books_posting SET entry_id = entry_id",
        "DELETE FROM books_posting",
        "DELETE FROM books_posting WHERE NOT debit",
        "UPDATE books_periodchange SET reason = 'another'",
    ],
)
def test_what_is_posted_is_never_changed_or_taken_away(posted: Post, sql: str, frida: object) -> None:
    posted()
    close_period(202610, reason="Done", actor=frida, at=NOW)
    before = (list(Entry.objects.values()), list(Posting.objects.values()))
    _refused(sql)
    assert (list(Entry.objects.values()), list(Posting.objects.values())) == before


def test_no_line_is_added_to_a_posted_entry(posted: Post) -> None:
    entry_id = posted()
    with pytest.raises(DatabaseError, match="refused"):
        _line(entry_id, 100, debit=True)
    with pytest.raises(DatabaseError, match="refused"):
        _line(entry_id + 999, 100, debit=True)


@pytest.mark.postgres
@pytest.mark.parametrize("sql", ["TRUNCATE books_entry CASCADE", "TRUNCATE books_posting"])
def test_nothing_is_truncated(posted: Post, sql: str) -> None:
    posted()
    connection.check_constraints()  # what is deferred would refuse it too
    _refused(sql)


@SQLITE_ONLY
@pytest.mark.parametrize(
    "sql",
    [
        "REPLACE INTO books_entry SELECT * FROM books_entry",
        "REPLACE INTO books_posting SELECT * FROM books_posting",
        f"INSERT OR REPLACE INTO books_entry (id, {_KEPT}) SELECT id, {_KEPT} FROM books_entry",
        f"INSERT OR REPLACE INTO books_entry ({_KEPT}) SELECT {_KEPT} FROM books_entry",
        "UPDATE OR REPLACE books_entry SET posted_at = NULL",
        "UPDATE OR REPLACE books_posting SET company_minor = 0",
    ],
)  # fmt: skip
def test_nothing_is_replaced(posted: Post, sql: str) -> None:
    posted()
    before = (list(Entry.objects.values()), list(Posting.objects.values()))
    _refused(sql)
    assert (list(Entry.objects.values()), list(Posting.objects.values())) == before


@SQLITE_ONLY
def test_an_open_entry_does_not_take_the_place_of_a_posted_one(opened: int) -> None:
    posted_id = Entry.objects.exclude(posted_at=None).get().id
    _refused("UPDATE OR REPLACE books_entry SET id = %s WHERE id = %s", posted_id, opened)
    _refused("UPDATE OR REPLACE books_entry SET number = 1 WHERE id = %s", opened)


def test_an_account_that_was_used_is_not_deleted(posted: Post) -> None:
    posted()
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE" if connection.vendor == "postgresql" else "SELECT 1")
    with pytest.raises(DatabaseError):
        _delete_used_account()


def _delete_used_account() -> None:
    with transaction.atomic():
        _run("DELETE FROM books_account WHERE role = 'receivable'")
        connection.check_constraints()


def test_every_guard_of_the_books_is_there_and_missed_when_it_is_gone(posted: Post) -> None:
    posted()
    names = [name for name in _names() if "books_" in name]
    assert len(names) == {"sqlite": 13, "postgresql": 12}[connection.vendor]
    on = "" if connection.vendor == "sqlite" else " ON books_posting"
    _run(f'DROP TRIGGER "polku_ledger_books_posting_add"{on}')
    assert [name for name in guards.missing() if "books_" in name] == ["polku_ledger_books_posting_add"]
    guards.install()
    assert [name for name in guards.missing() if "books_" in name] == []


def _names() -> list[str]:
    return [name for guard in guards._guards.values() for name in guard.names]


def test_an_entry_left_open_is_found_by_the_check(opened: int) -> None:
    assert list(entries_balance()) == [f"entry {opened} was begun and never posted"]


def test_dates_are_those_of_the_calendar(posted: Post) -> None:
    assert Entry.objects.get(id=posted(day=date(2024, 2, 29))).period_id == 202402
