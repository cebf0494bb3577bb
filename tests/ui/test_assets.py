"""One stylesheet of all pages, and one more where a large area has its own."""

from django.test import Client
from django.urls import get_resolver, reverse

from polku.ui.assets import sheets, stylesheet_urls


def test_the_first_sheet_is_of_all_pages_and_names_the_layers() -> None:
    first, *others = sheets().values()

    assert (list(first.areas), [sheet.digest for sheet in others if not sheet.areas]) == ([], [])
    assert first.plain.startswith(b"@layer reset,tokens,base,layout,components,pages,utilities;")


def test_areas_are_names_of_addresses() -> None:
    known = set(get_resolver().namespace_dict)

    assert {area for sheet in sheets().values() for area in sheet.areas} - known == set()


def test_pages_of_an_area_ask_for_its_sheet_too() -> None:
    first, *others = sheets().values()
    its_own = [sheet.digest for sheet in others if "process" in sheet.areas]

    assert list(stylesheet_urls("process")) == [
        reverse("ui:stylesheet", args=[digest]) for digest in (first.digest, *its_own)
    ]
    assert list(stylesheet_urls("")) == [reverse("ui:stylesheet", args=[first.digest])]
    assert len(its_own) == 1


def test_each_sheet_is_given_under_its_own_name(client: Client, db: None) -> None:
    given = {digest: client.get(reverse("ui:stylesheet", args=[digest])) for digest in sheets()}

    assert {digest: answer.content for digest, answer in given.items()} == {
        digest: sheet.plain for digest, sheet in sheets().items()
    }
    assert {"immutable" in answer["Cache-Control"] for answer in given.values()} == {True}


def test_the_sheet_of_an_older_release_is_not_kept(client: Client, db: None) -> None:
    answer = client.get(reverse("ui:stylesheet", args=["000000000000"]))

    assert (answer.content, answer["Cache-Control"]) == (next(iter(sheets().values())).plain, "no-cache")
