"""Lines of no known cost: at their list price they pass, with something taken off somebody must approve them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from django.test import Client

from polku.access.logic import SYSTEM, Actor
from polku.catalogue.actions import add_product, load_ready_taxes
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.logic.products import NewProduct
from polku.deals.models import Deal
from polku.kernel.errors import Refused
from polku.quotes.actions import change_settings, draft, send, submit
from polku.quotes.logic.incoming import Content, NewQuote, OfferedLine
from polku.quotes.models import Quote
from tests.conftest import People
from tests.quotes.conftest import CHAIRS, SITE, line
from tests.quotes.test_web import _now, mira, text

__all__ = ["_now", "mira"]


@pytest.fixture
def table(now: datetime) -> AskedLine:
    """A table at its list price of 200; nobody knows what it costs."""
    load_ready_taxes(actor=SYSTEM, at=now)
    card = NewProduct(sku="T-1", name="Table", tax_class="standard", price=Decimal(200))
    return replace(line("", "200"), product_id=add_product(card, actor=SYSTEM, at=now).id)


@pytest.fixture
def limited(boss: Actor, now: datetime) -> None:
    """The company wants a tenth at least."""
    change_settings(margin_percent=Decimal(10), valid_days=30, value_follows=True, actor=boss, at=now)


def submitted(deal: Deal, actor: Actor, at: datetime, *lines: AskedLine) -> Quote:
    """An offer of chairs and these lines, said to be ready."""
    content = Content((CHAIRS, *(OfferedLine(one) for one in lines)))
    return submit(draft(NewQuote(deal.id, content), actor=actor, at=at).id, actor=actor, at=at)


@pytest.mark.usefixtures("limited")
def test_at_its_list_price_or_of_no_list_a_line_without_a_cost_passes(
    deal: Deal, table: AskedLine, people: People, now: datetime
) -> None:
    dearer = replace(table, unit_price=Decimal(210))
    actor = people.actor("alice")
    assert submitted(deal, actor, now, table, dearer, line("Advice", "5")).state == "approved"


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize(("price", "discount"), [("199.99", None), ("200", Decimal(5))])
def test_with_something_taken_off_it_waits_for_another_person_by_name(
    deal: Deal,
    table: AskedLine,
    people: People,
    mira: Client,
    now: datetime,
    price: str,
    discount: Decimal | None,
) -> None:
    cheaper = replace(table, unit_price=Decimal(price), discount_percent=discount)
    quote = draft(
        NewQuote(deal.id, Content((CHAIRS, OfferedLine(cheaper)))), actor=people.actor("alice"), at=now
    )
    with pytest.raises(Refused, match="The cost of Table is not known") as error:
        send(quote.id, site=SITE, actor=people.actor("alice"), at=now)
    assert error.value.code == "needs_approval"
    assert submit(quote.id, actor=people.actor("alice"), at=now).state == "waiting"
    for path in ("", "decision/"):
        assert "The cost of Table is not known" in text(mira, f"/quotes/{quote.id}/{path}")


def test_without_a_least_margin_nothing_waits(
    deal: Deal, table: AskedLine, people: People, now: datetime
) -> None:
    given = replace(table, unit_price=Decimal(0))
    assert submitted(deal, people.actor("alice"), now, given).state == "approved"
