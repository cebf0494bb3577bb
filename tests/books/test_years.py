"""A year is closed once: its result goes into equity, its months take nothing more, its reports stay; and back."""

from datetime import date

import pytest

from polku.access.logic import SYSTEM, Actor
from polku.billing.queries.drafts import keep_open
from polku.books import queries, registry
from polku.books.actions import Line, NewEntry, close_period, close_year, post, reopen_year
from polku.books.checks import entries_balance, kept_sums_are_right, numbers_have_no_gap
from polku.books.models import Entry, Period
from polku.books.queries.years import years
from polku.eventlog.models import Event
from polku.kernel.errors import Invalid, Message, NotAllowed, Refused
from polku.kernel.money import Money
from tests.books.conftest import Post, eur, sale
from tests.conftest import NOW, People
from tests.kept import kept

LAST = (date(2025, 1, 1), date(2025, 12, 31))


@kept
def last_year(frida: Actor) -> int:
    """100.00 earned and 30.00 spent in 2025 with a gain of exchange of 5.00; 40.00 earned in 2026."""
    cost = (Line("cost_of_goods", debit=eur(3_000)), Line("inventory", credit=eur(3_000)))
    usd = Money(10_000, "USD")
    gain = (
        Line("bank", debit=usd, company_minor=9_500),
        Line("receivable", credit=usd, company_minor=9_000),
        Line("fx_gain", credit=Money(0, "USD"), company_minor=500),
    )
    entries = [
        sale(10_000, date(2025, 5, 5), deal_id=4),
        NewEntry(date(2025, 6, 6), "shipment", cost),
        NewEntry(date(2025, 7, 7), "receipt", gain),
        sale(4_000, date(2026, 2, 2)),
    ]
    return post(entries, actor=SYSTEM, at=NOW)[0]


def results(actor: Actor) -> tuple[int, int, int]:
    """The profit by month, the profit by deal, the balance of earlier results, all of 2025."""
    monthly = queries.monthly(actor, date_from=LAST[0], date_to=LAST[1])
    by_deal = queries.profit(actor, by="deal", date_from=LAST[0], date_to=LAST[1])
    retained = queries.ledger(actor, "3100", date_to=LAST[1]).closing_minor
    return queries.sums.result_minor(monthly), sum(one.profit_minor for one in by_deal), retained


def test_a_closed_year_has_its_result_in_equity_and_its_reports_unchanged(
    last_year: int, frida: Actor
) -> None:
    assert results(frida) == (7_500, 7_500, 0)
    assert close_year(2025, reason="Audited", actor=frida, at=NOW) == 7_500
    assert results(frida) == (7_500, 7_500, -7_500)
    told = queries.trial_balance(frida, date_from=date(2026, 1, 1))
    assert [(one.account.code, one.opening_minor) for one in told.rows if one.opening_minor] == [
        ("1000", 9_500), ("1100", 1_000), ("1200", -3_000), ("3100", -7_500),
    ]  # fmt: skip
    with pytest.raises(Refused, match="2025-12 are closed"):
        post([sale(day=LAST[1])], actor=SYSTEM, at=NOW)
    rows = {one.number: (one.result_minor, one.is_closed) for one in years(frida, NOW.date())}
    assert rows == {2026: (4_000, False), 2025: (7_500, True)}
    assert [*entries_balance(), *numbers_have_no_gap(), *kept_sums_are_right()] == []


def test_it_is_opened_again_by_a_reversal_and_closed_a_second_time(last_year: int, frida: Actor) -> None:
    close_year(2025, reason="Audited", actor=frida, at=NOW)
    reopen_year(2025, reason="A late bill", actor=frida, at=NOW)
    assert results(frida) == (7_500, 7_500, 0)
    assert list(Period.objects.filter(closed_at=None).values_list("id", flat=True))[:1] == [202512]
    post([sale(2_500, LAST[1])], actor=SYSTEM, at=NOW)
    assert close_year(2025, reason="Now", actor=frida, at=NOW) == 10_000
    assert results(frida) == (10_000, 10_000, -10_000)
    entry = Entry.objects.filter(kind="year_end").order_by("id")[0]
    assert (entry.reversed_by.date, entry.reversed_by.text) == (LAST[1], "A late bill")
    kinds = Event.objects.filter(subject_type="books_year").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["books.year_closed", "books.year_reopened", "books.year_closed"]


def test_the_rows_behind_a_profit_do_not_hold_the_year_end(last_year: int, frida: Actor) -> None:
    close_year(2025, reason="Audited", actor=frida, at=NOW)
    rows = queries.postings(frida, date_from=LAST[0], date_to=LAST[1], results=True)
    assert [(one.account.code, one.company_minor) for one in rows] == [
        ("4000", 10_000), ("5000", 3_000), ("4800", 500),
    ]  # fmt: skip


def test_a_year_whose_months_are_closed_already_is_closed_too(last_year: int, frida: Actor) -> None:
    close_period(202512, reason="Month by month", actor=frida, at=NOW)
    assert close_year(2025, reason="Audited", actor=frida, at=NOW) == 7_500
    assert Period.objects.get(id=202512).is_closed


def test_a_year_is_refused_with_all_that_is_to_be_done_before(last_year: int, frida: Actor) -> None:
    drafts, bills = Message("2 invoices are drafts."), Message("A bill waits.")
    with (
        registry.hindrances.holding("a", lambda end: [drafts]),
        registry.hindrances.holding("b", lambda end: [bills]),
        pytest.raises(Refused, match="2 invoices are drafts") as told,
    ):
        close_year(2025, reason="x", actor=frida, at=NOW)
    assert (told.value.code, told.value.unmet) == ("year_not_ready", [bills])
    assert registry.hindrances.get("invoices") is keep_open


@pytest.mark.parametrize(("year", "why"), [(2026, "not over yet"), (2024, "earlier|closed|")])
def test_only_a_year_that_is_over_is_closed(last_year: int, frida: Actor, year: int, why: str) -> None:
    if year == 2026:
        with pytest.raises(Refused, match=why):
            close_year(year, reason="x", actor=frida, at=NOW)
    else:
        assert close_year(year, reason="Nothing happened", actor=frida, at=NOW) == 0


def test_years_are_closed_in_their_order_and_opened_backwards(posted: Post, frida: Actor) -> None:
    posted(day=date(2024, 3, 3))
    posted(day=date(2025, 3, 3))
    with pytest.raises(Refused, match="An earlier year holds a result"):
        close_year(2025, reason="x", actor=frida, at=NOW)
    close_year(2024, reason="x", actor=frida, at=NOW)
    close_year(2025, reason="x", actor=frida, at=NOW)
    with pytest.raises(Refused, match="The year 2025 is closed already"):
        close_year(2025, reason="x", actor=frida, at=NOW)
    with pytest.raises(Refused, match="Open the year 2025 first"):
        reopen_year(2024, reason="x", actor=frida, at=NOW)
    with pytest.raises(Refused, match="This year is open"):
        reopen_year(2023, reason="x", actor=frida, at=NOW)


def test_closing_a_year_needs_the_right_and_a_reason(posted: Post, people: People, frida: Actor) -> None:
    posted(day=date(2025, 3, 3))
    with pytest.raises(NotAllowed):
        close_year(2025, reason="x", actor=people.actor("alice"), at=NOW)
    with pytest.raises(Invalid, match="Say why"):
        close_year(2025, reason=" ", actor=frida, at=NOW)
    assert Entry.objects.count() == 1
