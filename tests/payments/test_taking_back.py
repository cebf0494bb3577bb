"""What payments bring on by themselves goes back with them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from polku.access.logic import SYSTEM
from polku.deals.actions import move, open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal, StageVisit
from polku.deals.queries.health import course_agrees
from polku.eventlog.models import Event
from polku.kernel.money import Money
from polku.payments.actions import receive, reverse, undo_match, write_off
from polku.payments.logic.incoming import NewReceipt
from polku.payments.models import Allocation, Item
from polku.process.actions import publish_document
from polku.ui import timeline
from tests.conftest import NOW, People
from tests.payments.conftest import Bill
from tests.payments.test_pages import browser

PAYING = {
    "polku": 1,
    "key": "paying",
    "name": "Paying",
    "stages": [
        {"key": "ask", "name": "Ask", "phase": "offer"},
        {
            "key": "billed",
            "name": "Billed",
            "phase": "deliver",
            "exit": [{"key": "paid", "when": "all_paid", "say": "All is paid"}],
            "advance": "true",
        },
        {"key": "paid", "name": "Paid", "phase": "deliver"},
        {"key": "care", "name": "Care", "phase": "care"},
    ],
}


@pytest.fixture
def deal(people: People) -> Deal:
    """Dora's company asks Alice for chairs, in a process that waits for the money."""
    publish_document(PAYING, actor=SYSTEM, at=NOW)
    row = NewDeal(title="D", company="Dora Oy", owner_id=people.alice.id, team_id=people.helsinki.id)
    return open_deal(row, process="paying", actor=people.actor("alice"), at=NOW)


@pytest.fixture
def due(bill: Bill, people: People) -> Item:
    """A bill of 100 euros of the deal, which waits for it."""
    item = bill(10000)
    move(item.deal_id or 0, "billed", actor=people.actor("alice"), at=NOW)
    return item


def standing(item: Item) -> tuple[Any, ...]:
    rows = StageVisit.objects.filter(deal=item.deal_id).order_by("seq")
    visits = list(rows.values_list("stage", "entered_at", "left_at", "leaving"))
    return Deal.objects.values_list("stage", "stage_entered_at", "outcome").get(id=item.deal_id), visits


def test_undoing_a_write_off_puts_the_deal_back_where_it_was(due: Item, people: People) -> None:
    before, actor = standing(due), people.actor("admin")
    row = write_off(due.id, actor=actor, at=NOW)
    assert standing(due)[0][0] == "paid"
    undo_match(row.id, actor=actor, at=NOW)
    assert (standing(due), list(course_agrees())) == (before, [])
    undone = Event.objects.get(kind="payments.match_undone")
    assert Event.objects.get(id=undone.undoes_id).kind == "payments.bill_written_off"


def test_a_payment_that_is_taken_back_takes_the_step_with_it(due: Item, people: People) -> None:
    before, actor = standing(due), people.actor("admin")
    new = NewReceipt(Money(10000, "EUR"), NOW.date(), invoice_ids=(due.invoice_id or 0,))
    (done,) = receive([new], actor=actor, at=NOW)
    assert (standing(due)[0][0], done.receipt is not None) == ("paid", True)
    reverse(done.receipt.id if done.receipt else 0, reason="It bounced", actor=actor, at=NOW)
    assert standing(due) == before
    told = timeline.load(actor, Event.objects.filter(case_id=due.deal_id)).days[0].items
    said = [(" ".join(re.sub(r"<[^>]+>", "", one.said).split()), one.is_undone) for one in told]
    assert said[:6] == [
        ("Polku took back the move from Billed to Paid", False),
        (f"The invoice {due.number} is open again", False),
        (f"Admin undid a match with {due.number}", False),
        ("The deal went from Billed to Paid by itself", True),
        (f"The invoice {due.number} is paid", True),
        (f"Admin matched a payment with {due.number}", True),
    ]


def test_a_deal_that_was_moved_since_stays_and_the_page_offers_the_way_back(
    due: Item, people: People
) -> None:
    write_off(due.id, actor=people.actor("admin"), at=NOW)
    move(due.deal_id or 0, "care", actor=people.actor("alice"), at=NOW)
    desk = browser(people.admin)
    undo = f"/payments/matches/{Allocation.objects.get().id}/undo/"
    assert (desk.post(undo).status_code, standing(due)[0][0]) == (303, "care")
    shown = unescape(desk.get(f"/deals/{due.deal_id}/").content.decode())
    said = (
        f'href="/deals/{due.deal_id}/stage/?stage=billed" data-dialog',
        "Move the deal back to Billed",
    )
    assert [one for one in said if one not in shown] == []
    stayed = "The deal stays in Care, because it was moved since. Before, it stood in Billed."
    assert stayed in " ".join(re.sub(r"<[^>]+>", "", shown).split())
