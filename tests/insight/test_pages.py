"""The pages of insight: who sees what, what stands on them, where the numbers lead."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from polku.access.logic import SYSTEM, Reach, Scope
from polku.deals.actions import close, move, open_deals
from polku.deals.logic.incoming import NewDeal
from polku.insight import queries
from polku.insight.engine import engine
from polku.insight.web.definitions import DEFINITIONS, OF_PART, TITLES, VIEWS
from polku.insight.web.figures import FIGURES
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People
from tests.deals.conftest import plain
from tests.ui.conftest import signed_in

__all__ = ["plain", "signed_in"]
SignIn = Callable[[str], Client]


@pytest.fixture
def deals(people: People, plain: Definition) -> list[int]:
    """Alice (Helsinki): one lost in find, one in needs. Charlie (Riga): one in find."""
    rows = [
        NewDeal(
            title="A",
            company="A <b>",
            source="web & fair",
            owner_id=people.alice.id,
            team_id=people.helsinki.id,
        ),
        NewDeal(
            title="B", company="B", source="web & fair", owner_id=people.alice.id, team_id=people.helsinki.id
        ),
        NewDeal(title="C", company="C", source="call", owner_id=people.charlie.id, team_id=people.riga.id),
    ]
    made = [row.deal_id or 0 for row in open_deals(rows, actor=SYSTEM, at=NOW - timedelta(days=4))]
    close(made[0], "lost", actor=SYSTEM, at=NOW, reasons=("price",))
    move(made[1], "needs", actor=SYSTEM, at=NOW)
    return made


def cells(page: str) -> list[list[str]]:
    """The table's body as text."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [
        [
            re.sub(r"<[^>]*>", "", cell).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_a_frame_comes_without_computing_a_figure(view: str, signed_in: SignIn, deals: list[int]) -> None:
    loads = engine().loads

    page = signed_in("admin").get(f"/insight/{view}/?source=call")

    assert page.status_code == 200
    part = "".join(f"&amp;phase={phase}" for phase in OF_PART.get(view, ()))
    for name in VIEWS[view][2]:
        assert f'hx-get="/insight/figures/{name}/?source=call{part}"' in page.content.decode()
    assert engine().loads == loads


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_says_its_n_and_what_it_counts(name: str, signed_in: SignIn, deals: list[int]) -> None:
    page = (
        signed_in("admin").get(f"/insight/figures/{name}/", headers={"HX-Request": "true"}).content.decode()
    )

    assert str(TITLES[name]) in page
    assert str(DEFINITIONS[name])[:40] in page
    assert re.search(r'class="aside">\s*n \d', page)
    assert "<html" not in page
    assert "style=" not in page


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_of_nothing_says_what_to_do(name: str, signed_in: SignIn, plain: Definition) -> None:
    page = signed_in("admin").get(f"/insight/figures/{name}/").content.decode()

    assert "No deals here" in page
    assert ("buyers whose orders have a promised day" in page) == (name == "late-delivery")


def test_the_funnel_is_drawn_and_in_a_table(signed_in: SignIn, deals: list[int]) -> None:
    page = signed_in("admin").get("/insight/figures/funnel/").content.decode()

    assert [row[:3] for row in cells(page)] == [
        ["Find", "3", "1"],
        ["Needs", "1", "0"],
        ["Offer", "0", "0"],
        ["Care", "0", "0"],
    ]
    assert page.count('<svg class="chart only-') == 2
    assert "0 won, 1 lost, 2 open" in page


def test_a_seller_sees_the_figures_of_her_team_alone(signed_in: SignIn, deals: list[int]) -> None:
    alice, charlie = signed_in("alice"), signed_in("charlie")

    assert cells(alice.get("/insight/figures/source/").content.decode())[0][:2] == [
        "web &amp; fair n below 30",
        "2",
    ]
    assert len(cells(alice.get("/insight/figures/source/").content.decode())) == 1
    assert cells(charlie.get("/insight/figures/funnel/").content.decode())[0][:2] == ["Find", "1"]
    assert cells(charlie.get("/insight/figures/owner/").content.decode())[0][0] == "Charlie n below 30"


def test_a_number_leads_to_exactly_the_deals_it_counted(
    signed_in: SignIn, people: People, deals: list[int]
) -> None:
    page = signed_in("admin").get("/insight/figures/dropout/").content.decode()
    (link,) = re.findall(r'href="(/deals/\?[^"]+)"', page)
    token = parse_qs(urlsplit(link.replace("&amp;", "&")).query)["drill"][0]
    everything, riga = (
        Scope(Reach.ALL, None, frozenset()),
        Scope(Reach.TEAM, None, frozenset({people.riga.id})),
    )

    assert queries.drilled(token, scope=everything, now=NOW) == [deals[0]]
    assert queries.drilled(token, scope=riga, now=NOW) == []


def test_a_filter_stands_in_the_address_and_can_be_taken_away(
    signed_in: SignIn, people: People, deals: list[int]
) -> None:
    page = signed_in("admin").get(f"/insight/?owner={people.charlie.id}&from=2026-11-01").content.decode()
    form = signed_in("admin").get(f"/insight/filter/?view=paths&owner={people.charlie.id}").content.decode()

    assert "Owner <b>Charlie</b>" in page
    assert f'href="?owner={people.charlie.id}"' in page
    assert 'href="?from=2026-11-01"' in page
    assert f'<option value="{people.charlie.id}" selected>Charlie</option>' in form
    assert 'action="/insight/paths/"' in form


def test_a_filter_that_cannot_be_read_is_refused_in_words(signed_in: SignIn, deals: list[int]) -> None:
    page = signed_in("admin").get("/insight/figures/funnel/?from=tomorrow")

    assert page.status_code == 400
    assert "“tomorrow” cannot be read here." in page.content.decode()


def test_a_figure_is_a_file_too(signed_in: SignIn, deals: list[int]) -> None:
    rows = signed_in("admin").get("/insight/figures/source.csv")
    book = signed_in("admin").get("/insight/figures/variants.xlsx")

    assert rows.content.decode().splitlines()[:2] == [
        "source,n,won,share,low,high,lost,open,won_value_minor",
        "web & fair,2,0,0.0,0.0,0.65762,1,1,0",
    ]
    assert rows.headers["Content-Disposition"] == 'attachment; filename="source.csv"'
    assert book.content[:2] == b"PK"
    assert signed_in("admin").get("/insight/figures/source.exe").status_code == 404


def test_an_unknown_figure_or_view_is_not_found(signed_in: SignIn, people: People) -> None:
    assert signed_in("admin").get("/insight/figures/none/").status_code == 404
    assert signed_in("admin").get("/insight/none/").status_code == 404


def test_nobody_sees_figures_without_signing_in(people: People) -> None:
    assert Client().get("/insight/").status_code == 302
    assert Client().get("/insight/figures/funnel/").status_code == 302


def test_finding_customers_is_told_from_coming_in_to_what_came_of_it(
    signed_in: SignIn, deals: list[int]
) -> None:
    admin = signed_in("admin")

    funnel = admin.get("/insight/figures/funnel/?phase=finding").content.decode()
    sources = admin.get("/insight/figures/source/?phase=finding").content.decode()
    between = admin.get("/insight/figures/between/?phase=finding").content.decode()

    assert [row[:3] for row in cells(funnel)] == [["Find", "3", "1"], ["Got further", "1", "0"]]
    assert "From coming in to getting further" in funnel
    assert "1 got further; in the end 0 won, 1 lost, 2 open" in funnel
    assert "Deals that got further, that left the line there and that are still there are all kept" in funnel
    assert [(row[0], row[1], row[2]) for row in cells(sources)] == [
        ("web &amp; fair n below 30", "2", "1"),
        ("call n below 30", "1", "0"),
    ]
    assert "33.3% got further" in sources.replace("\xa0", "")
    assert '<option value="" selected>Coming to the phase</option>' in between
    assert "1 got there, 1 still on the way" in between


def test_a_number_of_a_part_leads_to_exactly_the_deals_it_counted(
    signed_in: SignIn, deals: list[int]
) -> None:
    page = signed_in("admin").get("/insight/figures/funnel/?phase=find").content.decode()
    last = page.partition("Got further</th>")[2] or page.rpartition("Got further")[2]
    link = re.findall(r'href="(/deals/\?[^"]+)"', last)[0]
    token = parse_qs(urlsplit(link.replace("&amp;", "&")).query)["drill"][0]

    assert queries.drilled(token, scope=Scope(Reach.ALL, None, frozenset()), now=NOW) == [deals[1]]


def test_a_process_without_such_a_phase_says_so_once(signed_in: SignIn, deals: list[int]) -> None:
    asked = {"HX-Request": "true"}
    admin = signed_in("admin")

    assert "No stages in this phase" in admin.get("/insight/figures/funnel/?phase=close").content.decode()
    assert admin.get("/insight/figures/source/?phase=close", headers=asked).content == b""
    assert "No stages in this phase" in admin.get("/insight/figures/source/?phase=close").content.decode()


def test_a_figure_that_knows_no_phases_says_that_it_is_of_the_whole_line(
    signed_in: SignIn, deals: list[int]
) -> None:
    page = signed_in("admin").get("/insight/figures/variants/?phase=find").content.decode()

    assert "of the whole line" in page
    assert "of the whole line" not in signed_in("admin").get("/insight/figures/variants/").content.decode()


def test_phases_are_chosen_in_the_filter(signed_in: SignIn, deals: list[int]) -> None:
    form = signed_in("admin").get("/insight/filter/?view=finding&phase=find").content.decode()
    page = signed_in("admin").get("/insight/finding/?phase=find").content.decode()

    assert '<option value="finding">Finding customers</option>' in form
    assert '<option value="find" selected>Find</option>' in form
    assert "Phase <b>Find</b>" in page


def test_a_figure_that_waits_says_for_how_many_and_how_many_there_are(
    signed_in: SignIn, deals: list[int]
) -> None:
    page = signed_in("admin").get("/insight/figures/skills/").content.decode()
    assert "with 30 deals that have left one stage" in page
    assert "Deals here: 3." in page
