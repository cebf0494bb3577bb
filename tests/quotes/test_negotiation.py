"""The plan of a negotiation: counted against the offer, kept once a deal, seen by our own people alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from polku.access.models import User
from polku.deals.models import Deal
from polku.eventlog.models import Change, Event
from polku.eventlog.queries import case_events
from polku.exchange import files
from polku.insight.filters import Filter
from polku.kernel.errors import Invalid, NotFound, Refused
from polku.quotes.actions import answer_concession, ask_concession, draft, plan_negotiation, send
from polku.quotes.facts import of_quotes
from polku.quotes.logic.incoming import NewQuote
from polku.quotes.logic.negotiation import Place, Plan, Standing, Tradeable, checked, standing
from polku.quotes.models import NegotiationPlan, Quote
from polku.ui import timeline
from polku.webhooks.actions.delivering import body_for
from polku.webhooks.models import Endpoint
from tests.conftest import NOW, People
from tests.deals.web.test_api import Api
from tests.quotes.conftest import CONTENT, SITE
from tests.quotes.test_web import BACKEND

# The offer comes to 1,285.13 without VAT: chairs 1,185.13 and an oak top of 100.00.
ADVANCE = Tradeable("Payment in advance", 2_000)
PLAN = Plan(140_000, 120_000, "We sell them the simple chair", "Dora, who buys", "rival", "", (ADVANCE,))


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def offered(deal: Deal, people: People) -> Quote:
    row = draft(NewQuote(deal.id, CONTENT), actor=people.actor("alice"), at=NOW)
    send(row.id, to="", message="", site=SITE, actor=people.actor("alice"), at=NOW)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    ("plan", "net", "found"),
    [
        (PLAN, 128_513, Standing(Place.BETWEEN, 8_513, 11_487)),
        (PLAN, 120_000, Standing(Place.BETWEEN, 0, 20_000)),
        (PLAN, 119_999, Standing(Place.BELOW, -1, 20_001)),
        (PLAN, 140_000, Standing(Place.REACHED, 20_000, 0)),
        (Plan(aim_minor=100), 99, Standing(Place.BETWEEN, None, 1)),
        (Plan(limit_minor=100), 99, Standing(Place.BELOW, -1, None)),
        (Plan(), 99, None),
    ],
)
def test_an_offer_stands_below_between_or_at_the_aim(plan: Plan, net: int, found: Standing | None) -> None:
    assert standing(plan, net) == found


@pytest.mark.parametrize(
    ("plan", "place"),
    [
        (Plan(aim_minor=1, limit_minor=2), "limit_minor"),
        (Plan(aim_minor=-1), "aim_minor"),
        (Plan(motive="mood"), "motive"),
        (Plan(tradeables=(ADVANCE, Tradeable(" "))), "tradeables.1.text"),
        (Plan(tradeables=(Tradeable("Time", -1),)), "tradeables.0.worth_minor"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_place(plan: Plan, place: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(plan)
    assert list(refused.value.errors) == [place]


def test_a_plan_is_one_a_deal_and_the_later_of_two_hears_of_the_first(deal: Deal, people: People) -> None:
    alice = people.actor("alice")
    first = plan_negotiation(deal.id, PLAN, version=0, actor=alice, at=NOW)
    assert (first.version, first.currency, first.plan) == (1, "EUR", PLAN)
    with pytest.raises(Refused, match="Somebody changed the plan meanwhile"):
        plan_negotiation(deal.id, Plan(), version=0, actor=alice, at=NOW)
    lower = replace(PLAN, limit_minor=110_000, walk_away="We leave")
    again = plan_negotiation(deal.id, lower, version=1, actor=alice, at=NOW)
    assert (again.pk, again.version, NegotiationPlan.objects.count()) == (first.pk, 2, 1)
    told = Change.objects.filter(table="quotes_negotiationplan", row_id=first.pk, event__payload__version=2)
    assert [(one.field, one.before, one.after) for one in told] == [("limit_minor", 120_000, 110_000)]
    with pytest.raises(NotFound):
        plan_negotiation(deal.id, PLAN, actor=people.actor("charlie"), at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        NegotiationPlan.objects.update(aim_minor=1)


def test_criteria_may_ask_for_it(deal: Deal, offered: Quote, people: People) -> None:
    names, alice = ("negotiation_planned", "offer_keeps_limit"), people.actor("alice")

    def asked() -> dict[str, object]:
        return {name: of_quotes(names, [deal.id])[deal.id].get(name) for name in names}

    assert asked() == {"negotiation_planned": None, "offer_keeps_limit": None}
    plan_negotiation(deal.id, PLAN, actor=alice, at=NOW)
    assert asked() == {"negotiation_planned": True, "offer_keeps_limit": True}
    plan_negotiation(deal.id, replace(PLAN, limit_minor=130_000), actor=alice, at=NOW)
    assert asked() == {"negotiation_planned": True, "offer_keeps_limit": False}


def test_it_stands_on_deal_and_quote_with_what_was_given_and_never_before_the_buyer(
    deal: Deal, offered: Quote, people: People, client: Client
) -> None:
    alice = people.actor("alice")
    wish = ask_concession(offered.id, asked="Less", worth_minor=3_000, actor=alice, at=NOW)
    answer_concession(wish.id, given="Free delivery", in_return="Payment in advance", actor=alice, at=NOW)
    plan_negotiation(deal.id, PLAN, actor=alice, at=NOW)
    client.force_login(people.alice, backend=BACKEND)
    for page in (f"/deals/{deal.id}/", f"/quotes/{offered.id}/"):
        text = client.get(page).content.decode()
        for told in (
            "The offer is €85.13 above the limit.",
            "€1,200.00",
            "€1,400.00",
            "€30.00",
            "Dora, who buys",
        ):
            assert told in text, (page, told)
    timeline = client.get(f"/deals/{deal.id}/").content.decode()
    assert [one for one in ("aim_minor", "120000", ">EUR<") if one in timeline] == []
    assert "Another offer is cheaper" in timeline
    for page in (f"/q/{offered.token}/", f"/q/{offered.token}/totals/?chosen=1&take-Top=3"):
        text = Client().get(page).content.decode()
        assert [one for one in ("limit", "1,400.00", "who buys", "simple chair") if one in text] == []


def test_what_we_yield_is_told_to_those_alone_who_bargain_or_see_costs(
    deal: Deal, offered: Quote, people: People, client: Client
) -> None:
    alice = people.actor("alice")
    wish = ask_concession(offered.id, asked="Less", worth_minor=3_017, actor=alice, at=NOW)
    answer_concession(wish.id, given="Free delivery", actor=alice, at=NOW)
    plan_negotiation(deal.id, replace(PLAN, tradeables=(Tradeable("Advance", 2_917),)), actor=alice, at=NOW)
    paths = (f"/deals/{deal.id}/events", f"/quotes/{offered.id}", f"/deals/{deal.id}/negotiation")

    api = Api(people, "alice")
    client.force_login(people.alice, backend=BACKEND)

    def told(role: str) -> list[bool]:
        User.objects.filter(id=people.alice.id).update(role=role)
        reader = replace(alice, role=role)
        texts = [api("GET", path).content.decode() for path in paths]
        texts.append("".join(files.pieces(files.Wanted(reader, Filter.of(reader), "csv"))))
        texts.append(client.get(f"/quotes/{offered.id}/").content.decode())
        assert all("concession_answered" in text for text in (texts[0], texts[3]))
        return [any(sum_ in text for sum_ in ("3017", "30.17", "2917", "29.17")) for text in texts]

    assert told("seller") == [True] * 5
    assert told("viewer") == [False] * 5


def test_a_webhook_is_told_what_its_owner_may_see_now(deal: Deal, offered: Quote, people: People) -> None:
    wish = ask_concession(offered.id, asked="Less", worth_minor=3_017, actor=people.actor("alice"), at=NOW)
    answer_concession(wish.id, given="Free delivery", actor=people.actor("alice"), at=NOW)
    event = Event.objects.get(kind="quotes.concession_answered")
    mine = Endpoint(created_by_id=people.admin.id)

    def told(endpoint: Endpoint) -> object:
        return json.loads(body_for(event, endpoint))["data"]["payload"].get("worth_minor")

    assert told(mine) == told(Endpoint()) == 3_017
    User.objects.filter(id=people.admin.id).update(role="service")
    assert told(mine) is None
    User.objects.filter(id=people.admin.id).update(role="admin", is_active=False)
    assert told(mine) is None


def test_the_timeline_tells_aim_and_limit_to_those_alone_who_see_quotes(deal: Deal, people: People) -> None:
    plan_negotiation(deal.id, PLAN, actor=people.actor("alice"), at=NOW)
    event = case_events(deal.id).filter(kind="quotes.negotiation_planned")

    def changed(role: str) -> int:
        who = replace(people.actor("alice"), role=role)
        return len(timeline.load(who, event).days[0].items[0].changed)

    assert (changed("seller"), changed("warehouse")) == (3, 0)


def test_it_is_written_in_a_dialog_that_names_what_is_wrong(
    deal: Deal, people: People, client: Client
) -> None:
    client.force_login(people.alice, backend=BACKEND)
    url = f"/deals/{deal.id}/negotiation/"
    typed = {
        "version": "0", "aim": "1 400,00", "limit": "1500", "motive": "rival", "walk_away": "", "counterpart": "Dora",
        "notes": "", "trade_text": ["Payment in advance", ""], "trade_worth": ["20", ""],
    }  # fmt: skip
    wrong = client.post(url, typed)
    assert (wrong.status_code, "The limit is not above the aim." in wrong.content.decode()) == (422, True)
    assert NegotiationPlan.objects.count() == 0
    saved = client.post(f"{url}?next=/quotes/", typed | {"limit": "1200"})
    assert (saved.status_code, saved.headers["Location"]) == (303, "/quotes/")
    kept = NegotiationPlan.objects.get().plan
    assert (kept.aim_minor, kept.limit_minor, kept.tradeables) == (140_000, 120_000, (ADVANCE,))
    assert 'name="trade_text" value="Payment in advance"' in client.get(url).content.decode()
