"""The pages of proposals: a finding is noted, proposed, started, decided; what-if is answered from the log."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from django.test import Client

from polku.access.logic import SYSTEM
from polku.proposals import weighing
from polku.proposals.actions import start_proposal
from polku.proposals.models import Finding, Proposal
from polku.proposals.tasks import decide_due
from tests.conftest import NOW, People
from tests.proposals.conftest import CHANGED, World

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def house(people: People, client: Client) -> Client:
    client.force_login(people.admin, backend=SIGN_IN)
    return client


def text(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


@time_machine.travel(NOW)
def test_a_finding_becomes_a_proposal(house: Client, world: World, people: People) -> None:
    assert "No proposals yet" in text(house.get("/proposals/"))
    noted = house.post(
        "/findings/new/?process=sale&stage=offer&link=/insight/",
        {"text": "Offers wait.", "stage": "offer", "owner_id": people.alice.pk, "link": "/insight/"},
    )
    row = Finding.objects.get()
    assert (noted.status_code, row.owner, row.link) == (303, people.alice, "/insight/")
    assert house.post("/findings/new/?process=sale", {"owner_id": people.alice.pk}).status_code == 422
    assert f"?finding={row.pk}" in text(house.get("/proposals/"))
    form = text(house.get(f"/proposals/new/?finding={row.pk}"))
    assert ("Offers wait." in form, "the draft, once it is published" in form) == (True, True)
    told = {
        "title": "Ask earlier", "hypothesis": "A recap wins more.", "indicator": "win_rate", "effect": "30",
        "stage": "offer", "version": "2", "period_weeks": "40", "owner_id": people.admin.pk, "query": "source=web",
    }  # fmt: skip
    assert house.post("/proposals/new/?process=sale", told | {"effect": "0"}).status_code == 422
    assert house.post(f"/proposals/new/?finding={row.pk}", told).status_code == 303
    proposal = Proposal.objects.get()
    assert (proposal.finding, proposal.effect, proposal.window_days) == (row, 3000, 14)
    page = text(house.get(f"/proposals/{proposal.pk}/"))
    assert [said in page for said in ("30 points", "version 1 against 2", "Source: web", "Start")] == [
        True
    ] * 4
    sample = text(house.get(f"/proposals/{proposal.pk}/sample/"))
    assert ("Deals to follow" in sample, "Verdict after" in sample) == (True, True)
    assert house.post(f"/proposals/{proposal.pk}/edit/", told | {"effect": "25"}).status_code == 303
    assert house.post(f"/proposals/{proposal.pk}/start/").status_code == 303
    assert house.post(f"/proposals/{proposal.pk}/drop/").status_code == 303
    assert house.post(f"/findings/{row.pk}/closure/").status_code == 303


@time_machine.travel(NOW)
def test_a_verdict_is_read_with_its_interval(house: Client, drafted: Proposal) -> None:
    told = weighing.stated(weighing.asked(drafted), CHANGED)
    start_proposal(drafted.pk, told.sample, told.per_week, actor=SYSTEM, at=CHANGED + timedelta(days=1))
    assert "proposal-way" in text(house.get("/proposals/"))
    assert "The difference is looked at once" in text(house.get(f"/proposals/{drafted.pk}/"))
    decide_due(at=NOW)
    page = text(house.get(f"/proposals/{drafted.pk}/"))
    said = ("Keep it", "mix of customers held constant", "what matters: +30 points", "came to its verdict")
    assert [words in page or words in text(house.get("/")) for words in said] == [True] * 4
    assert "proposal-chart" in text(house.get("/proposals/"))


@time_machine.travel(NOW)
def test_what_if_is_answered_from_the_log(house: Client, world: World) -> None:
    assert "Work it out" in text(house.get("/what-if/"))
    assert "The coming twelve months" in text(
        house.get("/what-if/?process=sale&stage=needs&time=-20&loss=-5")
    )
    answer = text(house.get("/what-if/figure/?process=sale&stage=needs&time=-20&loss=-5"))
    assert ("Wins a month" in answer, "Propose it" in answer) == (True, True)
    assert "Too few deals" in text(house.get("/what-if/figure/?process=sale&stage=needs&source=nowhere"))
    assert house.get("/what-if/figure/?process=sale&stage=nowhere").status_code == 422


def test_a_figure_leads_to_a_proposal_with_stage_indicator_and_deals_filled_in(
    house: Client, world: World
) -> None:
    figure = house.get("/insight/figures/funnel/?process=sale&source=web").content.decode()
    rows = [unescape(link) for link in re.findall(r'class="act-on" href="([^"]*)"', figure)]
    assert 'href="/process/sale/?source=web"' in figure
    menu = figure.partition('id="acts-funnel"')[2].partition("</div>")[0]

    asked = dict(parse_qsl(urlsplit(rows[0]).query))
    form = text(house.get(rows[0]))

    assert re.findall(r"</svg>([^<]*)", menu) == [
        "Propose a change",
        "Note a finding",
        "What if",
        "On the map",
    ]
    assert {name: asked[name] for name in ("process", "stage", "indicator", "query")} == {
        "process": "sale", "stage": "needs", "indicator": "loss_at_stage", "query": "source=web",
    }  # fmt: skip
    assert asked["text"].startswith("Funnel, Needs: Reached ")
    assert ('value="Needs: lose fewer"' in form, "Source: web" in form) == (True, True)
    assert '<option value="loss_at_stage" selected>' in form


def test_a_stop_of_the_map_leads_to_what_may_be_done_about_it(house: Client, world: World) -> None:
    panel = text(house.get("/process/sale/stages/needs/?source=web"))

    links = [
        unescape(link) for link in re.findall(r'href="(/(?:proposals/new|findings|what-if)/[^"]*)"', panel)
    ]
    noted = dict(parse_qsl(urlsplit(links[1]).query))

    assert [urlsplit(link).path for link in links] == ["/proposals/new/", "/findings/new/", "/what-if/"]
    assert (noted["stage"], noted["link"]) == ("needs", "/process/sale/map/?source=web")
    assert "The coming twelve months" in text(house.get(links[2]))


def test_a_finding_brings_the_deals_of_its_figure_along(house: Client, world: World, people: People) -> None:
    told = {"text": "They wait.", "stage": "offer", "owner_id": people.alice.pk}
    house.post(
        "/findings/new/?process=sale", told | {"link": "/insight/time/?source=web&from=2026-01-01&x=1"}
    )

    form = text(house.get(f"/proposals/new/?finding={Finding.objects.get().pk}"))

    assert ('name="query" value="source=web"' in form, "Source: web" in form) == (True, True)


def test_who_may_not_propose_is_offered_nothing_of_it(client: Client, world: World, people: People) -> None:
    client.force_login(people.alice, backend=SIGN_IN)

    figure = text(client.get("/insight/figures/funnel/?process=sale"))

    assert ("What if" in figure, "Propose a change" in figure) == (False, False)
