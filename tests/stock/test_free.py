"""What is offered and ordered says what is not on stock, before anybody promises it."""

from __future__ import annotations

from decimal import Decimal

from django.test import Client

from polku.access.logic import SYSTEM, Actor
from polku.catalogue.availability import Short, short_of
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.models import Product
from polku.deals.models import Deal
from polku.orders.actions import place_order
from polku.orders.logic.incoming import NewOrder
from polku.quotes.actions import draft
from polku.quotes.logic.incoming import Content, NewQuote, OfferedLine
from polku.stock.actions import Expected, note_arrival
from tests.conftest import NOW, People
from tests.orders.test_pages import SIGN_IN, text
from tests.stock.conftest import Ask


def test_what_one_line_takes_the_next_one_finds_no_more(
    chairs: Product, goods: dict[str, Product], ask: Ask, people: People
) -> None:
    ask((chairs, 5))  # kept for another
    wanted = [
        (chairs.id, Decimal(14)),
        (goods["FIT"].id, Decimal(2)),
        (None, Decimal(1)),
        (chairs.id, Decimal(3)),
    ]
    told = short_of(people.actor("alice"), [*wanted, (goods["LAMP"].id, Decimal(1))], NOW.date())
    assert told == [None, None, None, Short(Decimal(1), Decimal(3)), Short(Decimal(0), Decimal(1))]


def test_a_company_that_keeps_no_stock_is_short_of_nothing(goods: dict[str, Product], people: People) -> None:
    assert short_of(people.actor("alice"), [(goods["CHAIR"].id, Decimal(5))], NOW.date()) == [None]
    note_arrival(goods["CHAIR"].id, Expected(Decimal(5), NOW.date()), actor=SYSTEM, at=NOW)
    (first,) = short_of(people.actor("alice"), [(goods["CHAIR"].id, Decimal(5))], NOW.date())
    assert first == Short(Decimal(0), Decimal(5), NOW.date())  # the first goods are on their way


def test_offers_and_orders_say_it_before_they_promise(
    chairs: Product, deal: Deal, people: People, client: Client
) -> None:
    client.force_login(people.alice, backend=SIGN_IN)
    said = "20 of 25 pcs on stock; the rest when it comes in."
    lines = (AskedLine(product_id=chairs.id, quantity=Decimal(25)),)
    order = place_order(NewOrder(lines=lines, deal_id=deal.id), actor=people.actor("alice"), at=NOW)
    assert said in text(client.get(f"/orders/{order.id}/"))
    assert f"Chair: {said}" in text(client.get(f"/orders/{order.id}/confirmation/"))
    quote = _quote(deal, chairs, people.actor("alice"))
    assert said in text(client.get(f"/quotes/{quote}/"))
    typed = {"product": chairs.id, "quantity": "25", "description": "Chair", "currency": "EUR"}
    assert said in text(client.post(f"/deals/{deal.id}/quotes/totals/", typed))


def _quote(deal: Deal, chairs: Product, actor: Actor) -> int:
    line = OfferedLine(AskedLine(product_id=chairs.id, quantity=Decimal(25)))
    return draft(NewQuote(deal.id, Content((line,))), actor=actor, at=NOW).id
