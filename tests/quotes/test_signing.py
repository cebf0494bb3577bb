"""From the yes to the signature: days and what stood in the way, counted by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from polku.deals.models import Deal
from polku.quotes.actions import accept, draft, note_handover, send, settle_handover
from polku.quotes.logic.incoming import NewQuote
from polku.quotes.logic.signing import Agreed, Item, Took, from_yes, of_kind
from tests.conftest import NOW, People
from tests.quotes.conftest import CONTENT, SITE
from tests.quotes.test_web import BACKEND


def _agreed(number: int, *settled_after: int | None) -> Agreed:
    """Agreed now; each thing noted a day later, settled so many days after the yes."""
    items = tuple(
        Item(
            "paper",
            "Contract",
            "",
            NOW + timedelta(days=1),
            None if days is None else NOW + timedelta(days=days),
        )
        for days in settled_after
    )
    return Agreed(number, NOW, items)


def test_the_usual_time_is_the_median_of_those_where_nothing_is_open() -> None:
    found = [
        _agreed(1, 2, 9),
        _agreed(2, 3),
        _agreed(3, 4),
        _agreed(4, 5),
        _agreed(5, 40),
        _agreed(6, 1, None),
    ]
    # To the last thing: 9, 3, 4, 5, 40; each thing from its noting: 1, 8, 2, 3, 4, 39, and 0 of the sixth.
    assert from_yes(found) == Took(5, 5.0)
    assert of_kind(found, "paper") == Took(7, 3.0)
    assert of_kind(found, "doubt") == Took(0, None)
    assert from_yes(found[:4]) == Took(4, None)
    assert [len(one.open_items) for one in found] == [0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("is_settled", [False, True])
def test_an_agreed_deal_stands_there_until_all_is_settled(
    deal: Deal, people: People, client: Client, is_settled: bool
) -> None:
    alice = people.actor("alice")
    row = draft(NewQuote(deal.id, CONTENT), actor=alice, at=NOW)
    send(row.id, to="", message="", site=SITE, actor=alice, at=NOW)
    accept(row.id, name="Dora", actor=alice, at=NOW)
    noted = NOW + timedelta(days=2)
    item = note_handover(deal.id, kind="doubt", text="Is it loud?", holder="Legal", actor=alice, at=noted)
    if is_settled:
        settle_handover(item.id, actor=alice, at=noted)
    client.force_login(people.alice, backend=BACKEND)
    with time_machine.travel(NOW + timedelta(days=9), tick=False):
        page = client.get("/quotes/signing/").content.decode()
        panel = client.get(f"/deals/{deal.id}/").content.decode()
    assert ("Is it loud?" in page, "Nothing stands in the way" in page) == (not is_settled, is_settled)
    assert ("9 days since the yes" in panel) == (not is_settled)
    if not is_settled:
        assert "Legal · 7 days" in page
