"""What was shipped is billed once, numbered without gaps, booked to the cent and never changed again."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from polku.access.logic import Actor
from polku.billing.actions import (
    credit,
    discard,
    draft_from_shipped,
    draft_prepayment,
    issue,
    record_invoices,
)
from polku.billing.actions.billing import bill_orders, bill_prepayment
from polku.billing.logic.incoming import CreditLine, PastInvoice
from polku.billing.models import Invoice, InvoiceLine, TaxSubtotal
from polku.books.actions import close_period
from polku.books.models import Entry, Posting
from polku.books.queries import trial_balance, vat_report
from polku.catalogue.models import Product
from polku.company.models import ExchangeRate
from polku.eventlog.models import Event
from polku.kernel.errors import Invalid, NotAllowed, Refused
from polku.orders.actions import cancel_orders, waive
from polku.orders.models import Order
from polku.orders.queries import progress
from polku.process.facts import load
from polku.stock.actions import deliver_services
from tests.billing.conftest import Bill, send_out
from tests.conftest import NOW, People
from tests.stock.conftest import Ask
from tests.stock.test_shipping import FREIGHT


def balance(role: str) -> int:
    """Credits less debits of an account."""
    rows = Posting.objects.filter(account__role=role).values_list("debit", "company_minor")
    return sum(-minor if debit else minor for debit, minor in rows)


def test_what_was_shipped_is_billed_once(shipped: Order, bill: Bill, admin: Actor) -> None:
    invoice = bill(shipped)
    assert (invoice.number, invoice.net_minor, invoice.tax_minor) == ("INV-2026-0001", 30000, 7650)
    assert (invoice.issue_date, invoice.due_date) == (date(2026, 11, 20), date(2026, 12, 4))
    (again,) = draft_from_shipped([shipped.id], actor=admin, at=NOW)
    assert again.error is not None
    assert again.error.code == "nothing_to_bill"
    (found,) = progress([shipped])
    assert (found.billed, found.billed_minor, found.lines[0].to_bill) == (1, 37650, 0)


def test_it_is_booked_by_kind_with_tax(
    chairs: Product, goods: dict[str, Product], ask: Ask, admin: Actor, bill: Bill
) -> None:
    order = ask((chairs, 2), (goods["FIT"], 1), FREIGHT)
    send_out(order, admin)
    deliver_services(order.id, actor=admin, at=NOW)
    invoice = bill(order)
    assert invoice.net_minor == 20000 + 6000 + 1500
    assert (balance("receivable"), balance("revenue_goods")) == (-invoice.gross_minor, 20000)
    assert (balance("revenue_services"), balance("freight")) == (6000, 1500)
    assert balance("vat_output") == invoice.tax_minor
    (row,) = vat_report(admin, date_from=date(2026, 11, 1), date_to=date(2026, 11, 30)).sales
    assert (row.tax_key, row.base_minor, row.tax_minor) == ("S:25.5", invoice.net_minor, invoice.tax_minor)
    assert trial_balance(admin).difference_minor == 0
    assert Posting.objects.get(account__role="revenue_goods").product_id == chairs.id


def test_a_second_shipment_is_a_second_invoice_of_the_chain(
    chairs: Product, ask: Ask, admin: Actor, bill: Bill
) -> None:
    order = ask((chairs, 5))
    send_out(order, admin, first=2)
    first = bill(order)
    send_out(order, admin)
    second = bill(order)
    assert (first.net_minor, second.net_minor) == (20000, 30000)
    assert (second.chain, second.chain_place) == ("INV-2026-", 2)
    assert (first.previous_digest, second.previous_digest) == ("", first.digest)


def test_a_draft_bills_too_until_it_is_discarded(shipped: Order, admin: Actor) -> None:
    (made,) = draft_from_shipped([shipped.id], actor=admin, at=NOW)
    (again,) = draft_from_shipped([shipped.id], actor=admin, at=NOW)
    assert isinstance(again.error, Refused)
    assert made.invoice is not None
    assert discard([made.invoice.id], actor=admin, at=NOW)[0].error is None
    (fresh,) = draft_from_shipped([shipped.id], actor=admin, at=NOW)
    assert fresh.invoice is not None
    issue([fresh.invoice.id], actor=admin, at=NOW)
    assert isinstance(discard([fresh.invoice.id], actor=admin, at=NOW)[0].error, Refused)
    assert [one.number for one in Invoice.objects.all()] == ["INV-2026-0001"]


def test_a_whole_prepayment_leaves_nothing_to_bill(
    chairs: Product, ask: Ask, admin: Actor, deal: object
) -> None:
    order = ask((chairs, 3))
    draft = draft_prepayment(order.id, actor=admin, at=NOW)
    issue([draft.id], actor=admin, at=NOW)
    assert load(["prepayment_billed", "all_billed"], [order.deal_id])[order.deal_id] == {
        "prepayment_billed": True,
        "all_billed": True,
    }
    send_out(order, admin)
    (after,) = draft_from_shipped([order.id], actor=admin, at=NOW)
    assert after.error is not None
    assert after.error.code == "nothing_to_bill"


def test_a_part_in_advance_comes_off_what_ships_later(
    chairs: Product, ask: Ask, admin: Actor, bill: Bill
) -> None:
    order = ask((chairs, 3))
    draft = draft_prepayment(order.id, percent=Decimal(30), actor=admin, at=NOW)
    issue([draft.id], actor=admin, at=NOW)
    assert (draft.gross_minor, balance("prepayments")) == (11295, 9000)
    with pytest.raises(Refused, match=r"Only 263\.55 EUR"):
        draft_prepayment(order.id, amount_minor=30000, actor=admin, at=NOW)
    send_out(order, admin, first=1)
    first = bill(order)
    assert (first.net_minor, first.gross_minor) == (1000, 1255)
    send_out(order, admin)
    second = bill(order)
    assert draft.gross_minor + first.gross_minor + second.gross_minor == order.gross_minor
    assert (balance("prepayments"), balance("revenue_goods"), balance("vat_output")) == (0, 30000, 7650)


def test_what_ships_later_is_billed_at_once_though_a_part_was_paid_in_advance(
    chairs: Product, ask: Ask, admin: Actor
) -> None:
    order = ask((chairs, 3))
    bill_prepayment(order.id, percent=Decimal(30), issue_now=True, actor=admin, at=NOW)
    send_out(order, admin)
    (done,) = bill_orders([order.id], issue_now=True, actor=admin, at=NOW)
    assert done.invoice is not None
    assert (done.invoice.gross_minor, done.invoice.snapshot["lines"][1]["discount_percent"]) == (26355, "0")


def test_a_part_in_advance_is_one_of_what_is_still_sold(chairs: Product, ask: Ask, admin: Actor) -> None:
    order = ask((chairs, 3))
    waive(order.lines.get().id, Decimal(1), reason="One is enough", actor=admin, at=NOW)
    draft = draft_prepayment(order.id, percent=Decimal(50), actor=admin, at=NOW)
    issue([draft.id], actor=admin, at=NOW)
    assert draft.net_minor * 3 == order.net_minor
    with pytest.raises(Refused, match=r"Only 125\.50 EUR"):
        draft_prepayment(order.id, amount_minor=12551, actor=admin, at=NOW)


def test_a_credit_note_gives_back_revenue_and_tax(
    shipped: Order, bill: Bill, admin: Actor, deal: object
) -> None:
    invoice = bill(shipped)
    (line,) = invoice.lines.all()
    part = credit(invoice.id, [CreditLine(line.id, Decimal(1))], reason="Scratched", actor=admin, at=NOW)
    issue([part.id], actor=admin, at=NOW)
    part.refresh_from_db()
    assert (part.number, part.gross_minor) == ("CN-2026-0001", 12550)
    assert part.snapshot["corrects"] == {"number": invoice.number, "issue_date": "2026-11-20"}
    assert (balance("revenue_goods"), balance("vat_output")) == (20000, 5100)
    assert load(["all_billed"], [invoice.deal_id])[invoice.deal_id]["all_billed"] is False
    with pytest.raises(Invalid, match="At most 2"):
        credit(invoice.id, [CreditLine(line.id, Decimal(3))], reason="All", actor=admin, at=NOW)
    amount = credit(
        invoice.id, [CreditLine(line.id, amount_minor=500)], reason="Late", at_once=True, actor=admin, at=NOW
    )
    rest = credit(invoice.id, reason="All back", at_once=True, actor=admin, at=NOW)
    assert part.gross_minor + amount.gross_minor + rest.gross_minor == invoice.gross_minor
    assert (balance("receivable"), balance("revenue_goods"), balance("vat_output")) == (0, 0, 0)
    with pytest.raises(Refused, match="left to give back"):
        credit(invoice.id, reason="Again", actor=admin, at=NOW)


def test_what_is_issued_is_frozen_in_the_database(shipped: Order, bill: Bill) -> None:
    invoice = bill(shipped)
    (line,) = invoice.lines.all()
    wrongs = (
        lambda: Invoice.objects.update(net_minor=1, gross_minor=1 + invoice.tax_minor),
        lambda: Invoice.objects.update(number="INV-1"),
        lambda: Invoice.objects.update(digest=""),
        lambda: Invoice.objects.update(issued_at=None),
        lambda: InvoiceLine.objects.update(description="Air"),
        lambda: InvoiceLine.objects.filter(id=line.id).delete(),
        lambda: TaxSubtotal.objects.update(tax_minor=0),
        lambda: TaxSubtotal.objects.all().delete(),
        lambda: InvoiceLine.objects.create(
            invoice=invoice, position=2, kind="goods", quantity=1, unit_price=1, tax_category="S", net_minor=1
        ),
        lambda: Invoice.objects.all()._raw_delete("default"),
    )
    for wrong in wrongs:
        with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
            wrong()
    Invoice.objects.update(sent_at=NOW)


def test_a_closed_month_refuses_the_whole(shipped: Order, admin: Actor) -> None:
    (made,) = draft_from_shipped([shipped.id], actor=admin, at=NOW)
    assert made.invoice is not None
    close_period(202611, reason="Done", actor=admin, at=NOW)
    with pytest.raises(Refused, match="closed"):
        issue([made.invoice.id], actor=admin, at=NOW)
    assert Invoice.objects.get().number is None
    assert not TaxSubtotal.objects.exists()


def test_many_orders_take_as_many_statements_as_one(
    chairs: Product, ask: Ask, admin: Actor, django_assert_num_queries: object
) -> None:
    orders = [ask((chairs, 1)) for _ in range(4)]
    for order in orders:
        send_out(order, admin)

    def statements(ids: list[int]) -> int:
        from django.test.utils import CaptureQueriesContext

        made = draft_from_shipped(ids, actor=admin, at=NOW)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            issue([one.invoice.id for one in made if one.invoice], actor=admin, at=NOW)
        others = ("SAVEPOINT", "books_account", "payments_", "process_", "search_")
        found = [one["sql"] for one in captured if not any(word in one["sql"] for word in others)]
        assert len(found) <= 14 or len(ids) < 1, "\n".join(sql[:150] for sql in found)
        return len(found)

    statements([orders[0].id])
    assert statements([orders[1].id]) == statements([one.id for one in orders[2:]])


def test_invoices_of_the_past_bring_numbers_and_dates(chairs: Product, ask: Ask, admin: Actor) -> None:
    first, second = ask((chairs, 1)), ask((chairs, 2))
    rows = [
        PastInvoice(first.id, date(2025, 3, 1), number="A-7"),
        PastInvoice(second.id, date(2025, 3, 2)),
        PastInvoice(second.id, date(2025, 3, 2), number="A-7"),
        PastInvoice(second.id, date(2026, 3, 2), number="INV-2026-0001"),
    ]
    done = record_invoices(rows, actor=admin, at=NOW)
    assert [one.invoice.number if one.invoice else one.error.code for one in done if one] == [
        "A-7",
        "INV-2025-0001",
        "taken",
        "taken",
    ]
    assert Entry.objects.filter(kind="invoice", history=True, date__year=2025).count() == 2
    assert set(Event.objects.filter(kind="billing.invoice_issued").values_list("history", flat=True)) == {
        True
    }
    assert trial_balance(admin).difference_minor == 0


def test_a_foreign_invoice_is_booked_at_the_rate_of_its_day(
    chairs: Product, ask: Ask, admin: Actor, bill: Bill
) -> None:
    from polku.catalogue.logic.lines import AskedLine

    ExchangeRate.objects.create(currency="USD", from_date=date(2026, 1, 1), rate_millionths=903_333)
    line = AskedLine(
        product_id=chairs.id, quantity=Decimal(3), unit_price=Decimal("33.33"), tax_percent=Decimal("25.5")
    )
    order = ask(line, currency="USD")
    send_out(order, admin)
    invoice = bill(order)
    assert (invoice.net_minor, invoice.company_net_minor) == (9999, 9032)
    assert balance("receivable") == -invoice.company_gross_minor
    assert balance("vat_output") == invoice.company_tax_minor == TaxSubtotal.objects.get().company_tax_minor
    ExchangeRate.objects.create(currency="USD", from_date=date(2026, 11, 21), rate_millionths=950_000)
    credit(invoice.id, reason="All back", at_once=True, actor=admin, at=NOW + timedelta(days=2))
    assert (balance("receivable"), balance("vat_output"), balance("revenue_goods")) == (0, 0, 0)
    assert trial_balance(admin).difference_minor == 0


def test_a_billed_order_is_not_called_off(shipped: Order, chairs: Product, ask: Ask, admin: Actor) -> None:
    order = ask((chairs, 1))
    draft_prepayment(order.id, actor=admin, at=NOW)
    (done,) = cancel_orders([order.id], reason="No", actor=admin, at=NOW)
    assert "It is billed" in str(done.error)


def test_others_neither_see_nor_issue(shipped: Order, bill: Bill, people: People) -> None:
    (made,) = draft_from_shipped([shipped.id], actor=people.actor("alice"), at=NOW)
    assert made.invoice is not None
    assert not Invoice.objects.visible_to(people.actor("charlie")).exists()
    with pytest.raises(NotAllowed):
        issue([made.invoice.id], actor=people.actor("alice"), at=NOW)
    (none,) = draft_from_shipped([shipped.id], actor=people.actor("charlie"), at=NOW)
    assert none.invoice is None
