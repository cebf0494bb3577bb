"""Effort and cost of selling, and the profit after it: counted by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from polku.cycle.metrics import effort as measured
from polku.cycle.metrics.effort import Effort
from polku.deals.actions import close, open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.engage.actions import log_activity, set_hourly_costs
from polku.engage.logic.incoming import NewActivity
from polku.engage.metrics import cost_of
from polku.insight.filters import Filter
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
