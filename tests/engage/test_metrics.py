"""What was done in a deal reaches the figures, and only what nobody took back."""

from __future__ import annotations

from datetime import timedelta

from polku.deals.models import Deal
from polku.engage.actions import log_activity, void_activity
from polku.engage.logic.incoming import NewActivity
from polku.insight import queries
from polku.insight.engine import engine
from tests.conftest import NOW, People


def test_acts_say_what_was_done_when_and_how_the_buyer_took_it(people: People, deal: Deal) -> None:
    alice = people.actor("alice")
    ahead = NOW + timedelta(days=2)
    for new in (
        NewActivity(deal_id=deal.pk, kind="call", at=NOW, outcome="reached", reaction="warmer"),
        NewActivity(deal_id=deal.pk, kind="demo", at=ahead, outcome="planned"),
    ):
        log_activity(new, actor=alice, at=NOW)
    gone = log_activity(NewActivity(deal_id=deal.pk, kind="mail"), actor=alice, at=NOW)
    void_activity(gone.activity_id or 0, actor=alice, at=NOW)

    with engine().marts() as marts:
        acts = marts.acts.select("case_id", "at", "kind", "outcome", "took_place", "by_id", "reaction")
        rows = sorted(marts.rows(acts), key=str)

    me = people.alice.pk
    assert rows == [
        (deal.pk, NOW.replace(tzinfo=None), "engage.call", "reached", True, me, "warmer"),
        (deal.pk, ahead.replace(tzinfo=None), "engage.demo", "planned", False, me, ""),
    ]
    assert queries.words("act", ["engage.demo", "other.thing"], "en") == {
        "engage.demo": "Demo",
        "other.thing": "other.thing",
    }
