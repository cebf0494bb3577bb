"""A bank statement is taken once; its bookings become payments, and can wait again."""

from __future__ import annotations

import pytest

from polku.files.models import File
from polku.kernel.errors import Invalid, NotAllowed, Refused
from polku.payments.actions import Confirmation, Taken, confirm_line, ignore_line, take_statement, undo_line
from polku.payments.models import Item, PaymentRules, Receipt, Statement, StatementLine
from polku.payments.queries.suggesting import suggestions
from tests.conftest import NOW, People
from tests.payments.conftest import Bill
from tests.payments.mt940 import statement


def take(people: People, raw: bytes) -> Taken:
    (taken,) = take_statement(raw, name="bank.sta", actor=people.actor("admin"), at=NOW)
    return taken


def line(taken: Taken, place: int = 1) -> StatementLine:
    return StatementLine.objects.get(statement=taken.statement, position=place)


def test_a_statement_is_taken_once_and_its_file_kept(people: People) -> None:
    raw = statement((11980, "Dora Oy", "INV-2026-0001"), (-500, "Bank", "Fee"))
    first, again = take(people, raw), take(people, raw)
    assert (first.known, again.known, first.statement.id) == (False, True, again.statement.id)
    assert (Statement.objects.count(), File.objects.count()) == (1, 1)
    assert (first.statement.closing_minor, first.statement.warnings) == (11480, [])
    assert list(StatementLine.objects.values_list("amount_minor", "name")) == [
        (11980, "Dora Oy"),
        (-500, "Bank"),
    ]


def test_more_decimals_than_the_currency_has_are_refused_and_harmless_zeros_not(people: People) -> None:
    raw = statement((11980, "Dora Oy", "x"))
    assert take(people, raw.replace(b"119,80", b"119,8000")).statement.closing_minor == 11980
    with pytest.raises(Invalid, match="decimals"):
        take(people, raw.replace(b"119,80", b"119,801"))
    assert Statement.objects.count() == 1


def test_a_booking_is_confirmed_with_the_bill_it_names_and_can_wait_again(bill: Bill, people: People) -> None:
    due, admin = bill(11980), people.actor("admin")
    bill(500)
    one = line(take(people, statement((11980, "DORA OY", f"Lasku {due.number} kiitos"))))
    found = suggestions([one], actor=admin)[one.id]
    assert (found[0].item_id, found[0].score) == (due.id, 100)
    made = confirm_line(Confirmation(one.id, ((due.id, None),)), actor=admin, at=NOW)
    assert (made.payer_name, made.order_id, made.customer_id) == ("DORA OY", due.order_id, due.customer_id)
    assert Item.objects.get(id=due.id).open_minor == 0
    with pytest.raises(Refused, match="settled"):
        confirm_line(Confirmation(one.id), actor=admin, at=NOW)
    undo_line(one.id, reason="Wrong", actor=admin, at=NOW)
    assert Item.objects.get(id=due.id).open_minor == 11980
    confirm_line(Confirmation(one.id, customer_id=due.customer_id), actor=admin, at=NOW)
    assert Receipt.objects.filter(reversed_at=None).get().item.open_minor == 11980


def test_what_is_no_payment_is_set_aside_with_a_reason(people: People) -> None:
    fee, admin = line(take(people, statement((-500, "Bank", "Fee")))), people.actor("admin")
    with pytest.raises(Refused, match="went out"):
        confirm_line(Confirmation(fee.id), actor=admin, at=NOW)
    with pytest.raises(Invalid):
        ignore_line(fee.id, reason=" ", actor=admin, at=NOW)
    ignore_line(fee.id, reason="Fee of the bank", actor=admin, at=NOW)
    with pytest.raises(Refused):
        ignore_line(fee.id, reason="Again", actor=admin, at=NOW)
    assert undo_line(fee.id, reason="x", actor=admin, at=NOW).ignored_at is None
    with pytest.raises(Refused, match="waits"):
        undo_line(fee.id, reason="x", actor=admin, at=NOW)


def test_sure_matches_are_made_at_once_where_the_rules_say_so(bill: Bill, people: People) -> None:
    PaymentRules.objects.create(match_sure=True)
    sure, twice = bill(11980), bill(7000)
    taken = take(
        people,
        statement(
            (11980, "Dora Oy", sure.number),
            (7000, "Dora Oy", twice.number),
            (7000, "Dora Oy", f"{twice.number} again"),
            (100, "Nobody", "Rent"),
        ),
    )
    assert taken.matched == 1
    assert list(Item.objects.filter(id__in=[sure.id, twice.id]).values_list("open_minor", flat=True)) == [
        0,
        7000,
    ]


def test_sellers_take_no_statements(people: People) -> None:
    with pytest.raises(NotAllowed):
        take_statement(statement(), actor=people.actor("alice"), at=NOW)
