"""YAML of strangers is read within bounds, each value with its line."""

import pytest

from polku.process.logic.yaml_source import DocumentError, read


def _fault(text: str | bytes) -> tuple[str, str, int | None]:
    with pytest.raises(DocumentError) as caught:
        read(text)
    first = caught.value.faults[0]
    return first.where, str(first.message), first.line


def test_every_value_knows_its_line() -> None:
    source = read("a: 1\nb:\n  - c: true\n  - text\n")
    assert source.data == {"a": 1, "b": [{"c": True}, "text"]}
    assert source.line(("b", 0, "c")) == 3
    assert source.line(("b", 1)) == 4
    assert source.line(("b", 0, "unknown")) == 3


def test_a_date_stays_a_text_and_nothing_stays_nothing() -> None:
    assert read("a: 2026-01-01\nb: ~\nc: 1.5\nd: '5'\ne: 0x10\nf: off").data == {
        "a": "2026-01-01", "b": None, "c": 1.5, "d": "5", "e": 16, "f": False,
    }  # fmt: skip
    assert read("").data is None


def test_aliases_are_refused_before_they_can_grow() -> None:
    assert _fault("a: &x [1, 2]\nb: *x") == ("", "Anchors and aliases (& and *) are not allowed.", 1)
    assert _fault("b: *x")[1] == "Anchors and aliases (& and *) are not allowed."


def test_a_document_has_bounds() -> None:
    assert _fault("a: " + "x" * 300_000) == ("", "The document is larger than 256 kB.", None)
    assert _fault("[" * 5000) == ("", "The document nests too deep or holds too much.", 1)
    assert _fault("- a\n" * 60_000)[1] == "The document nests too deep or holds too much."


def test_a_key_stands_once() -> None:
    assert _fault("a: 1\nb: 2\na: 3") == ("a", "“a” stands here twice.", 3)
    assert _fault("? [a]\n: 1")[1] == "A key must be a word."


@pytest.mark.parametrize("number", [".inf", ".nan", "9" * 5000])
def test_a_number_that_cannot_be_used_is_refused(number: str) -> None:
    assert _fault(f"a: {number}")[0] == "a"


def test_what_is_no_yaml_names_the_line() -> None:
    where, message, line = _fault("a: 1\nb: [1, 2\n")
    assert (where, message[:17]) == ("", "This is not YAML:")
    assert line in (2, 3)
    assert _fault(b"a: \xff")[1] == "The document is not UTF-8 text (byte 3)."
    assert _fault("a: \x00")[1][:17] == "This is not YAML:"
    assert _fault("!!python/object:os.system a: [")[1][:17] == "This is not YAML:"


def test_a_tag_makes_nothing_but_text() -> None:
    assert read("a: !!python/name:os.system x").data == {"a": "x"}
