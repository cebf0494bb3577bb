"""Who finds what, in which script, and what the check sees."""

import pytest
from django.db import connection

from polku.access.logic import SYSTEM, Actor
from polku.db.transactions import write
from polku.search import index
from polku.search.actions import Doc, rebuild, remove, repair
from polku.search.actions import index as store
from polku.search.models import SearchDocument
from polku.search.queries import Gap, find, missing, sound
from tests.search.conftest import Shelf

pytestmark = pytest.mark.django_db


def book(pk: int, title: str, *, team: int = 1, owner: int | None = None, words: str = "") -> Doc:
    return Doc("book", pk, owner, team, title, "", words)


def titles(actor: Actor, text: str, limit: int = 20) -> list[str]:
    return [found.title for found in find(actor, text, only=["book"], limit=limit)]


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("ŁÓDŹ fabryka", "lodz"),
        ("Päijät Sport ry", "paijat sp"),
        ("Päijät Sport ry", "SPORT PÄIJ"),
        ("Ольга Синицына", "синиц"),
        ("臺北設計工作室", "設計"),
        ("臺北設計工作室", "臺北設計工作室"),
        ("臺北設計工作室", "室"),
        ("株式会社トヨタ", "トヨタ"),
        ("anna.virtanen@x.fi", "virtanen"),
        ("Ryöväri O'Neill", "neill"),
        ('a "quoted" * name AND OR NOT ^ - :', "quoted and"),
        ("हिन्दी किताब", "हिन्दी"),
        ("سلام عليكم", "سلام"),
    ],
)
def test_it_is_found_in_every_script(shelf: Shelf, title: str, asked: str) -> None:
    store([book(1, title)])
    assert titles(SYSTEM, asked) == [title]


def test_the_last_word_is_a_beginning_and_the_others_are_whole(shelf: Shelf) -> None:
    store([book(1, "Lahden Hammas Oy"), book(2, "Lahden Hamina")])
    assert titles(SYSTEM, "lahden ham") == ["Lahden Hamina", "Lahden Hammas Oy"]
    assert titles(SYSTEM, "lahd hammas") == []
    assert titles(SYSTEM, "ham ") == []


def test_one_or_two_letters_find_titles_that_begin_so(shelf: Shelf) -> None:
    store([book(1, "Älvsjö"), book(2, "Oy Alko"), book(3, "Alko")])
    assert titles(SYSTEM, "al") == ["Alko", "Älvsjö"]
    assert titles(SYSTEM, "alko o") == ["Oy Alko"]


def test_a_person_finds_only_what_the_own_team_or_oneself_owns(
    shelf: Shelf, seller: Actor, stranger: Actor, loner: Actor
) -> None:
    store([book(1, "Alko one", team=1), book(2, "Alko two", team=2), book(3, "Alko three", team=1, owner=9)])
    for asked in ("alko", "al"):
        assert sorted(titles(seller, asked)) == ["Alko one", "Alko three"]
        assert titles(stranger, asked) == ["Alko two"]
        assert titles(loner, asked) == ["Alko three"]
        assert sorted(titles(SYSTEM, asked)) == ["Alko one", "Alko three", "Alko two"]


def test_nobody_finds_by_the_tokens_of_the_scope(shelf: Shelf) -> None:
    store([book(1, "Alko")])
    assert [titles(SYSTEM, asked) for asked in ("_t1", "_kbook", "t1", "", "  ", "*", '"')] == [[]] * 7


def test_a_change_of_title_or_team_is_found_at_once(shelf: Shelf, seller: Actor, stranger: Actor) -> None:
    store([book(1, "Alko")])
    store([book(1, "Posti", team=2)])
    assert (titles(SYSTEM, "alko"), titles(seller, "posti"), titles(stranger, "posti")) == ([], [], ["Posti"])
    assert sound()


def test_what_is_removed_is_not_found(shelf: Shelf) -> None:
    store([book(1, "Alko"), book(2, "Alko")])
    remove("book", [1])
    assert [found.row_id for found in find(SYSTEM, "alko", only=["book"])] == [2]
    assert sound()


def test_what_is_new_and_corrected_in_one_action_is_found_as_it_is_in_the_end(shelf: Shelf) -> None:
    with write():
        store([book(1, "Alko"), book(2, "Kesko")], new=True)
        store([book(1, "Posti")])
    assert (titles(SYSTEM, "alko"), titles(SYSTEM, "posti"), titles(SYSTEM, "kesko")) == (
        [],
        ["Posti"],
        ["Kesko"],
    )
    assert sound()


def test_indexing_again_changes_nothing(shelf: Shelf) -> None:
    store([book(1, "Alko")])
    store([book(1, "Alko"), book(1, "Alko")])
    assert titles(SYSTEM, "alko") == ["Alko"]
    assert sound()


def test_a_common_word_is_cut_at_the_newest(shelf: Shelf) -> None:
    store([book(pk, f"Company {pk}") for pk in range(1, 301)])
    assert titles(SYSTEM, "company", limit=3) == ["Company 300", "Company 299", "Company 298"]


@pytest.mark.parametrize("large", [0, index.LARGE])
def test_a_large_kind_is_searched_like_a_small_one(shelf: Shelf, large: int) -> None:
    store([book(pk, f"Company {pk}", team=pk % 2) for pk in range(1, 60)])

    def asked(words: list[str], prefix: str, places: list[str]) -> list[int]:
        ids = index.newest(words, prefix, ["book"], places, most=5, large=large)
        return sorted(SearchDocument.objects.filter(id__in=ids).values_list("row_id", flat=True))[-5:]

    assert asked([], "comp", []) == [55, 56, 57, 58, 59]
    assert asked(["company"], "", ["_t1"]) == [51, 53, 55, 57, 59]
    assert asked(["company", "17"], "", ["_t1", "_t0"]) == [17]
    assert asked(["compan"], "", []) == []


def test_rebuilding_drops_what_has_no_row_and_adds_what_was_missing(shelf: Shelf) -> None:
    store([book(1, "Gone"), book(2, "Old title")])
    shelf.rows = {2: book(2, "New title"), 3: book(3, "Added")}
    assert [gap for gap in missing() if gap.kind == "book"] == [Gap("book", 1, 1)]
    assert rebuild("book") == 2
    assert sorted(SearchDocument.objects.filter(kind="book").values_list("title", flat=True)) == [
        "Added",
        "New title",
    ]
    assert ([gap for gap in missing() if gap.kind == "book"], sound()) == ([], True)


def test_a_damaged_index_is_told_and_repaired(shelf: Shelf) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("runs on SQLite only: PostgreSQL keeps its index itself")
    store([book(1, "Alko")])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_searchdocument")
        cursor.execute("DROP TABLE search_fts")
    assert not sound()
    repair()
    assert sound()
    store([book(1, "Alko")])
    assert titles(SYSTEM, "alko") == ["Alko"]


def test_a_long_text_and_a_long_word_are_bounded(shelf: Shelf) -> None:
    store([book(1, "x" * 300, words="y" * 5000 + " " + " ".join(f"w{n}" for n in range(1000)))])
    assert titles(SYSTEM, "y" * 5000) == ["x" * 300]


def test_every_kind_gets_its_share(shelf: Shelf) -> None:
    docs = [Doc("customer", pk, None, 1, f"Alko {pk}") for pk in range(1, 30)]
    store([*docs, *[book(pk, f"Alko {pk}") for pk in range(1, 30)]])
    found = find(SYSTEM, "alko", only=["book", "customer"], limit=10)
    assert [hit.kind.key for hit in found] == ["book"] * 5 + ["customer"] * 5
