"""Lines of no known cost: at their list price they pass, with something taken off somebody must approve them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from polku.access.logic import SYSTEM, Actor
from polku.catalogue.actions import add_product, change_product, load_ready_taxes
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.logic.products import NewProduct
from polku.deals.models import Deal
from polku.kernel.errors import Refused
from polku.kernel.money import Money
from polku.quotes.actions import change_settings, draft, send, submit
from polku.quotes.logic.incoming import Content, NewQuote, OfferedLine
from polku.quotes.models import Quote, QuoteLine
from polku.quotes.queries.finding import current_version
from polku.quotes.web.showing import decided_words
from tests.conftest import People
from tests.quotes.conftest import CHAIRS, SITE, line
from tests.quotes.test_web import HEAD, _now, alice, lines, mira, text

__all__ = ["_now", "alice", "mira"]


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


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize(
    ("first", "then", "state"),
    [
        (190, 1, "waiting"),
        (None, 1, "waiting"),
        (100, 1, "approved"),
        (190, 195, "waiting"),
        (1, 100, "approved"),
    ],
)
def test_whoever_writes_it_makes_the_margin_no_better_by_lowering_a_cost(
    deal: Deal, table: AskedLine, boss: Actor, now: datetime, first: int | None, then: int, state: str
) -> None:
    cheaper = replace(table, discount_percent=Decimal(5), cost_minor=None)
    for cost, who in ((first, SYSTEM), (then, boss)):
        values = {"cost": None if cost is None else Money(cost * 100, "EUR")}
        change_product(table.product_id or 0, values=values, base={}, actor=who, at=now)
    quote = draft(NewQuote(deal.id, Content((OfferedLine(cheaper),))), actor=boss, at=now)
    why = {190: "lowered the cost of Table", None: "cost of Table is not known"}.get(first, "")
    if state == "waiting" and then == 1:
        with pytest.raises(Refused, match=why):
            send(quote.id, site=SITE, actor=boss, at=now)
    assert submit(quote.id, actor=boss, at=now).state == state


def test_a_margin_is_of_the_lines_whose_cost_is_known(
    deal: Deal, table: AskedLine, people: People, mira: Client, now: datetime
) -> None:
    # Chairs of 1,185.13 that cost 600.00, and a table of 200.00 of which nobody knows.
    content = Content((CHAIRS, OfferedLine(table)))
    quote = draft(NewQuote(deal.id, content), actor=people.actor("alice"), at=now)
    version = quote.versions.get()
    assert (version.company_net_minor, version.costed_net_minor, version.cost_minor) == (
        138_513,
        118_513,
        60_000,
    )
    page = text(mira, f"/quotes/{quote.id}/")
    assert 'Margin</dt><dd>49.4%<span class="aside">of the lines whose cost is known</span>' in page
    exported: Any = mira.get("/quotes/export/")
    assert b"49.4%" in b"".join(exported.streaming_content)
    whole = draft(NewQuote(deal.id, Content((CHAIRS,))), actor=people.actor("alice"), at=now)
    assert "of the lines whose cost is known" not in text(mira, f"/quotes/{whole.id}/")


@pytest.mark.usefixtures("limited")
def test_a_cost_that_another_lowered_counts(
    deal: Deal, table: AskedLine, boss: Actor, people: People, now: datetime
) -> None:
    change_product(
        table.product_id or 0, values={"cost": Money(19_000, "EUR")}, base={}, actor=SYSTEM, at=now
    )
    change_product(table.product_id or 0, values={"cost": Money(0, "EUR")}, base={}, actor=boss, at=now)
    assert submitted(deal, people.actor("alice"), now, table).state == "approved"


def test_without_a_least_margin_nothing_waits(
    deal: Deal, table: AskedLine, people: People, now: datetime
) -> None:
    given = replace(table, unit_price=Decimal(0))
    assert submitted(deal, people.actor("alice"), now, given).state == "approved"


@pytest.mark.usefixtures("limited")
def test_who_may_see_costs_tells_what_a_line_of_no_product_costs(
    deal: Deal, mira: Client, alice: Client, boss: Actor
) -> None:
    def told(price: str, cost: str) -> dict[str, object]:
        return HEAD | lines(("Advice", "3", price)) | {"cost": [cost, ""]}

    url = f"/deals/{deal.id}/quotes/new/"
    assert 'name="cost"' not in text(alice, url)
    assert alice.post(url, told("100", "95")).status_code == 303
    unseen = Quote.objects.get()
    assert QuoteLine.objects.get().cost_minor is None  # who may not see a cost cannot tell one
    words = decided_words(unseen, current_version(unseen), list(QuoteLine.objects.all()), boss)
    assert "The cost of 1 line is not known: the margin leaves it out." in words
    edit = f"/quotes/{unseen.id}/edit/"
    assert "“much” is not a number." in mira.post(edit, told("100", "much")).content.decode()
    assert "A cost is not negative." in mira.post(edit, told("100", "-1")).content.decode()
    assert mira.post(edit, told("100", "95,333333")).status_code == 303
    assert QuoteLine.objects.get().cost_minor == 28600
    assert 'name="cost" value="95.333333"' in text(mira, edit)
    assert 'value="95.333333"' not in text(alice, edit)
    assert submit(unseen.id, actor=boss, at=unseen.recorded_at).state == "waiting"
