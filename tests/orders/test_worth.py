"""A won deal is worth what was sold: changed, waived, called off, ordered on top, given back; and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.test import Client

from polku.access.logic import Actor
from polku.company.actions import set_rate
from polku.company.queries import day_of
from polku.deals.actions import close, take_worth, undo, update_fields
from polku.deals.models import Deal
from polku.deals.queries.health import course_agrees
from polku.eventlog.events import Via
from polku.eventlog.models import Event
from polku.kernel.errors import Refused
from polku.kernel.money import Money
from polku.orders.actions import cancel_orders, place_order, waive
from polku.orders.actions.changing import ChangedLine, change_order
from polku.orders.logic.incoming import NewOrder
from polku.orders.models import Order
from tests.conftest import NOW, People
from tests.orders.conftest import FITTING
from tests.orders.test_pages import text

DAY = timedelta(days=1)
Value = Callable[[], int | None]


@pytest.fixture
def admin(people: People) -> Actor:
    return people.actor("admin")


@pytest.fixture
def value(deal: Deal) -> Value:
    """What the deal is worth now."""
    return lambda: Deal.objects.get(id=deal.id).value_minor


@pytest.fixture
def won(deal: Deal, order: Order, admin: Actor) -> int:
    """The deal was won at a guess of 1,000 euros; its order comes to 1,185.13 for chairs and 120 for their fitting."""
    update_fields(deal.id, {"value_minor": 100000, "value_currency": "EUR"}, actor=admin, at=NOW)
    return close(deal.id, "won", override_reason="Signed", actor=admin, at=NOW) or 0


def _fitting(order: Order, quantity: int, admin: Actor) -> None:
    line = order.lines.get(position=2)
    waive(line.id, Decimal(quantity), reason="", actor=admin, at=NOW)


def _told(deal: Deal) -> list[tuple[int, int]]:
    rows = Event.objects.filter(case_id=deal.id, kind="deals.deal_revalued").order_by("id")
    return [(row.payload["before_minor"], row.payload["value_minor"]) for row in rows]


def test_it_follows_the_order_waived_ordered_on_top_changed_and_called_off(
    deal: Deal, order: Order, won: int, value: Value, admin: Actor
) -> None:
    assert value() == 130513
    _fitting(order, 1, admin)
    assert value() == 124513
    more = place_order(NewOrder(lines=(FITTING,), deal_id=deal.id, channel="phone"), actor=admin, at=NOW)
    assert value() == 136513
    cancel_orders([more.id], reason="Twice", actor=admin, at=NOW)
    change_order(order.id, [ChangedLine(FITTING)], version=1, actor=admin, at=NOW)
    assert value() == 12000
    cancel_orders([order.id], reason="No money", actor=admin, at=NOW)
    assert value() == 0
    steps = [130513, 124513, 136513, 124513, 12000, 0]
    assert _told(deal) == list(pairwise(steps))
    assert list(course_agrees()) == []


def test_orders_in_several_currencies_come_to_their_sum_in_company_currency_at_the_rates_of_their_days(
    deal: Deal, order: Order, won: int, value: Value, admin: Actor
) -> None:
    day = day_of(NOW)
    for currency, since, rate in (("USD", day, "0.9"), ("USD", day + DAY, "0.95"), ("JPY", day, "0.006123")):
        set_rate(
            currency=currency, from_date=since, rate=Decimal(rate), actor_id=None, via=Via.WEB, at=NOW - DAY
        )

    def more(currency: str, price: str, at: datetime) -> Order:
        line = replace(FITTING, unit_price=Decimal(price))
        return place_order(NewOrder(lines=(line,), deal_id=deal.id, currency=currency), actor=admin, at=at)

    dollars = more("USD", "33.33", NOW)
    assert value() == 130513 + 5999  # 66.66 at 0.9
    more("JPY", "5001", NOW + DAY)
    assert value() == 130513 + 5999 + 6124  # 10002 at 0.006123
    waive(dollars.lines.get().id, Decimal(1), reason="", actor=admin, at=NOW + DAY)
    assert value() == 130513 + 3000 + 6124  # still at the rate of the day it was placed
    cancel_orders([order.id, dollars.id], reason="Twice", actor=admin, at=NOW + DAY)
    row = Deal.objects.get(id=deal.id)
    assert (row.value, row.value_company_minor) == (Money(10002, "JPY"), 6124)
    assert list(course_agrees()) == []


def test_nothing_follows_while_the_deal_is_not_won(
    deal: Deal, order: Order, value: Value, admin: Actor
) -> None:
    _fitting(order, 2, admin)
    assert (value(), _told(deal)) == (None, [])
    close(deal.id, "won", override_reason="Signed", actor=admin, at=NOW)
    assert value() == 118513


def test_what_a_person_set_after_the_win_stays_until_it_is_what_was_sold(
    deal: Deal, order: Order, won: int, value: Value, admin: Actor
) -> None:
    update_fields(deal.id, {"value_minor": 124513}, actor=admin, at=NOW)
    _fitting(order, 2, admin)
    assert (value(), _told(deal)) == (124513, [])
    _fitting(order, 1, admin)
    assert _told(deal) == [(124513, 124513)]
    _fitting(order, 0, admin)
    assert value() == 130513
    update_fields(deal.id, {"value_minor": 1}, actor=admin, at=NOW)
    take_worth(deal.id, actor=admin, at=NOW)
    assert value() == 130513
    _fitting(order, 2, admin)
    assert value() == 118513


def test_a_win_taken_back_goes_back_to_the_guess_before_it(
    deal: Deal, order: Order, won: int, value: Value, admin: Actor
) -> None:
    _fitting(order, 2, admin)
    undo(won, actor=admin, at=NOW)
    assert value() == 100000
    _fitting(order, 1, admin)
    assert value() == 100000
    with pytest.raises(Refused):
        take_worth(deal.id, actor=admin, at=NOW)


def test_an_upgrade_taken_back_takes_off_what_it_added_unless_it_was_sold(
    deal: Deal, order: Order, won: int, value: Value, admin: Actor
) -> None:
    def upgrade() -> int:
        more = Money(12000, "EUR")
        return close(deal.id, "upgraded", added=more, actor=admin, at=NOW) or 0

    undo(upgrade(), actor=admin, at=NOW)
    assert value() == 130513
    upgraded = upgrade()
    _fitting(order, 1, admin)
    assert (value(), _told(deal)) == (142513, [])
    _fitting(order, 0, admin)
    place_order(NewOrder(lines=(FITTING,), deal_id=deal.id, channel="phone"), actor=admin, at=NOW)
    assert _told(deal) == [(142513, 142513)]
    _fitting(order, 1, admin)
    undo(upgraded, actor=admin, at=NOW)
    assert value() == 136513


def test_the_pages_say_what_was_waived_and_where_the_deal_says_otherwise(
    deal: Deal, order: Order, won: int, value: Value, admin: Actor, people: People, client: Client
) -> None:
    client.force_login(people.admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    _fitting(order, 2, admin)
    page = text(client.get(f"/deals/{deal.id}/"))
    assert "€150.60 of €1,637.94 will not be delivered." in page
    assert "the deal says otherwise" not in page
    assert "Agreed now" in text(client.get(f"/orders/{order.id}/"))
    update_fields(deal.id, {"value_minor": 1}, actor=admin, at=NOW)
    assert "The orders come to €1,185.13 without VAT" in text(client.get(f"/deals/{deal.id}/"))
    assert client.post(f"/deals/{deal.id}/worth/").status_code == 303
    assert value() == 118513
    assert "the deal says otherwise" not in text(client.get(f"/deals/{deal.id}/"))
