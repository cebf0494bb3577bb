"""A rate of VAT that changes after the order: each part is taxed by the day it left, an advance by its own."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from polku.access.logic import Actor
from polku.billing.actions import credit, draft_from_shipped
from polku.billing.actions.billing import bill_orders, bill_prepayment
from polku.billing.actions.settings import change_settings
from polku.billing.checks import postings_are_those_of_documents
from polku.billing.models import Invoice
from polku.books.models import Posting
from polku.books.queries import trial_balance, vat_report
from polku.catalogue.actions.taxes import state_tax_rate
from polku.catalogue.models import Product, TaxClass
from polku.company.models import Company, ExchangeRate
from polku.company.queries import forget
from polku.orders.models import Order
from polku.orders.papering import confirmation_data
from polku.stock.actions import deliver_services, pick, ship
from tests.billing.test_concurrency import HOUR
from tests.conftest import NOW
from tests.stock.conftest import Ask

BEFORE, AFTER = NOW + timedelta(days=1), NOW + timedelta(days=20)


@pytest.fixture
def rising(chairs: Product, admin: Actor) -> Product:
    """Chairs, taxed with 25.5 % now and with 27 % from December on."""
    Company.objects.update(country="FI")
    forget()
    standard = TaxClass.objects.get(key="standard")
    state_tax_rate(
        tax_class_id=standard.id, country="FI", percent=Decimal(27), from_date=date(2026, 12, 1), actor=admin, at=NOW
    )  # fmt: skip
    return chairs


def left(order: Order, quantity: int, at: datetime, actor: Actor) -> None:
    wanted = {order.lines.get().id: Decimal(quantity)}
    ship(pick(order.id, quantities=wanted, actor=actor, at=at).id, actor=actor, at=at)


def billed(order: Order, at: datetime, actor: Actor) -> Invoice:
    (done,) = bill_orders([order.id], issue_now=True, actor=actor, at=at)
    assert done.invoice is not None, done.error
    return done.invoice


def parts(invoice: Invoice) -> list[tuple[str, int, int]]:
    rows = invoice.lines.order_by("position")
    return [(f"{one.tax_percent.normalize():f}", one.net_minor, one.tax_minor) for one in rows]


def test_each_part_is_taxed_by_the_day_it_left(rising: Product, ask: Ask, admin: Actor) -> None:
    order = ask((rising, 5))
    left(order, 2, BEFORE, admin)
    first = billed(order, BEFORE, admin)
    assert parts(first) == [("25.5", 20000, 5100)]
    left(order, 3, AFTER, admin)
    assert parts(billed(order, AFTER, admin)) == [("27", 30000, 8100)]
    (again,) = draft_from_shipped([order.id], actor=admin, at=AFTER)
    assert again.error is not None
    note = credit(first.id, None, reason="Late", at_once=True, actor=admin, at=AFTER)
    assert parts(note) == [("25.5", 20000, 5100)]
    report = vat_report(admin, date_from=AFTER.date(), date_to=AFTER.date())
    assert [(row.tax_key, row.base_minor, row.tax_minor) for row in report.sales] == [
        ("S:25.5", -20000, -5100),
        ("S:27", 30000, 8100),
    ]


def test_the_paper_of_the_order_says_that_its_rate_changes(rising: Product, ask: Ask) -> None:
    order = ask((rising, 1))
    data = confirmation_data(order, list(order.lines.all()), on=NOW.date())
    assert data["tax"]["note"].startswith("VAT is 27% from 1 December 2026 on")


def test_one_bill_of_both_sides_of_the_change_has_both_rates(rising: Product, ask: Ask, admin: Actor) -> None:
    order = ask((rising, 5))
    left(order, 2, BEFORE, admin)
    left(order, 3, AFTER, admin)
    invoice = billed(order, AFTER, admin)
    assert parts(invoice) == [("25.5", 20000, 5100), ("27", 30000, 8100)]
    assert (invoice.net_minor, invoice.gross_minor) == (50000, 63200)


def test_what_was_paid_in_advance_keeps_its_tax(rising: Product, ask: Ask, admin: Actor) -> None:
    order = ask((rising, 5))
    advance = bill_prepayment(order.id, percent=Decimal(30), issue_now=True, actor=admin, at=BEFORE)
    assert parts(advance) == [("25.5", 15000, 3825)]
    later = bill_prepayment(order.id, percent=Decimal(10), issue_now=True, actor=admin, at=AFTER)
    assert parts(later) == [("27", 5000, 1350)]
    left(order, 5, AFTER, admin)
    final = billed(order, AFTER, admin)
    assert parts(final) == [("27", 50000, 13500), ("27", -15000, -4050), ("27", -5000, -1350)]
    assert final.gross_minor == 38100  # 300.00 and 27 %
    assert trial_balance(admin).difference_minor == 0


def test_prices_with_tax_stay_as_agreed(rising: Product, ask: Ask, admin: Actor) -> None:
    order = ask((rising, 2), prices_include_tax=True)
    gross = order.gross_minor
    left(order, 2, AFTER, admin)
    invoice = billed(order, AFTER, admin)
    assert (invoice.gross_minor, invoice.lines.get().tax_percent) == (gross, Decimal(27))
    assert invoice.net_minor == (Decimal(gross) / Decimal("1.27")).quantize(Decimal(1))


def test_a_rate_that_a_person_chose_stays(rising: Product, ask: Ask, admin: Actor) -> None:
    change_settings({"tax_point": "delivery"}, actor=admin, at=NOW)
    order = ask((rising, 1))
    order.lines.update(tax_percent=Decimal(24))
    left(order, 1, AFTER, admin)
    assert billed(order, AFTER, admin).lines.get().tax_percent == Decimal(24)


def in_advance() -> int:
    """What the account of advances holds, debit less credit."""
    rows = Posting.objects.filter(account__role="prepayments")
    return sum(row.company_minor if row.debit else -row.company_minor for row in rows)


def test_an_advance_of_prices_with_tax_leaves_nothing_on_its_account(
    rising: Product, ask: Ask, admin: Actor
) -> None:
    order = ask((rising, 4), prices_include_tax=True)
    advance = bill_prepayment(order.id, percent=Decimal(50), issue_now=True, actor=admin, at=BEFORE)
    assert (advance.net_minor, in_advance()) == (20000, -20000)
    left(order, 1, AFTER, admin)
    first = billed(order, AFTER, admin)
    assert (first.net_minor, in_advance()) == (0, -10000)  # half of it is taken off, as it came there
    left(order, 3, AFTER, admin)
    final = billed(order, AFTER, admin)
    assert (final.lines.get(kind="advance").net_minor, in_advance()) == (-9882, 0)
    earned = Posting.objects.filter(account__role="revenue_goods")
    net = advance.net_minor + first.net_minor + final.net_minor
    assert sum(-row.amount_minor if row.debit else row.amount_minor for row in earned) == net
    credit(final.id, None, reason="Broken", at_once=True, actor=admin, at=AFTER)
    assert in_advance() == -10000
    credit(advance.id, None, reason="All back", at_once=True, actor=admin, at=AFTER)
    assert in_advance() == 0
    assert [*postings_are_those_of_documents()] == []


def test_an_advance_in_another_currency_leaves_nothing_in_ours(
    chairs: Product, ask: Ask, admin: Actor
) -> None:
    ExchangeRate.objects.create(currency="USD", from_date=date(2026, 1, 1), rate_millionths=900_000)
    ExchangeRate.objects.create(currency="USD", from_date=AFTER.date(), rate_millionths=950_000)
    order = ask(HOUR, currency="USD")
    bill_prepayment(order.id, percent=Decimal(50), issue_now=True, actor=admin, at=BEFORE)
    deliver_services(order.id, actor=admin, at=AFTER)
    assert in_advance() < 0
    billed(order, AFTER, admin)
    assert in_advance() == 0
    assert trial_balance(admin).difference_minor == 0
