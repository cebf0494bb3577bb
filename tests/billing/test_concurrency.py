"""Many clients at the same moment, on both engines: no gap, no duplicate, a closed month takes all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from polku.access.logic import Actor
from polku.billing import checks
from polku.billing.actions import credit, draft_from_shipped, draft_prepayment, issue
from polku.billing.actions.settings import change_settings
from polku.billing.models import Invoice, TaxSubtotal
from polku.books.actions import close_period
from polku.books.models import Entry
from polku.books.queries import trial_balance, vat_report
from polku.catalogue.logic.lines import AskedLine
from polku.db.transactions import write
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.documents.queries import numbers_are_whole
from polku.kernel.errors import DomainError, Refused
from polku.orders.actions import confirm_orders, place_orders
from polku.orders.logic.incoming import NewOrder
from polku.stock.actions import deliver_services
from tests.conftest import NOW, People, make_people
from tests.db.on_disk import at_once, on_disk

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS, EACH = 8, 50
HOUR = AskedLine(
    description="Hour", kind="service", unit="HUR", quantity=Decimal(1), unit_price=Decimal("33.33"),
    tax_category="S", tax_percent=Decimal("25.5"),
)  # fmt: skip


class Undone(Exception):
    """What goes wrong after the number was taken."""


@pytest.fixture
def people(transactional_db: None, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[People]:
    with on_disk(tmp_path):
        yield make_people()


@pytest.fixture
def admin(people: People, eight_stage: Any) -> Actor:
    return people.actor("admin")


def orders(number: int, admin: Actor, people: People) -> list[int]:
    deal = open_deal(NewDeal(title="Hours", company="Puu Oy"), actor=people.actor("alice"), at=NOW)
    new = [NewOrder(lines=(HOUR,), deal_id=deal.id) for _ in range(number)]
    ids = [one.order_id or 0 for one in place_orders(new, actor=people.actor("alice"), at=NOW)]
    confirm_orders(ids, actor=people.actor("alice"), at=NOW)
    return ids


def drafts(number: int, admin: Actor, people: People) -> list[int]:
    return [draft_prepayment(one, actor=admin, at=NOW).id for one in orders(number, admin, people)]


def sound(admin: Actor) -> None:
    assert [*numbers_are_whole(), *checks.chain_is_whole(), *checks.sums_are_those_of_lines()] == []
    assert [*checks.postings_are_those_of_documents()] == []
    assert trial_balance(admin).difference_minor == 0


def test_eight_clients_issue_many_of_which_a_fifth_is_rolled_back(people: People, admin: Actor) -> None:
    ids = drafts(CLIENTS * EACH, admin, people)

    def client(number: int) -> int:
        done = 0
        for place, one in enumerate(ids[number::CLIENTS]):
            try:
                with write():
                    issue([one], actor=admin, at=NOW)
                    if place % 5 == 4:
                        raise Undone
                done += 1
            except Undone:
                continue
        return done

    answers = at_once(*[lambda number=number: client(number) for number in range(CLIENTS)])  # type: ignore[misc]
    assert list(answers) == [EACH * 4 // 5] * CLIENTS
    numbers = sorted(Invoice.objects.issued().values_list("number", flat=True))
    assert numbers == [f"INV-2026-{n:04d}" for n in range(1, CLIENTS * EACH * 4 // 5 + 1)]
    sound(admin)


def test_a_month_is_closed_while_twenty_are_issued(people: People, admin: Actor) -> None:
    ids = drafts(20, admin, people)

    def one(pk: int) -> bool:
        try:
            issue([pk], actor=admin, at=NOW)
        except Refused as error:
            if error.code != "period_closed":
                raise
            return False
        return True

    def close() -> str:
        close_period(202611, reason="Done", actor=admin, at=NOW)
        return "closed"

    deeds = [lambda pk=pk: one(pk) for pk in ids]  # type: ignore[misc]
    answers = at_once(*deeds[:10], close, *deeds[10:])
    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    issued = sum(answer is True for answer in answers)
    assert Invoice.objects.issued().count() == Entry.objects.filter(kind="invoice").count() == issued
    assert TaxSubtotal.objects.count() == issued
    sound(admin)


def test_bills_of_a_month_that_is_closed_meanwhile_are_all_issued(people: People, admin: Actor) -> None:
    later = NOW + timedelta(days=20)
    change_settings({"tax_point": "delivery"}, actor=admin, at=NOW)
    sold = orders(20, admin, people)
    for order in sold:
        deliver_services(order, actor=admin, at=NOW)
    made = [one.invoice.id for one in draft_from_shipped(sold, actor=admin, at=NOW) if one.invoice]
    deeds: list[Any] = [lambda pk=pk: issue([pk], actor=admin, at=later) for pk in made]
    close: Any = lambda: close_period(202611, reason="Done", actor=admin, at=later)  # noqa: E731
    answers = at_once(*deeds[:10], close, *deeds[10:])
    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    assert Entry.objects.filter(kind="invoice").count() == Invoice.objects.issued().count() == 20
    taxed = vat_report(admin, date_from=date(2026, 11, 1), date_to=date(2026, 11, 30))
    assert taxed.output_minor == sum(Invoice.objects.values_list("company_tax_minor", flat=True))
    sound(admin)


def test_what_is_billed_or_credited_twice_at_once_is_so_once(people: People, admin: Actor) -> None:
    (order,) = orders(1, admin, people)
    deliver_services(order, actor=admin, at=NOW)
    answers = at_once(*[lambda: draft_from_shipped([order], actor=admin, at=NOW)[0]] * 4)
    assert sum(answer.invoice is not None for answer in answers) == 1
    issue([Invoice.objects.get().id], actor=admin, at=NOW)
    invoice = Invoice.objects.get()
    notes = at_once(*[lambda: credit(invoice.id, reason="Wrong", at_once=True, actor=admin, at=NOW)] * 3)
    assert sum(isinstance(one, DomainError) for one in notes) == 2
    assert Invoice.objects.filter(kind="credit_note").count() == 1
    sound(admin)
