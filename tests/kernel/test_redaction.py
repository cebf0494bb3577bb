"""A person is found however an address, a number or a name is written, and nobody else is."""

import pytest

from polku.kernel.redaction import ERASED, Marks, blanked

MARKS = Marks(
    emails=["Maija.Virtanen@Puu.example"],
    phones=["+358 40 123 4567", "+358401234567"],
    names=["Maija  Virtanen"],
)


@pytest.mark.parametrize(
    "text",
    [
        "maija.virtanen@puu.example",
        "<MAIJA.VIRTANEN@PUU.EXAMPLE>, please",
        "q=maija.virtanen%40puu.example&page=2",
        "+358401234567",
        "+358 40 123 4567",
        "00358-40-1234567",
        "040 123 4567",
        "(040) 123-4567",
        "40 1234567",
        "Call maija virtanen",
        "Virtanen, Maija",
        "words=Maija+Virtanen",
        "words=Maija%20Virtanen",
    ],
)
def test_whatever_way_it_is_written_it_is_found_and_taken_out(text: str) -> None:
    assert MARKS.finds(text)
    assert not MARKS.finds(MARKS.redacted(text))
    assert ERASED in MARKS.redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "xmaija.virtanen@puu.example",
        "maija.virtanen@puu.example.org.x-y".replace(".org", "org"),
        "13584012345678",
        "Maija Virtanens",
        "Maija and Virtanen",
        "Amaija Virtanen",
        "maija",
        "",
    ],
)
def test_somebody_else_is_left_alone(text: str) -> None:
    assert not MARKS.finds(text)
    assert MARKS.redacted(text) == text


def test_the_words_of_a_name_count_where_the_person_takes_part_as_they_are_written() -> None:
    long = Marks(names=["Mark Long"])
    assert long.redacted("How long? Ask Mark.", words=True) == f"How long? Ask {ERASED}."
    assert long.redacted("How long? Ask Mark.") == "How long? Ask Mark."


def test_a_short_single_name_is_no_mark_by_itself() -> None:
    assert not Marks(names=["Valo"]).finds("Valo lamps")
    assert Marks(names=["Valovoimala"]).finds("VALOVOIMALA Oy")


def test_nothing_known_finds_nothing() -> None:
    assert not Marks().finds("anything")
    assert Marks(names=[" "], emails=["no address"], phones=[""]).redacted("a b") == "a b"


def test_json_is_searched_and_cleared_at_any_depth() -> None:
    kept = {"id": 7, "rows": [{"said": "Maija Virtanen called"}, True, None], "maija.virtanen@puu.example": 1}
    assert MARKS.finds(kept)
    assert MARKS.redacted_json(kept) == {
        "id": 7,
        "rows": [{"said": f"{ERASED} called"}, True, None],
        ERASED: 1,
    }
    assert blanked({"a": ["x", "", 2, None, True]}) == {"a": [ERASED, "", 2, None, True]}
