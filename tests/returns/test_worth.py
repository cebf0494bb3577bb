"""What comes back, or is taken off the price of what stays, was not sold: a won deal is worth so much less."""

from __future__ import annotations

from decimal import Decimal

import pytest

from polku.access.logic import Actor
from polku.billing.actions import credit, discard, draft_from_shipped, draft_prepayment, issue
from polku.billing.actions.crediting import is_credited
from polku.billing.logic.incoming import CreditLine
from polku.billing.models import Invoice
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.kernel.errors import Invalid, Refused
from polku.kernel.money import Money
from polku.orders.models import Order
from polku.payments.actions import receive, refund, undo_match, write_off
from polku.payments.logic.incoming import NewReceipt
from polku.payments.models import Allocation, Item, Receipt
from polku.returns.actions import settle_return
from tests.billing.conftest import Bill
from tests.conftest import NOW
from tests.returns.conftest import Back, pay
from tests.returns.sums import balance, left_open, sound


def test_it_follows_credits_of_an_amount_and_goods_that_came_back(
    delivered: Order, paid: Invoice, back: Back, deal: Deal, admin: Actor
) -> None:
    def value() -> int | None:
        return Deal.objects.get(id=deal.id).value_minor

    line = paid.lines.get()
    assert value() == 100000
    note = credit(paid.id, [CreditLine(line.id, amount_minor=5000)], reason="Late", actor=admin, at=NOW)
    assert (note.net_minor, value()) == (5000, 100000)  # a draft says nothing yet
    three = back(delivered, 3, "credit")
    settle_return(three.id, actor=admin, at=NOW)
    assert value() == 70000
    credit(paid.id, [CreditLine(line.id, Decimal(7))], reason="Wrong name", at_once=True, actor=admin, at=NOW)
    assert value() == 70000  # billed anew under another name, still sold
    rest = back(delivered, 7, "exchange")
    settle_return(rest.id, actor=admin, at=NOW)
    assert value() == 70000
    told = Event.objects.filter(case_id=deal.id, kind="deals.deal_revalued")
    assert [row.payload["value_minor"] for row in told] == [70000]


def test_no_more_is_taken_off_a_line_than_is_left_of_it(
    delivered: Order, paid: Invoice, back: Back, deal: Deal, admin: Actor
) -> None:
    off = [CreditLine(paid.lines.get().id, amount_minor=5000)]
    credit(paid.id, off, reason="Late", at_once=True, actor=admin, at=NOW)
    assert Deal.objects.get(id=deal.id).value_minor == 95000
    settle_return(back(delivered, 10, "refund").id, actor=admin, at=NOW)
    assert Deal.objects.get(id=deal.id).value_minor == 0


def test_a_part_that_comes_back_is_worth_what_it_was_sold_for_in_the_end(
    delivered: Order, paid: Invoice, back: Back, deal: Deal, admin: Actor
) -> None:
    def off(minor: int, *, at_once: bool = True) -> Invoice:
        wish = [CreditLine(paid.lines.get().id, amount_minor=minor)]
        return credit(paid.id, wish, reason="Late", at_once=at_once, actor=admin, at=NOW)

    def given() -> tuple[Decimal, int]:
        settle_return(back(delivered, 3, "refund").id, actor=admin, at=NOW)
        line = Invoice.objects.latest("id").lines.get()
        return line.unit_price, line.net_minor

    draft = off(10000, at_once=False)  # says nothing yet
    assert given() == (Decimal(100), 30000)
    discard([draft.id], actor=admin, at=NOW)
    off(5000)
    assert given() == (Decimal("92.857143"), 27857)
    assert Deal.objects.get(id=deal.id).value_minor == 100000 - 30000 - 5000 - 27857
    off(1000)
    assert given() == (Decimal("90.3575"), 27107)
    assert Deal.objects.get(id=deal.id).value_minor == 10000 - 964
    settle_return(back(delivered, 1, "refund").id, actor=admin, at=NOW)
    assert (Deal.objects.get(id=deal.id).value_minor, left_open(delivered)) == (0, [])
    assert sum(row.net_minor for row in paid.credit_notes.all()) == paid.net_minor
    sound()


def test_what_was_given_up_of_a_bill_is_not_paid_back(
    delivered: Order, bill: Bill, back: Back, admin: Actor
) -> None:
    invoice = bill(delivered)
    item = Item.objects.get(invoice=invoice)
    half = NewReceipt(Money(75500, "EUR"), NOW.date(), order_id=delivered.id, invoice_ids=(invoice.id,))
    receive([half], actor=admin, at=NOW)
    write_off(item.id, actor=admin, at=NOW)
    settle_return(back(delivered, 3, "refund").id, actor=admin, at=NOW)
    item.refresh_from_db()
    assert (Receipt.objects.filter(outgoing=True).count(), item.open_minor) == (0, 0)
    assert (balance("bad_debt"), balance("receivable")) == (50000 - 37650, 0)
    settle_return(back(delivered, 7, "refund").id, actor=admin, at=NOW)
    assert Receipt.objects.get(outgoing=True).amount_minor == 75500
    assert (balance("bad_debt"), balance("receivable"), left_open(delivered)) == (0, 0, [])
    sound()


def test_an_advance_that_never_came_is_not_paid_back_by_the_bill_that_took_it_off(
    delivered: Order, back: Back, admin: Actor
) -> None:
    advance = draft_prepayment(delivered.id, percent=Decimal(30), actor=admin, at=NOW)
    issue([advance.id], actor=admin, at=NOW)
    advance.refresh_from_db()
    write_off(Item.objects.get(invoice=advance).id, actor=admin, at=NOW)
    (rest,) = draft_from_shipped([delivered.id], actor=admin, at=NOW)
    assert rest.invoice is not None
    issue([rest.invoice.id], actor=admin, at=NOW)
    pay(rest.invoice, admin)
    settle_return(back(delivered, 2, "refund").id, actor=admin, at=NOW)
    assert (Receipt.objects.filter(outgoing=True).count(), balance("bad_debt")) == (0, 37650 - 25100)
    settle_return(back(delivered, 8, "refund").id, actor=admin, at=NOW)
    assert Receipt.objects.get(outgoing=True).amount_minor == rest.invoice.payable_minor
    assert (balance("bad_debt"), balance("receivable"), left_open(delivered)) == (0, 0, [])
    note = Item.objects.filter(kind="credit_note").order_by("id")[0]
    undo_match(Allocation.objects.get(credit=note, undone_at=None).id, actor=admin, at=NOW)
    with pytest.raises(Refused, match=f"The bill {advance.number} is not paid"):
        refund(note.id, actor=admin, at=NOW)
    sound()


def test_a_credit_note_is_not_paid_back_while_its_bill_is_open(
    delivered: Order, bill: Bill, admin: Actor
) -> None:
    invoice = bill(delivered)
    note = credit(invoice.id, reason="Late", at_once=True, actor=admin, at=NOW)
    undo_match(Allocation.objects.get().id, actor=admin, at=NOW)
    with pytest.raises(Refused, match=f"The bill {invoice.number} is not paid"):
        refund(Item.objects.get(invoice=note).id, actor=admin, at=NOW)


def test_what_was_paid_in_advance_and_came_off_a_bill_is_not_given_back_too(
    delivered: Order, admin: Actor
) -> None:
    advance = draft_prepayment(delivered.id, percent=Decimal(30), actor=admin, at=NOW)
    issue([advance.id], actor=admin, at=NOW)
    draft = credit(advance.id, reason="Late", actor=admin, at=NOW)
    (whole,) = draft_from_shipped([delivered.id], actor=admin, at=NOW)
    assert whole.invoice is not None
    assert whole.invoice.gross_minor == 125500  # the draft gives the advance back
    discard([draft.id, whole.invoice.id], actor=admin, at=NOW)
    (rest,) = draft_from_shipped([delivered.id], actor=admin, at=NOW)
    assert rest.invoice is not None
    assert rest.invoice.gross_minor == 125500 - 37650
    with pytest.raises(Refused, match="is left to give back"):
        credit(advance.id, reason="Late", actor=admin, at=NOW)
    issue([rest.invoice.id], actor=admin, at=NOW)
    off = CreditLine(advance.lines.get().id, amount_minor=1)
    with pytest.raises(Invalid, match=r"At most 0\.00"):
        credit(advance.id, [off], reason="Late", actor=admin, at=NOW)
    assert not is_credited(Invoice.objects.get(id=advance.id))
    credit(rest.invoice.id, reason="Anew", at_once=True, actor=admin, at=NOW)
    note = credit(advance.id, reason="Anew", at_once=True, actor=admin, at=NOW)
    assert (note.gross_minor, balance("receivable")) == (37650, 0)
