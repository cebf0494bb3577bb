"""What an offer costs over the years: counted by hand, kept with its version, read by the buyer on page and paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from polku.deals.models import Deal
from polku.kernel.errors import Invalid
from polku.quotes.actions import draft, revise, send
from polku.quotes.logic.costs import NONE, Costs, Running, checked, over_years
from polku.quotes.logic.incoming import NewQuote
from polku.quotes.models import Quote
from polku.quotes.papering import drawn
from polku.quotes.queries import current_version, lines_of
from polku.quotes.queries.snapshots import snapshot
from tests.conftest import NOW, People
from tests.quotes.conftest import CONTENT, SITE
from tests.quotes.test_web import BACKEND, HEAD

UPKEEP = Running("Upkeep", 10_000, 2, 3)
LESS_POWER = Running("Less power", -4_000)
THREE = Costs(3, (UPKEEP, LESS_POWER), 60_000)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_each_year_is_the_price_in_the_first_and_what_runs_in_each() -> None:
    found = over_years(100_000, THREE)
    # 1000.00 - 40.00; 100.00 - 40.00; 100.00 - 40.00 against 600.00 a year.
    assert [(one.paid_minor, one.sum_minor, one.now_sum_minor) for one in found.years] == [
        (96_000, 96_000, 60_000),
        (6_000, 102_000, 120_000),
        (6_000, 108_000, 180_000),
    ]
    assert (found.total_minor, found.now_total_minor, found.saved_minor, found.pays_back_in) == (
        108_000, 180_000, 72_000, 2
    )  # fmt: skip


def test_what_gets_dearer_again_has_not_paid_back() -> None:
    late = Costs(3, (Running("Big repair", 500_000, 3, 3),), 60_000)
    found = over_years(100_000, late)
    assert (found.years[1].sum_minor <= (found.years[1].now_sum_minor or 0), found.pays_back_in) == (
        True,
        None,
    )
    assert over_years(100_000, Costs(2)).saved_minor is None


@pytest.mark.parametrize(
    ("costs", "place"),
    [
        (Costs(0, (UPKEEP,)), "costs.years"),
        (Costs(21), "costs.years"),
        (Costs(2, (LESS_POWER, UPKEEP)), "costs.running.1.first"),
        (Costs(3, (Running(" ", 1),)), "costs.running.0.text"),
        (Costs(3, (Running("Upkeep", 10**16),)), "costs.running.0.minor"),
        (Costs(3, (), -1), "costs.now_minor"),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(costs: Costs, place: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(costs)
    assert list(refused.value.errors) == [place]


def test_they_stand_with_their_version_and_reach_the_buyer(
    deal: Deal, people: People, client: Client
) -> None:
    alice = people.actor("alice")
    row = draft(NewQuote(deal.id, replace(CONTENT, costs=THREE)), actor=alice, at=NOW)
    send(row.id, to="", message="", site=SITE, actor=alice, at=NOW)
    row.refresh_from_db()
    version = current_version(row)
    assert Costs.of(version.costs) == checked(THREE)
    page = client.get(f"/q/{row.token}/").content.decode()
    # Chairs 1,185.13 and the oak top 100.00: 1,285.13 without VAT; three years of less power and two of upkeep.
    assert "All together €1,365.13." in page
    assert "That saves €434.87 against the way you do it now. It pays for itself in year 3." in page
    more = client.get(f"/q/{row.token}/totals/?chosen=1&take=2&take-Top=3").content.decode()
    assert "All together €1,485.13." in more
    paper = PdfReader(io.BytesIO(drawn(row, version, lines_of(version), at=NOW)))
    assert "€1,365.13" in "".join(one.extract_text() for one in paper.pages)
    assert snapshot(row, version, [])["over_years"]["years"] == 3

    revise(row.id, replace(CONTENT, costs=NONE), actor=alice, at=NOW)
    client.force_login(people.alice, backend=BACKEND)
    told = client.get(f"/quotes/{row.id}/comparison/").content.decode()
    assert "Costs over the years" in told
    assert "Upkeep: €100.00 a year, from year 2 to 3" in told


def test_they_are_typed_refused_at_their_cell_and_kept(deal: Deal, people: People, client: Client) -> None:
    client.force_login(people.alice, backend=BACKEND)
    typed: dict[str, Any] = HEAD | {
        "description": ["Chair"], "quantity": ["2"], "unit_price": ["500"], "tax": ["25.5"], "optional": [""],
        "product": [""], "sku": [""], "unit": [""], "tax_category": [""], "kind": [""], "discount": [""],
        "group": [""], "cost_years": "2", "cost_now": "700,50", "run_text": ["Upkeep", ""],
        "run_amount": ["a lot", ""], "run_first": ["2", ""], "run_last": ["", ""],
    }  # fmt: skip
    address = f"/deals/{deal.id}/quotes/new/"
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert 'value="a lot"' in refused.content.decode()
    assert "“a lot” is not a number." in refused.content.decode()
    assert client.post(address, typed | {"run_amount": ["99.90", ""]}).status_code == 303
    row = Quote.objects.latest("id")
    assert Costs.of(current_version(row).costs) == Costs(2, (Running("Upkeep", 9_990, 2, 2),), 70_050)
    again = client.get(f"/quotes/{row.id}/edit/").content.decode()
    assert 'name="run_amount" value="99.90"' in again
    assert 'name="cost_now" value="700.50"' in again
    assert "It pays for itself in year 2." in client.get(f"/quotes/{row.id}/").content.decode()
