"""Posting: in a batch, numbered without gaps, balanced."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from polku.access.logic import SYSTEM
from polku.books.actions import Line, NewEntry, post, reverse
from polku.books.logic.entries import Unbalanced
from polku.books.models import Account, Entry, Posting
from polku.company.actions import set_rate, update_company
from polku.company.queries import company
from polku.db.transactions import write
from polku.eventlog.events import Via
from polku.kernel.errors import Invalid, NotFound, Refused
from polku.kernel.money import Money
from tests.books.conftest import Post, eur, sale
from tests.conftest import NOW, People

TODAY = date(2026, 11, 20)


def test_an_entry_is_posted_with_its_lines_and_the_door_it_came_through(people: People) -> None:
    actor = people.actor("alice", Via.API)
    [entry_id] = post([sale(12_345, deal_id=4, customer_id=7, source=("invoice", 9))], actor=actor, at=NOW)
    entry = Entry.objects.get(id=entry_id)
    assert (entry.year_id, entry.number, entry.period_id, entry.posted_at) == (2026, 1, 202611, NOW)
    assert (entry.by_id, entry.via, entry.source_type, entry.source_id) == (people.alice.id, 1, "invoice", 9)
    lines = Posting.objects.filter(entry_id=entry_id).order_by("id")
    told = [(one.account.role, one.debit, one.amount_minor, one.company_minor, one.deal_id) for one in lines]
    assert told == [("receivable", True, 12_345, 12_345, 4), ("revenue_goods", False, 12_345, 12_345, 4)]


def test_the_ready_chart_is_installed_at_first_use(posted: Post) -> None:
    assert Account.objects.count() == 0
    posted()
    assert Account.objects.get(role="receivable").name.to("fi") == "Myyntisaamiset"


def test_numbers_run_without_a_gap_in_each_year(people: People) -> None:
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2025, 3, 1), date(2026, 2, 1), date(2026, 3, 1)]
    post([sale(day=day) for day in days], actor=SYSTEM, at=NOW)
    post([sale(day=date(2025, 1, 1))], actor=SYSTEM, at=NOW)
    numbers = list(Entry.objects.order_by("id").values_list("year_id", "number"))
    assert numbers == [(2025, 1), (2026, 1), (2025, 2), (2026, 2), (2026, 3), (2025, 3)]


def test_a_posting_that_fails_leaves_no_gap(posted: Post) -> None:
    posted()
    with pytest.raises(Refused), write():
        _post_and_fail()
    posted()
    assert list(Entry.objects.order_by("id").values_list("number", flat=True)) == [1, 2]


def _post_and_fail() -> None:
    post([sale()], actor=SYSTEM, at=NOW)
    raise Refused


def test_entries_of_one_transaction_are_numbered_together_at_its_end(posted: Post) -> None:
    posted()
    with write():
        [first] = post([sale()], actor=SYSTEM, at=NOW)
        [second] = post([sale()], actor=SYSTEM, at=NOW)
        assert Entry.objects.filter(posted_at=None).count() == 2
    assert list(Entry.objects.filter(id__in=[first, second]).values_list("number", flat=True)) == [2, 3]


def _statements(entries: int) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        post([sale(100 + n) for n in range(entries)], actor=SYSTEM, at=NOW)
    return sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for one in seen)


def test_a_thousand_entries_take_no_more_statements_than_one(posted: Post) -> None:
    posted()
    many = (
        6 if connection.vendor == "sqlite" else 8
    )  # more than 40 rows take their numbers first, and go in by COPY
    assert (_statements(1), _statements(1000), _statements(100)) == (6, many, many)


@pytest.mark.parametrize("difference", [1, -1])
def test_an_entry_that_does_not_balance_is_refused_by_the_difference(people: People, difference: int) -> None:
    lines = (Line("receivable", debit=eur(100 + difference)), Line("revenue_goods", credit=eur(100)))
    with pytest.raises(Unbalanced, match=f"{difference / 100:.2f} EUR"):
        post([NewEntry(date=TODAY, kind="invoice", lines=lines)], actor=SYSTEM, at=NOW)
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (Line("receivable", debit=eur(-100)), "never negative"),
        (Line("receivable", debit=eur(100), credit=eur(100)), "either debited or credited"),
        (Line("receivable"), "either debited or credited"),
        (Line(debit=eur(100)), "by role or by code"),
        (Line("receivable", "1100", debit=eur(100)), "by role or by code"),
        (Line("gold", debit=eur(100)), "No account has the role “gold”"),
        (Line(account="9999", debit=eur(100)), "There is no account 9999"),
        (Line("receivable", debit=eur(100), company_minor=99), "the same"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused_with_the_reason(people: People, line: Line, why: str) -> None:
    lines = (line, Line("revenue_goods", credit=eur(100)))
    with pytest.raises(Invalid, match=why):
        post([NewEntry(date=TODAY, kind="invoice", lines=lines)], actor=SYSTEM, at=NOW)


def test_an_entry_of_one_line_is_refused(people: People) -> None:
    with pytest.raises(Invalid, match="at least two lines"):
        post([NewEntry(date=TODAY, kind="x", lines=[Line("bank", debit=eur(0))])], actor=SYSTEM, at=NOW)


@pytest.fixture
def dollars(people: People) -> None:
    """A dollar is worth 0.90 euro, and 0.95 from the tenth on."""
    from decimal import Decimal

    for day, rate in ((1, "0.90"), (10, "0.95")):
        set_rate(
            currency="USD", from_date=date(2026, 11, day), rate=Decimal(rate), actor_id=None, via=Via.CLI, at=NOW
        )  # fmt: skip


def test_foreign_lines_are_converted_at_the_rate_of_the_day_without_losing_a_cent(dollars: None) -> None:
    thirds = [Line("revenue_goods", credit=Money(minor, "USD")) for minor in (3333, 3333, 3335)]
    entry = NewEntry(
        date=date(2026, 11, 2),
        kind="invoice",
        lines=[Line("receivable", debit=Money(10_001, "USD")), *thirds],
    )
    post([entry], actor=SYSTEM, at=NOW)
    debit = list(Posting.objects.filter(debit=True).values_list("company_minor", flat=True))
    credit = list(Posting.objects.filter(debit=False).values_list("company_minor", flat=True))
    assert (debit, sum(credit)) == ([9001], 9001)


def test_a_hundred_dollars_at_ninety_paid_at_ninety_five_book_five_euros(dollars: None) -> None:
    usd = Money(10_000, "USD")
    invoice = NewEntry(
        date=date(2026, 11, 2), kind="invoice",
        lines=[Line("receivable", debit=usd), Line("revenue_goods", credit=usd)],
    )  # fmt: skip
    receipt = NewEntry(
        date=date(2026, 11, 12), kind="receipt",
        lines=[
            Line("bank", debit=usd, company_minor=9500),
            Line("receivable", credit=usd, company_minor=9000),
            Line("fx_gain", credit=Money(0, "USD"), company_minor=500),
        ],
    )  # fmt: skip
    post([invoice, receipt], actor=SYSTEM, at=NOW)
    gain = Posting.objects.get(account__role="fx_gain")
    assert (gain.amount_minor, gain.company_minor) == (0, 500)


def test_without_a_rate_a_foreign_amount_is_refused(people: People) -> None:
    pln = Money(100, "PLN")
    lines = [Line("receivable", debit=pln), Line("revenue_goods", credit=pln)]
    with pytest.raises(Invalid, match="no exchange rate for PLN on 2026-11-20"):
        post([NewEntry(date=TODAY, kind="invoice", lines=lines)], actor=SYSTEM, at=NOW)


def test_a_reversal_is_the_same_on_the_other_side(posted: Post) -> None:
    entry_id = posted(customer_id=3, source=("invoice", 8))
    [taken] = reverse([entry_id], actor=SYSTEM, at=NOW)
    row = Entry.objects.get(id=taken)
    assert (row.reverses_id, row.kind, row.source_id, row.number) == (entry_id, "reversal", 8, 2)
    lines = (
        Posting.objects.filter(entry_id=taken)
        .order_by("id")
        .values_list("account__role", "debit", "customer_id")
    )
    assert list(lines) == [("receivable", False, 3), ("revenue_goods", True, 3)]


def test_an_entry_is_reversed_once(posted: Post) -> None:
    entry_id = posted()
    reverse([entry_id], actor=SYSTEM, at=NOW)
    with pytest.raises(Refused, match="reversed before"):
        reverse([entry_id], actor=SYSTEM, at=NOW)
    with pytest.raises(NotFound):
        reverse([entry_id + 100], actor=SYSTEM, at=NOW)


def test_the_companys_currency_stays_once_something_was_posted(people: People, posted: Post) -> None:
    firm = company()
    update_company(firm, actor_id=None, via=Via.CLI, at=NOW, currency="SEK")
    update_company(company(), actor_id=None, via=Via.CLI, at=NOW, currency="EUR")
    posted()
    with pytest.raises(Invalid, match="the books are kept in it") as told:
        update_company(company(), actor_id=None, via=Via.CLI, at=NOW, currency="SEK")
    assert told.value.code == "currency_locked"
