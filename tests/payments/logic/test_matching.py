"""Bookings find the bills they pay, with a score and reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from polku.documents.logic.payment import rf_reference
from polku.payments.logic.matching import Incoming, Matcher, OpenBill, OpenLetter, is_sure

BILL = OpenBill(
    1, "INV-2026-0042", 11980, "EUR", 7, "Nosto Oy", due=date(2026, 11, 20), issued=date(2026, 11, 6)
)
PAID = Incoming(1, 11980, "EUR", date(2026, 11, 19), text="Lasku INV 2026 0042 kiitos", name="NOSTO OY")


def test_a_payment_that_names_its_bill_is_sure() -> None:
    (found,) = Matcher([BILL, replace(BILL, item_id=2, number="INV-2026-0043", open_minor=500)]).suggest(PAID)
    assert (found.item_id, found.score, found.amount_minor) == (1, 100, 11980)
    assert is_sure([found], PAID.amount_minor)
    assert [str(reason) for reason in found.reasons] == [
        "The payer named INV-2026-0042.",
        "The amount is exactly what is open.",
        "The payer's name is like Nosto Oy.",
        "It came about when the bill was due.",
    ]


def test_the_amount_alone_is_told_and_never_sure() -> None:
    bills = [replace(BILL, item_id=number, number=f"X-{number}", customer_name="") for number in (1, 2)]
    found = Matcher(bills).suggest(replace(PAID, text="", name=""))
    assert [one.item_id for one in found] == [1, 2]
    assert not is_sure(found, PAID.amount_minor)


def test_a_part_of_a_named_bill_is_matched_as_a_part() -> None:
    (found,) = Matcher([BILL]).suggest(replace(PAID, amount_minor=5000))
    assert (found.amount_minor, is_sure([found], 5000)) == (5000, True)


def test_a_bill_with_what_a_reminder_asked_for_on_top_is_as_sure() -> None:
    reminded = replace(BILL, on_top=frozenset({500, 700}))
    (found,) = Matcher([reminded]).suggest(replace(PAID, amount_minor=12680))
    assert (found.score, found.amount_minor, found.charge_minor) == (100, 11980, 700)
    assert is_sure([found], 12680)
    assert "It is exactly what is open and what a reminder asked for on top." in map(str, found.reasons)
    (found,) = Matcher([reminded]).suggest(replace(PAID, amount_minor=12500))
    assert (found.charge_minor, is_sure([found], 12500)) == (0, False)


def test_a_part_of_the_one_open_bill_of_the_payer_is_told_and_never_sure() -> None:
    part = replace(PAID, amount_minor=5000, text="", name="NOSTO")
    (found,) = Matcher([BILL]).suggest(part)
    assert (found.score, found.amount_minor, is_sure([found], 5000)) == (15 + 15 + 5, 5000, False)
    assert [str(reason) for reason in found.reasons] == [
        "It is less than what is open.",
        "The payer's name is like Nosto Oy.",
        "It came about when the bill was due.",
        "Nothing else of Nosto Oy is open.",
    ]
    dollars = replace(BILL, item_id=2, currency="USD")
    assert len(Matcher([BILL, dollars]).suggest(part)) == 1
    assert Matcher([BILL, replace(dollars, currency="EUR")]).suggest(part) == []
    assert Matcher([BILL]).suggest(replace(part, name="")) == []
    person = replace(BILL, customer_name="Maija Virtanen")
    assert len(Matcher([person]).suggest(replace(part, name="VIRTANEN MAIJA"))) == 1


def test_all_bills_of_a_reminder_are_told_as_one_and_never_sure() -> None:
    other = replace(BILL, item_id=2, number="INV-2026-0043", open_minor=500, accounts=("FI2112345600000785",))
    letters = [OpenLetter(frozenset({1, 2}), on_top=700), OpenLetter(frozenset({1, 9}))]
    matcher = Matcher([BILL, other], letters)
    both = replace(
        PAID, amount_minor=12480, text="INV-2026-0042, INV-2026-0043", account="FI2112345600000785"
    )
    found = matcher.suggest(both)
    assert [(one.item_ids, one.charge_minor) for one in found] == [((1, 2), 0), ((2,), 0), ((1,), 0)]
    assert (found[0].score, found[0].amount_minor, found[0].others) == (100, 11980, ((2, 500),))
    assert not is_sure(found[:1], both.amount_minor)
    assert [str(reason) for reason in found[0].reasons][:2] == [
        "The payer named INV-2026-0042, INV-2026-0043.",
        "It is exactly what is open of the bills of one reminder: INV-2026-0042, INV-2026-0043.",
    ]
    (found_with_fee,) = matcher.suggest(replace(PAID, amount_minor=13180, text=""))
    assert (found_with_fee.item_ids, found_with_fee.charge_minor, found_with_fee.score) == ((1, 2), 700, 60)
    assert "and what comes on top" in str(found_with_fee.reasons[0])
    assert matcher.suggest(replace(PAID, amount_minor=12479, text="")) == []


def test_an_account_that_paid_before_counts() -> None:
    known = replace(BILL, accounts=("FI21 1234 5600 0007 85",))
    (found,) = Matcher([known]).suggest(replace(PAID, text="", name="", account="FI2112345600000785"))
    assert found.score == 25 + 15 + 5


def test_another_currency_is_never_suggested() -> None:
    assert Matcher([BILL]).suggest(replace(PAID, currency="USD")) == []


def test_nothing_in_common_is_nothing() -> None:
    assert Matcher([BILL]).suggest(Incoming(1, 1, "EUR", date(2026, 1, 1), text="Rent")) == []


def test_the_reference_that_our_papers_ask_for_names_the_bill() -> None:
    asked = rf_reference(BILL.number)
    for told in ({"reference": asked}, {"text": f"Ref {asked[:4]} {asked[4:8]} {asked[8:12]} {asked[12:]}"}):
        (found,) = Matcher([BILL]).suggest(replace(PAID, **({"text": "", "name": "C. Zhiming"} | told)))
        assert str(found.reasons[0]) == "The payer named INV-2026-0042."
        assert found.score == 60 + 25 + 5
