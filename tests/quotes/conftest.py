"""A deal of Alice's, and an offer for it: chairs that are certain, a fitting one can take, two kinds of wood."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from polku.access.actions import add_user
from polku.access.logic import SYSTEM, Actor
from polku.access.queries import actor_of
from polku.catalogue.logic.lines import AskedLine
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.eventlog.events import Via
from polku.process.logic.definition import Definition
from polku.quotes.actions import draft, send
from polku.quotes.logic.incoming import Content, NewQuote, OfferedLine
from polku.quotes.models import Quote
from tests.conftest import People

SITE = "https://polku.example"


def line(
    words: str, price: str, quantity: str = "1", cost: int | None = None, tax: str = "25.5"
) -> AskedLine:
    """A line that tells everything itself."""
    return AskedLine(
        description=words,
        kind="goods",
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        tax_category="S",
        tax_percent=Decimal(tax),
        cost_minor=cost,
    )


CHAIRS = OfferedLine(line("Chair", "124.75", "9.5", 60_000))
FITTING = OfferedLine(line("Fitting", "60", "2", 10_000), optional=True)
OAK = OfferedLine(line("Oak top", "100", "1", 5_000), group="Top")
BIRCH = OfferedLine(line("Birch top", "80", "1", 4_000), optional=True, group="Top")
CONTENT = Content(
    lines=(CHAIRS, FITTING, OAK, BIRCH),
    title="Chairs for the new hall",
    needs="- Seats for a hundred\n- Before Christmas",
    terms={"payment": "Within two weeks.", "delivery": "To the door.", "guarantee": "Five years."},
)


@pytest.fixture
def deal(people: People, eight_stage: Definition, now: datetime) -> Deal:
    """Dora's company asks Alice for chairs."""
    return open_deal(
        NewDeal(
            title="Chairs",
            company="Dora Oy",
            contact_name="Dora Dahl",
            email="dora@dora.example",
            owner_id=people.alice.id,
            team_id=people.helsinki.id,
        ),
        actor=people.actor("alice"),
        at=now,
    )


@pytest.fixture
def boss(people: People, now: datetime) -> Actor:
    """Mira, who manages."""
    user = add_user(
        email="mira@example.org",
        name="Mira",
        role="manager",
        teams=[people.helsinki.id],
        actor=SYSTEM,
        at=now,
    )
    return actor_of(user, Via.WEB)


@pytest.fixture
def quote(deal: Deal, people: People, now: datetime) -> Quote:
    """The draft."""
    return draft(NewQuote(deal.id, CONTENT), actor=people.actor("alice"), at=now)


@pytest.fixture
def sent(quote: Quote, people: People, now: datetime) -> Quote:
    """The offer, out at the buyer."""
    return send(quote.id, to="dora@dora.example", site=SITE, actor=people.actor("alice"), at=now).quote
