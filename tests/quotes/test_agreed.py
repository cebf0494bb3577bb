"""The buyer has accepted while the deal stands before the last stage: said on its page and in Today."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from polku.access.actions import change_user
from polku.access.logic import SYSTEM
from polku.deals.actions import move, set_next_step
from polku.deals.models import Deal
from polku.engage.actions import log_activity
from polku.engage.logic.incoming import NewActivity
from polku.orders.models import Order
from polku.quotes.actions import accept
from polku.quotes.models import Quote
from polku.quotes.web import agreed
from tests.conftest import People

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def accepted(sent: Quote, people: People, now: datetime) -> Deal:
    """A deal in the first stage whose offer was accepted."""
    accept(sent.id, name="Dora", actor=people.actor("alice"), at=now)
    deal = sent.deal
    deal.refresh_from_db()
    return deal


def test_the_order_names_its_quote_to_who_may_see_quotes(
    accepted: Deal, people: People, client: Client, now: datetime
) -> None:
    address = f"/quotes/{Quote.objects.get().pk}/"
    for role, seen in (("seller", True), ("warehouse", False)):
        change_user(people.bob, role=role, actor=SYSTEM, at=now)
        client.force_login(people.bob, backend=BACKEND)
        assert (address in client.get(f"/orders/{Order.objects.get().pk}/").content.decode()) is seen


def test_nothing_is_said_before_the_buyer_has_accepted(sent: Quote, people: People, now: datetime) -> None:
    alice = people.actor("alice")
    assert agreed.of_deal(alice, sent.deal_id) is None
    assert agreed.answers(alice, now) == []


def test_the_page_names_the_stage_what_is_missing_and_how_far_it_may_go(
    accepted: Deal, people: People, client: Client
) -> None:
    said = agreed.of_deal(people.actor("alice"), accepted.pk)
    assert said is not None
    assert (said["stage"].key, said["onward"].key, said["last"].key) == ("find", "contact", "finalise")
    assert [one.key for one in said["lacking"]][:3] == ["first_contact_made", "next_step_set", "budget_known"]
    client.force_login(people.alice, backend=BACKEND)
    shown = client.get(f"/deals/{accepted.pk}/").content.decode()
    assert "The buyer has accepted. The deal still stands in Find." in shown
    assert "Confirm the order" in shown
    client.post(f"/deals/{accepted.pk}/stage/", {"stage": "contact"})
    accepted.refresh_from_db()
    assert accepted.stage == "contact"


def test_it_may_go_farther_with_everything_that_is_met(accepted: Deal, people: People, now: datetime) -> None:
    alice = people.actor("alice")
    set_next_step(accepted.pk, text="Measure", due_at=now, actor=alice, at=now)
    log_activity(NewActivity(accepted.pk, "call"), actor=alice, at=now)
    said = agreed.of_deal(alice, accepted.pk)
    assert said is not None
    assert said["onward"].key == "qualify"


def test_today_tells_the_owner_alone_until_the_deal_has_caught_up(
    accepted: Deal, people: People, now: datetime
) -> None:
    alice = people.actor("alice")
    (row,) = agreed.answers(alice, now)
    assert (row.act_url, row.act_dialog) == (f"/deals/{accepted.pk}/stage/?stage=finalise&next=/", True)
    assert agreed.answers(people.actor("bob"), now) == []
    move(accepted.pk, "finalise", override_reason="Signed", actor=people.actor("admin"), at=now)
    (row,) = agreed.answers(alice, now)
    assert (str(row.act_label), row.act_dialog) == ("Confirm the order", False)
    assert agreed.of_deal(alice, accepted.pk) is None
