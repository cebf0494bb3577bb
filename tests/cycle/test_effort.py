"""Effort and cost of selling, and the profit after it: counted by hand."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from polku.access.logic import Reach, Scope
from polku.cycle.metrics import effort as measured
from polku.cycle.metrics.behind import address
from polku.cycle.metrics.effort import Effort, narrowed
from polku.deals.actions import close, open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.engage.actions import log_activity, set_hourly_costs
from polku.engage.logic.incoming import NewActivity
from polku.engage.metrics import cost_of
from polku.insight import queries as insight
from polku.insight.filters import EVERYTHING, Filter
from polku.insight.rules import InsightPermission
from polku.kernel.errors import Invalid, NotAllowed
from polku.measures import registry
from polku.measures.logic.periods import latest
from polku.measures.logic.reading import read
from polku.measures.measuring.figures import Measured
from polku.measures.measuring.figures import measured as measured_by
from polku.measures.queries import indicator
from polku.orders.models import Order
from tests.billing.conftest import Bill
from tests.conftest import NOW, People
from tests.orders.door import Door
from tests.returns.conftest import admin as admin
from tests.returns.conftest import bill as bill
from tests.returns.conftest import delivered as delivered
from tests.returns.conftest import pay
from tests.stock.conftest import ask as ask
from tests.stock.conftest import chairs as chairs
from tests.stock.conftest import deal as deal
from tests.stock.conftest import goods as goods

ZONE = "Europe/Helsinki"
SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


def done(deal_id: int, kind: str, minutes: int | None, people: People, by: str = "alice") -> None:
    log_activity(
        NewActivity(deal_id=deal_id, kind=kind, duration_minutes=minutes, text="Said"),
        actor=people.actor(by),
        at=NOW,
    )


@pytest.fixture
def worked(deal: Deal, people: People) -> Deal:
    """A deal of Alice with a meeting of an hour, a call of ten minutes, a mail; another of hers that is lost."""
    done(deal.id, "meeting", 60, people)
    done(deal.id, "call", 10, people)
    done(deal.id, "mail", None, people)
    done(deal.id, "note", None, people)
    other = open_deal(
        NewDeal(title="Tables", company="Puu Oy", owner_id=people.alice.id, source="web"),
        actor=people.actor("alice"),
        at=NOW,
    )
    done(other.id, "demo", 50, people, "admin")
    close(other.id, "lost", actor=people.actor("admin"), at=NOW, reasons=("price",))
    return deal


def test_minutes_become_money_to_the_nearest_unit() -> None:
    assert [cost_of(70, 6000), cost_of(1, 30), cost_of(1, 29), cost_of(0, 6000)] == [7000, 1, 0, 0]


def test_effort_counts_lost_deals_too_and_a_win_bears_all_of_it(worked: Deal, people: People) -> None:
    boss = people.actor("admin")
    found = measured.effort(boss, Filter())
    assert found.whole == Effort(deals=2, won=0, acts=4, meetings=2, minutes=120, unspoken=1, margin=0)
    set_hourly_costs({"seller": 6000, "admin": 12000}, actor=boss, at=NOW)
    close(worked.id, "won", actor=boss, at=NOW, override_reason="In a hurry")

    (owner, one), *rest = measured.effort(boss, Filter()).groups
    assert (owner, rest) == (str(people.alice.id), [])
    assert (one.won, one.cost, one.cost_per_win) == (1, 7000 + 10000, 17000)
    by_source = dict(measured.effort(boss, Filter(), "source").groups)
    assert {key: (one.minutes, one.cost) for key, one in by_source.items()} == {
        "": (70, 7000), "web": (50, 10000),
    }  # fmt: skip
    assert measured.effort(boss, Filter(sources=("web",))).whole.cost == 10000
    later = (NOW + timedelta(days=1)).date()
    assert measured.effort(boss, Filter(date_from=later)).whole == Effort()
    mine = measured.effort(people.actor("alice"), Filter()).whole
    assert (mine.minutes, mine.cost, mine.margin) == (
        120,
        None,
        None,
    )  # neither costs nor books are hers to see


def test_the_profit_is_the_margin_of_paid_bills_less_the_cost_of_selling(
    delivered: Order, bill: Bill, worked: Deal, people: People
) -> None:
    boss = people.actor("admin")
    set_hourly_costs({"seller": 6000}, actor=boss, at=NOW)
    invoice = bill(delivered)
    unpaid = measured.effort(boss, Filter()).whole
    assert (unpaid.paid, unpaid.margin, unpaid.profit) == (0, 0, -7000)
    pay(invoice, boss)
    whole = measured.effort(boss, Filter()).whole
    earned = invoice.company_net_minor - 75005  # ten chairs of twenty that cost 150010
    assert (whole.paid, whole.margin, whole.profit) == (1, earned, earned - 7000)


def test_indicators_say_what_a_win_takes(worked: Deal, people: People) -> None:
    boss = people.actor("admin")
    close(worked.id, "won", actor=boss, at=NOW, override_reason="In a hurry")

    def said(formula: str) -> Measured:
        stretch = latest(NOW.date(), "month", 1)
        return measured_by(
            read(formula, registry.units()), Filter(), stretch.bounds(ZONE), actor=boss, now=NOW
        )[0]

    assert (said('series("selling_hours")').value, said('series("selling_cost")').value) == (2.0, None)
    set_hourly_costs({"seller": 6000, "admin": 12000}, actor=boss, at=NOW)
    assert (said('series("selling_cost")').value, said('series("selling_cost")').n) == (17000, 4)
    one = said(indicator("cost-per-win").formula)
    assert (one.value, one.few) == (None, True)  # one win is too few to tell


def test_who_may_say_what_an_hour_costs_and_what_is_refused(people: People) -> None:
    with pytest.raises(NotAllowed):
        set_hourly_costs({"seller": 1}, actor=people.actor("alice"), at=NOW)
    with pytest.raises(Invalid):
        set_hourly_costs({"nobody": 1}, actor=people.actor("admin"), at=NOW)
    with pytest.raises(Invalid):
        set_hourly_costs({"seller": -1}, actor=people.actor("admin"), at=NOW)


def test_the_page_the_file_and_the_setting(worked: Deal, people: People, client: Client) -> None:
    client.force_login(people.admin, backend=SIGN_IN)
    page = client.get("/selling-cost/").content.decode()
    assert ("Say what an hour of each role costs" in page, "1 activity has no length" in page) == (True, True)
    wrong = client.post("/settings/hourly-costs/", {"seller": "much"})
    assert (wrong.status_code, "Enter an amount." in wrong.content.decode()) == (422, True)
    assert client.post("/settings/hourly-costs/", {"seller": "60", "admin": "120.00"}).status_code == 303
    assert 'value="60.00"' in client.get("/settings/hourly-costs/").content.decode()
    page = client.get("/selling-cost/?by=source").content.decode()
    assert ("€170" in page, "Profit after selling" in page) == (True, True)
    rows = b"".join(client.get("/selling-cost/export/?by=source&source=web").streaming_content)  # type: ignore[attr-defined]
    assert rows.decode("utf-8-sig").splitlines()[1] == "web,1,0,1,1,50,0,100.00,,0,0.00,-100.00"


def test_each_count_leads_to_the_deals_behind_it(worked: Deal, people: People, client: Client) -> None:
    quiet = NewDeal(title="Lamps", company="Puu Oy", owner_id=people.alice.id, source="web")
    open_deal(quiet, actor=people.actor("alice"), at=NOW)
    f, boss = Filter(), people.actor("admin")
    close(worked.id, "won", actor=boss, at=NOW, override_reason="In a hurry")
    web, none = (narrowed(f, "source", key) for key in ("web", ""))
    other = Deal.objects.get(title="Tables").id

    def ids(what: str, of: Filter) -> list[int]:
        token = parse_qs(urlsplit(address(of, what)).query)["drill"][0]
        return insight.drilled(token, scope=EVERYTHING, now=NOW)

    assert [len(ids("deals", of)) for of in (f, web, none)] == [3, 2, 1]
    assert [ids("won", of) for of in (f, web, none)] == [[worked.id], [], [worked.id]]
    assert [set(ids("acts", of)) for of in (f, web, none)] == [{worked.id, other}, {other}, {worked.id}]
    assert [ids("unspoken", of) for of in (f, web)] == [[worked.id], []]
    assert ids("paid", f) == []
    assert ids("acts", narrowed(f, "team", str(people.riga.id))) == []
    token = parse_qs(urlsplit(address(f, "acts")).query)["drill"][0]
    assert insight.drilled(token, scope=Scope(Reach.OWN, people.bob.id, frozenset()), now=NOW) == []

    client.force_login(people.admin, backend=SIGN_IN)
    page = client.get("/selling-cost/?by=source").content.decode()
    row = page.split("<tbody>")[1].split("</tbody>")[0].split("</tr>")[0]  # web, with most deals
    to = [part.split('"')[0].replace("&amp;", "&") for part in row.split('href="')[1:]]
    listed = [client.get(one).content.decode() for one in to]
    told = [[title in page for title in ("Tables", "Lamps")] for page in listed]
    assert told == [[True, True], [True, False]]  # deals, activities; nothing is won or paid


def test_paid_deals_stand_behind_their_number(delivered: Order, bill: Bill, people: People) -> None:
    boss = people.actor("admin")
    invoice = bill(delivered)
    assert measured.behind(Filter(), "paid") == []
    pay(invoice, boss)
    assert measured.behind(Filter(), "paid") == [delivered.deal_id]


def test_a_link_passed_on_tells_no_more_than_its_reader_may_see(delivered: Order, people: People) -> None:
    token = parse_qs(urlsplit(address(Filter(), "paid")).query)["drill"][0]
    of_alice = people.actor("alice").scope(InsightPermission.SEE)
    with pytest.raises(NotAllowed) as refused:
        insight.drilled(token, scope=of_alice, now=NOW)
    assert refused.value.rule == "books.see"
    assert insight.drilled(token, scope=people.actor("admin").scope(InsightPermission.SEE), now=NOW) == []


def test_programs_read_the_cost_of_selling_and_say_what_an_hour_costs(worked: Deal, people: People) -> None:
    boss, alice = Door(people.actor("admin")), Door(people.actor("alice"))
    assert boss("GET", "/hourly-costs") == (200, {"currency": "EUR", "costs": {}})
    said = {"currency": "EUR", "costs": {"seller": 6000, "admin": 12000}}
    assert boss("PUT", "/hourly-costs", {"costs": {"seller": 6000, "admin": 12000}}) == (200, said)
    assert boss("PUT", "/hourly-costs", {"costs": {"service": None}}) == (200, said)
    assert boss("PUT", "/hourly-costs", {"costs": {"nobody": 1}})[0] == 422
    assert boss("PUT", "/hourly-costs", {"costs": {"seller": -1}})[0] == 422
    assert [alice("GET", "/hourly-costs")[0], alice("PUT", "/hourly-costs", {"costs": {}})[0]] == [403, 403]

    status, told = boss("GET", "/selling-cost?by=source&source=web")
    assert (status, told["n"], told["currency"]) == (200, 1, "EUR")
    row, whole = told["rows"]
    wanted = ("by", "group", "deals", "won", "acts", "meetings", "hours", "cost", "cost_per_win", "paid")
    assert [row[name] for name in wanted] == ["source", "web", 1, 0, 1, 1, 0.83, 10000, None, 0]
    assert (whole["by"], whole["group"], whole["cost"], whole["margin"]) == ("", "all", 10000, 0)
    assert [one["cost"] for one in alice("GET", "/selling-cost")[1]["rows"]] == [None, None]
    assert boss("GET", "/selling-cost?by=weather")[0] == 422
    assert boss("GET", "/selling-cost?process=none")[0] == 422
