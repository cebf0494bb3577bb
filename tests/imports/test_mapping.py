"""Columns find their fields, or the error names what is near."""

import pytest

from polku.imports.logic.mapping import (
    Mapped,
    automatic,
    fingerprint,
    read_pairs,
    resolve,
    with_rest,
)
from polku.kernel.errors import Invalid
from tests.imports.toy import TEAMS

COLUMNS = ["Name", "E-Mail Address", "Size, in people", "Lead Origin", "lead origin!"]


def test_pairs_are_written_as_csv_so_that_names_may_hold_commas_and_equals_signs() -> None:
    assert read_pairs('Name=name, "Size, in people=size",a=b=custom.x') == [
        ("Name", "name"),
        ("Size, in people", "size"),
        ("a=b", "custom.x"),
    ]


@pytest.mark.parametrize("text", ["name", "=name", "Name=", "Name=name,,x=y"])
def test_a_pair_says_both_sides(text: str) -> None:
    with pytest.raises(Invalid, match="write column=field"):
        read_pairs(text)


def test_a_mapping_is_resolved_whatever_the_spelling_of_the_column() -> None:
    pairs = [("name", "name"), ("e-mail address", "email"), ("Lead Origin", "custom.origin")]
    assert [one.column for one in resolve(pairs, COLUMNS, TEAMS)] == ["Name", "E-Mail Address", "Lead Origin"]


def test_a_field_can_be_turned_around() -> None:
    assert resolve([("Name", "!active")], COLUMNS, TEAMS) == [Mapped("Name", "active", negate=True)]


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (("Nmae", "name"), "no column “Nmae”. Near: Name"),
        (("Name", "nmae"), "no field “nmae”. Near: name"),
        (("Name", "custom."), "no field “custom.”"),
        (("Name", "!name"), "turns yes and no around"),
    ],
)
def test_what_is_unknown_is_named_with_what_is_near(pair: tuple[str, str], words: str) -> None:
    with pytest.raises(Invalid) as refused:
        resolve([pair], COLUMNS, TEAMS)
    assert words in str(refused.value)


def test_a_field_is_filled_once() -> None:
    with pytest.raises(Invalid, match="“name” is given twice: by “Name” and by “Lead Origin”"):
        resolve([("Name", "name"), ("Lead Origin", "name")], COLUMNS, TEAMS)


def test_headings_find_their_fields_in_any_language() -> None:
    found = automatic(["NIMI", "Sähköposti", "E-mail", "Whatever", "custom.x"], TEAMS)
    assert [(one.column, one.field) for one in found] == [
        ("NIMI", "name"),
        ("Sähköposti", "email"),
        ("custom.x", "custom.x"),
    ]


def test_the_rest_becomes_fields_of_its_own_that_never_collide() -> None:
    rest = with_rest([Mapped("Name", "name")], [*COLUMNS, "漢字", "!!!"], "custom.")
    assert [one.field for one in rest[1:]] == [
        "custom.e_mail_address",
        "custom.size_in_people",
        "custom.lead_origin",
        "custom.lead_origin_2",
        "custom.u6f22_u5b57",
        "custom.column",
    ]


def test_files_are_told_apart_by_their_headings_not_their_order() -> None:
    assert fingerprint(["Name", "Size"]) == fingerprint(["size", "name"]) != fingerprint(["name"])
