"""An offer that went out and the buyer's yes are acts in the figures."""

from __future__ import annotations

from datetime import datetime

from polku.insight.engine import engine
from polku.quotes.models import Quote
from tests.conftest import People


def test_a_quote_that_was_sent_is_an_act_of_its_deal(sent: Quote, people: People, now: datetime) -> None:
    with engine().marts() as marts:
        rows = marts.rows(marts.acts.select("case_id", "kind", "took_place", "by_id", "at"))

    at = now.replace(tzinfo=None)
    assert rows == [(sent.deal_id, "quotes.quote_sent", True, people.alice.pk, at)]
