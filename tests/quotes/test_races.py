"""Two people at the same moment, on both engines: one offer becomes one order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from polku.access.actions import add_user
from polku.access.logic import SYSTEM, Actor
from polku.access.queries import actor_of
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.eventlog.events import Via
from polku.eventlog.models import Event
from polku.kernel.errors import Refused
from polku.orders.models import Order
from polku.quotes.actions import From, accept, accept_by_link, decline_by_link, draft, revise, send
from polku.quotes.logic.incoming import NewQuote
from polku.quotes.models import Acceptance, Quote, QuoteVersion
from tests.conftest import NOW, People, make_people
from tests.db.on_disk import at_once, on_disk
from tests.quotes.conftest import CONTENT, SITE

pytestmark = pytest.mark.django_db(transaction=True)
HERE = From("a" * 32)


@pytest.fixture
def people(transactional_db: None, tmp_path: Path) -> Iterator[People]:
    """The known people, in a database that every thread can reach by a connection of its own."""
    with on_disk(tmp_path):
        yield make_people()


@pytest.fixture
def sent(people: People, eight_stage: Any) -> Quote:
    alice = people.actor("alice")
    deal = open_deal(NewDeal(title="Chairs", company="Dora Oy"), actor=alice, at=NOW)
    quote = draft(NewQuote(deal.id, CONTENT), actor=alice, at=NOW)
    return send(quote.id, site=SITE, actor=alice, at=NOW).quote


@pytest.fixture
def boss(people: People) -> Actor:
    user = add_user(
        email="mira@example.org",
        name="Mira",
        role="manager",
        teams=[people.helsinki.id],
        actor=SYSTEM,
        at=NOW,
    )
    return actor_of(user, Via.WEB)


def test_an_offer_accepted_by_many_in_the_same_second_is_one_order(
    sent: Quote, people: People, boss: Actor
) -> None:
    deeds: list[Any] = [
        lambda: accept_by_link(sent.token, options=None, name="Dora", sent_from=HERE, at=NOW),
        lambda: accept_by_link(sent.token, options=[2, 3], name="Eva", sent_from=HERE, at=NOW),
        lambda: accept(sent.id, name="Dora", actor=people.actor("alice"), at=NOW),
        lambda: accept(sent.id, name="Dora", actor=boss, at=NOW),
    ]
    answers = at_once(*deeds)
    assert [one for one in answers if isinstance(one, Exception)] == []
    assert len({one.acceptance.id for one in answers}) == 1
    assert sorted(one.again for one in answers) == [False, True, True, True]
    assert (Acceptance.objects.count(), Order.objects.count()) == (1, 1)
    assert Event.objects.filter(kind="quotes.quote_accepted").count() == 1


def test_one_accepts_while_another_declines(sent: Quote) -> None:
    answers = at_once(
        lambda: accept_by_link(sent.token, options=None, name="Dora", sent_from=HERE, at=NOW),
        lambda: decline_by_link(sent.token, reason="price", sent_from=HERE, at=NOW),
    )
    sent.refresh_from_db()
    assert [isinstance(one, Refused) for one in answers].count(True) == 1
    assert Order.objects.count() == (sent.state == "accepted")


def test_one_revises_while_the_buyer_accepts(sent: Quote, people: People) -> None:
    answers = at_once(
        lambda: revise(sent.id, CONTENT, actor=people.actor("alice"), at=NOW),
        lambda: accept_by_link(sent.token, options=None, name="Dora", sent_from=HERE, at=NOW),
    )
    sent.refresh_from_db()
    assert [isinstance(one, Refused) for one in answers].count(True) == 1
    assert Order.objects.count() == (sent.state == "accepted")
    assert QuoteVersion.objects.count() == (1 if sent.state == "accepted" else 2)
