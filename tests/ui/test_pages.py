"""The interface's own pages."""

import gzip
from collections.abc import Sequence
from datetime import datetime

import pytest
from django.template import engines
from django.template.loader import get_template
from django.test import Client

from polku.access.actions import add_user
from polku.access.logic import SYSTEM, Actor
from polku.ui import registry
from polku.ui.registry import PaletteHit, PaletteSource, TodayRow, TodaySource
from tests.conftest import NOW, People
from tests.tidy.source import templates
from tests.ui.conftest import SignIn


def rows(actor: Actor, at: datetime) -> Sequence[TodayRow]:
    return [
        TodayRow(
            "a",
            "Late, 9 of 7 days",
            "Saimaan Lämpö Oy",
            "/deals/1/",
            signal="late",
            rank=30,
            act_label="Send",
            act_url="/x",
        ),
        TodayRow(
            "b",
            "12 min left of 60",
            "New lead: 林怡君",
            "/deals/2/",
            soon=True,
            rank=0,
            act_label="Answer",
            act_url="/y",
        ),
    ]


def records(actor: Actor, words: str, limit: int) -> Sequence[PaletteHit]:
    return [PaletteHit("Łódź Meble", "/customers/1/", "customer", "company", "Customers")]


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.name)
def test_every_template_compiles(path: object) -> None:
    name = str(path).partition("/templates/")[2]

    assert get_template(name)


def test_pages_ask_who_is_there(client: Client, db: None) -> None:
    assert client.get("/")["Location"] == "/account/login/?next=/"


def test_today_without_anything_says_so(signed_in: SignIn) -> None:
    assert "Nothing waits for you" in signed_in("alice").get("/").content.decode()


def test_today_shows_the_most_urgent_first(signed_in: SignIn) -> None:
    with registry.today_sources.registry.holding("test", TodaySource("test", rows)):
        page = signed_in("alice").get("/").content.decode()

    assert page.index("New lead") < page.index("Saimaan")


def test_today_shows_one_kind_on_request(signed_in: SignIn) -> None:
    with registry.today_sources.registry.holding("test", TodaySource("test", rows)):
        page = signed_in("alice").get("/?kind=Send").content.decode()

    assert "Saimaan" in page
    assert "New lead" not in page


def test_the_work_of_a_desk_is_folded_away_for_others_where_somebody_sits_at_it(
    signed_in: SignIn, people: People
) -> None:
    def desks(actor: Actor, at: datetime) -> Sequence[TodayRow]:
        return [
            TodayRow("c", "To bill", "Kotkan Kala", "/c/", kind="To bill"),
            TodayRow("d", "To bill", "Seinäjoen Auto", "/d/", kind="To bill", own=True),
        ]

    alice = signed_in("alice")
    source = TodaySource("test", desks, desk="finance")
    with registry.today_sources.registry.holding("test", source):
        alone = alice.get("/").content.decode()
        add_user(email="fia@example.org", name="Fia", role="finance", teams=[], actor=SYSTEM, at=NOW)
        beside = alice.get("/").content.decode()

    assert "other-desks" not in alone
    assert "1 thing waits at other desks" in beside
    assert beside.index("Seinäjoen Auto") < beside.index("other-desks") < beside.index("Kotkan Kala")


def test_a_part_of_a_page_comes_without_its_frame(signed_in: SignIn) -> None:
    page = signed_in("alice").get("/settings/", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in page
    assert "Profile" in page


def test_settings_show_what_one_may_open(signed_in: SignIn) -> None:
    assert "/settings/people/" in signed_in("admin").get("/settings/").content.decode()
    assert "/settings/people/" not in signed_in("alice").get("/settings/").content.decode()


def test_the_palette_offers_only_what_is_allowed(signed_in: SignIn) -> None:
    assert "People" in signed_in("admin").get("/palette?q=peo").content.decode()
    assert "People" not in signed_in("alice").get("/palette?q=peo").content.decode()


def test_the_palette_finds_records_places_and_settings(signed_in: SignIn) -> None:
    with registry.palette_sources.registry.holding("test", PaletteSource("test", records)):
        found = signed_in("alice").get("/palette?q=prof").content.decode()

    assert [word in found for word in ("Łódź Meble", "Profile", "Today")] == [True, True, False]


@pytest.mark.parametrize("words", ["", "\0", "%", "<b>", "x" * 500])
def test_the_palette_takes_any_words(signed_in: SignIn, words: str) -> None:
    assert signed_in("alice").get("/palette", {"q": words}).status_code == 200


def test_the_design_page_is_for_admins(signed_in: SignIn) -> None:
    assert signed_in("admin").get("/settings/design/").status_code == 200
    assert signed_in("alice").get("/settings/design/").status_code == 403


def test_the_stylesheet_is_compressed_and_kept_for_ever(client: Client, db: None) -> None:
    page = client.get("/account/login/").content.decode()
    url = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]

    answer = client.get(url, headers={"Accept-Encoding": "gzip"})

    assert "immutable" in answer["Cache-Control"]
    assert gzip.decompress(answer.content).startswith(
        b"@layer reset,tokens,base,layout,components,pages,utilities;"
    )
    assert len(answer.content) < 20_000


def test_an_unknown_page_says_so_in_the_frame(signed_in: SignIn) -> None:
    answer = signed_in("alice").get("/no/such/page")

    assert (answer.status_code, "not on the map" in answer.content.decode()) == (404, True)


def test_the_page_of_a_crash_needs_nothing() -> None:
    assert "Something went wrong" in engines["django"].get_template("500.html").render({})


def test_a_reader_without_an_account_chooses_the_language(client: Client, db: None) -> None:
    answer = client.post("/language", {"language": "fi", "next": "/account/login/"})

    assert (answer["Location"], answer.cookies["polku_language"].value) == ("/account/login/", "fi")


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(client: Client, db: None, wanted: str) -> None:
    assert client.post("/language", {"language": "fi", "next": wanted})["Location"] == "/"


def test_a_form_sent_twice_is_done_once(people: People, signed_in: SignIn) -> None:
    client = signed_in("alice")
    form = {"name": "Hot", "query": "a=1", "next": "/pipeline/", "once": "mark-1"}

    first, second = (
        client.post("/views/pipeline/", form),
        client.post("/views/pipeline/", form | {"name": "Again"}),
    )

    assert first["Location"] == second["Location"]
    assert "This was saved already." in client.get("/").content.decode()


def test_a_form_that_was_refused_can_be_sent_again(people: People, signed_in: SignIn) -> None:
    client = signed_in("alice")

    refused = client.post("/views/pipeline/", {"name": "", "once": "mark-2"})
    done = client.post("/views/pipeline/", {"name": "Hot", "once": "mark-2"})

    assert (refused.status_code, done.status_code) == (400, 303)
