"""The map: designed, lived, as a table, as files; what is known of a stage."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from urllib.parse import unquote

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from polku.access.logic import SYSTEM
from polku.insight import queries as insight
from polku.insight.logic.differences import Difference
from polku.insight.logic.figures import Share
from polku.insight.logic.stage_losses import StageCause, StageCauses, StageLoss
from polku.insight.rules import InsightPermission
from polku.process.actions import save_draft
from polku.process.logic.definition import Definition
from polku.process.models import Process
from tests.conftest import NOW, People
from tests.process.web.conftest import SignIn

MAP = "/process/eight-stage/map/"
FIGURES = "/process/eight-stage/figures/"
LATER = NOW + timedelta(hours=1)


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_without_a_process_the_place_says_what_to_do(signed_in: SignIn) -> None:
    assert "/process/templates/" in text(signed_in("admin"), "/process/")
    assert "/process/templates/" not in text(signed_in("alice"), "/process/")


def test_a_process_that_is_only_drafted_has_the_map_of_its_draft(
    signed_in: SignIn, eight_stage: Definition
) -> None:
    made = replace(eight_stage, key="begun", version_id=0, process_id=0, number=0)
    row = Process.objects.create(key="begun", name=made.name, is_default=False)
    save_draft(row, made, actor=SYSTEM, at=NOW)

    answer = signed_in("alice").get("/process/begun/", follow=True)

    assert answer.redirect_chain[-1][0] == "/process/begun/edit/"
    assert 'class="map only-l' in answer.content.decode()


def test_the_place_leads_to_the_default_process(alice: Client) -> None:
    assert alice.get("/process/")["Location"] == MAP
    assert alice.get("/process/?show=designed")["Location"] == MAP + "?show=designed"


def test_a_stranger_signs_in_first(client: Client, eight_stage: Definition) -> None:
    assert client.get(MAP)["Location"].startswith("/account/login/")


def test_the_designed_map_is_drawn_lying_and_upright_with_a_way_into_each_stage(alice: Client) -> None:
    page = text(alice, MAP + "?show=designed")
    assert [page.count(f'href="/process/eight-stage/stages/{one}/"') for one in ("find", "aftersales")] == [
        2,
        2,
    ]
    assert ("only-l" in page, "only-s" in page) == (True, True)


def test_the_frame_comes_at_once_and_asks_for_the_figures(alice: Client) -> None:
    page = text(alice, MAP + "?source=fair&owner=0")
    assert 'hx-get="/process/eight-stage/figures/?source=fair&amp;owner=0"' in page
    assert [word for word in ("Source", "fair", "none") if word in page] == ["Source", "fair", "none"]


def test_who_sees_no_figures_gets_the_designed_map(
    people: People, signed_in: SignIn, eight_stage: Definition
) -> None:
    people.alice.role = "warehouse"
    people.alice.save()
    client = signed_in("alice")
    assert "figures" not in text(client, MAP)
    assert client.get(FIGURES).status_code == 403
    assert "As it is lived" not in text(client, "/process/eight-stage/stages/qualify/")


def test_who_may_not_edit_sees_no_way_to(alice: Client, admin: Client) -> None:
    assert 'href="/process/eight-stage/edit/"' not in text(alice, MAP)
    assert 'href="/process/eight-stage/edit/"' in text(admin, MAP)


def test_a_process_nobody_has_been_through_says_so(alice: Client) -> None:
    assert "No deal has gone this way yet" in text(alice, FIGURES)
    assert "No deal fits these filters" in text(alice, FIGURES + "?source=x")


@time_machine.travel(LATER, tick=False)
def test_the_figures_tell_how_many_are_meant_and_where_they_are(
    admin: Client, lived_deals: Sequence[int]
) -> None:
    page = text(admin, FIGURES)
    assert "n 10 deals, 8 of them still open" in page
    assert "from First contact back to Find" in page
    assert page.count('data-label="Overrides"') == 8


@time_machine.travel(LATER, tick=False)
def test_a_seller_sees_the_figures_of_the_own_team(alice: Client, lived_deals: Sequence[int]) -> None:
    assert "n 7 deals, 6 of them still open" in text(alice, FIGURES)


@time_machine.travel(LATER, tick=False)
def test_filters_choose_the_deals(admin: Client, people: People, lived_deals: Sequence[int]) -> None:
    for query, n in (
        ("source=fair", 4),
        (f"team={people.riga.id}", 3),
        (f"owner={people.alice.id}", 7),
        ("to=2026-01-01", 0),
    ):
        page = text(admin, f"{FIGURES}?{query}")
        assert (f"n {n} deal" in page) == bool(n)


def test_a_filter_that_cannot_be_read_is_refused(alice: Client) -> None:
    assert alice.get(MAP + "?from=yesterday").status_code == 400


@time_machine.travel(LATER, tick=False)
def test_a_figure_leads_to_the_deals_it_counted(
    admin: Client, people: People, lived_deals: Sequence[int]
) -> None:
    page = text(admin, FIGURES)
    href = (
        page.partition('data-label="Reached"')[2]
        .partition('href="')[2]
        .partition('"')[0]
        .replace("&amp;", "&")
    )
    token = href.partition("drill=")[2].partition("&")[0]
    assert href.startswith("/deals/?process=eight-stage&outcome=all&drill=")
    scope = people.actor("admin").scope(InsightPermission.SEE)
    assert sorted(insight.drilled(unquote(token), scope=scope, now=LATER)) == sorted(lived_deals)


@time_machine.travel(LATER, tick=False)
def test_the_table_is_a_file_with_plain_values(admin: Client, lived_deals: Sequence[int]) -> None:
    answer = admin.get("/process/eight-stage/map.csv")
    rows = list(csv.DictReader(StringIO(answer.content.decode())))
    assert answer["Content-Disposition"] == 'attachment; filename="eight-stage.csv"'
    assert [rows[0][key] for key in ("stage", "reached", "advanced", "lost", "open", "target_days")] == [
        "find",
        "10",
        "5",
        "1",
        "4",
        "5.0",
    ]
    assert [rows[1][key] for key in ("stage", "reached", "back", "overrides")] == ["contact", "6", "1", "6"]


def test_the_map_is_a_picture_too(alice: Client) -> None:
    answer = alice.get("/process/eight-stage/map.svg?show=designed")
    assert (answer["Content-Type"], answer.content[:5]) == ("image/svg+xml; charset=utf-8", b"<svg ")


@time_machine.travel(LATER, tick=False)
def test_a_stage_tells_what_it_is_for_what_it_asks_and_how_it_is_lived(
    alice: Client, lived_deals: Sequence[int]
) -> None:
    page = text(alice, "/process/eight-stage/stages/qualify/")
    wanted = [
        "Find out with BANT",
        "The budget is known",
        "Expected working days",
        "BANT questions asked",
        "Considering",
    ]
    assert [word for word in wanted if word in page] == wanted
    assert "As it is lived" in text(alice, "/process/eight-stage/stages/find/")


@pytest.mark.parametrize(
    "url",
    [
        "/process/nowhere/map/",
        "/process/eight-stage/stages/nowhere/",
        "/process/eight-stage/stages/find/?number=9",
    ],
)
def test_what_is_not_there_is_not_found(alice: Client, url: str) -> None:
    assert alice.get(url).status_code == 404


def test_the_filter_form_offers_what_occurs(
    admin: Client, people: People, lived_deals: Sequence[int]
) -> None:
    page = text(admin, "/process/eight-stage/filters/?source=web")
    assert [word for word in ("Helsinki", "Riga", "Alice", "fair", 'value="web"') if word in page] == [
        "Helsinki",
        "Riga",
        "Alice",
        "fair",
        'value="web"',
    ]


def test_other_processes_are_a_step_away(admin: Client) -> None:
    admin.post("/process/templates/three-step/")
    page = text(admin, MAP + "?show=designed")
    assert 'href="/process/three-step/map/"' in page


def test_the_frame_costs_few_queries(alice: Client) -> None:
    text(alice, MAP)
    with CaptureQueriesContext(connection) as asked:
        text(alice, MAP)
    assert len(asked) <= 12


@time_machine.travel(LATER, tick=False)
def test_the_map_says_who_loses_the_most_wins_at_a_stop_or_that_nobody_does(
    admin: Client, lived_deals: Sequence[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Too few deals have left a stage to compare" in text(admin, FIGURES)
    gap = Difference(0.4, 0.28, 0.5)
    cause = StageCause("find", "source", "fair", Share(60, 100), Share(40, 200), gap, 100.0, 0.0, 0.0)
    loss = StageLoss("find", Share(100, 300), Share(200, 200))
    found = StageCauses(300, 8, (loss,), (cause,))
    monkeypatch.setattr("polku.insight.queries.stage_causes", lambda f, now: found)
    page = text(admin, FIGURES)
    assert "Source: fair: 60" in page
    assert "about 40 wins fewer (28" in page
    assert "The most wins are lost here" in page
    assert 'href="/insight/causes/?process=eight-stage"' in page
    assert "Too few deals" not in page
