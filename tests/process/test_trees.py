"""Expressions as trees: read, written, said, turned into lines and back; and those that can never hold."""

import pytest

from polku.process.logic.contradictions import excluding
from polku.process.logic.soundness import unsound
from polku.process.logic.trees import as_lines, of_lines, parsed, sentence, written
from polku.process.logic.wording import Wording
from tests.process.made import criterion, definition, stage

TYPES = {"x": "bool", "y": "bool", "z": "bool", "v": "number", "p": "text", "d": "date"}
NAMES = {"x": "Demo held", "y": "Meeting held", "v": "Value", "p": "Product"}


@pytest.mark.parametrize(
    ("source", "said", "as_written"),
    [
        ("x", "Demo held", "x"),
        ("(x || y) && v > 5.0", "(Demo held or Meeting held) and Value: more than 5", "(x || y) && v > 5.0"),
        ("x && y || z", "(Demo held and Meeting held) or z", "(x && y) || z"),
        ("x && (y && z)", "Demo held and Meeting held and z", "x && y && z"),
        ("!(x || y)", "Not so: Demo held or Meeting held", "!(x || y)"),
        ("size(p) > 3 && x", "size(p) > 3 and Demo held", "(size(p) > 3) && x"),
        ("x ? y : z", "x ? y : z", "x ? y : z"),
        ('p == "a || b" && x', "Product: a || b and Demo held", 'p == "a || b" && x'),
        ("x && ", "x &&", "x &&"),
    ],
)
def test_an_expression_is_said_and_written(source: str, said: str, as_written: str) -> None:
    tree = parsed(source, TYPES)
    assert sentence(tree, lambda name: NAMES.get(name, name), Wording()) == said
    assert written(tree, TYPES) == as_written


@pytest.mark.parametrize(
    "source",
    ["x", "x && y", "x || y", "x && y || z", "(x || y) && z", "x || y && v > 2.0 || z", '(x || y) && (z || p == "a")'],
)  # fmt: skip
def test_two_levels_come_back_from_lines(source: str) -> None:
    tree = parsed(source, TYPES)
    lines = as_lines(tree)
    assert lines is not None
    assert of_lines(lines[0], or_first=lines[1]) == tree


@pytest.mark.parametrize("source", ["!(x || y)", "x && (y || (z && x))", "size(p) > 3"])
def test_what_nests_deeper_stays_cel(source: str) -> None:
    assert as_lines(parsed(source, TYPES)) is None


@pytest.mark.parametrize(
    ("sources", "over"),
    [
        (["x && !x"], ("x",)),
        (["x", "!x"], ("x",)),
        (["x || y", "!x"], None),
        (["x || y", "!x", "!y"], ("x", "y")),
        (["v > 5.0", "v < 3.0"], ("v",)),
        (["v >= 3.0", "v <= 3.0"], None),
        (["v > 3.0 && v <= 3.0"], ("v",)),
        (["v == 2.0", "v > 2.0"], ("v",)),
        (['p == "a"', 'p == "b"'], ("p",)),
        (['p == "a"', 'p != "a"'], ("p",)),
        (["!(x && y)", "x", "y"], ("x", "y")),
        (["size(p) > 3", "!(size(p) > 3)"], ("size(p) > 3",)),
        (['d < timestamp("2026-01-01T00:00:00Z")', 'd >= timestamp("2026-02-01T00:00:00Z")'], ("d",)),
        (["false"], ("false",)),
        (["true"], None),
    ],
)
def test_what_can_never_hold_is_found(sources: list[str], over: tuple[str, ...] | None) -> None:
    assert excluding(sources, TYPES) == over


def _faults(*stages: dict[str, object]) -> list[tuple[str, str]]:
    return [(fault.where, str(fault.message)) for fault in unsound(definition(*stages), TYPES)]


def test_a_process_that_cannot_be_walked_says_where() -> None:
    item = [{"key": "late", "text": "Late"}]
    found = _faults(
        stage(
            "a", role="", exit=[criterion("one", "x"), criterion("two", "!x"), criterion("three", "y && !y")]
        ),
        stage("b", exit=[criterion("one", "z"), criterion("two", "item_late")]),
        stage("c", entry=[criterion("one", "!z")], checklist=item, not_needed="true"),
    )
    assert found == [
        ("stages[0].role", "Nobody is responsible for this stage."),
        ("stages[0].exit[1].when", "This can never hold together with “x”."),
        ("stages[0].exit[2].when", "This can never hold: it contradicts itself."),
        ("stages[1].exit[1].when", "This waits for something that is ticked only in “C”, after it."),
        (
            "stages[2].entry[0].when",
            "This stage can't be reached: the stage before it asks for the contrary before a deal leaves.",
        ),
        ("stages[2].not_needed", "This stage is needed by no deal: its rule always holds."),
    ]
