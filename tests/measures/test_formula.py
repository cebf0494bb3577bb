"""The language of formulas: what it reads, what it refuses and where, and that nothing in it is ever run."""

from __future__ import annotations

import builtins

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.measures.logic.formula import (
    LENGTH_MAX,
    FormulaWrong,
    Node,
    adds_up,
    dimension,
    fits,
    measures,
    natural,
    size,
)
from polku.measures.logic.reading import read
from polku.measures.logic.ready import READY

SERIES = {
    "billed": "money",
    "overdue_steps": "count",
    "selling_hours": "number",
    "selling_cost": "money",
    "paid": "money",
    "margin": "money",
    "satisfaction": "share",
}

UNITS = [
    ("won", "count"),
    ("won()", "count"),
    ("count(won)", "count"),
    ("share(won, closed)", "share"),
    ("won / opened", "number"),
    ("sum(value, won)", "money"),
    ("sum(value, won) / won", "money"),
    ("sum(value, won) / sum(value, lost)", "number"),
    ("mean(value, won) - 100", "money"),
    ('median(days("demo", "offer"))', "days"),
    ("median(working_days(opened, won))", "days"),
    ('mean(hours(opened, act("engage.call")))', "number"),
    ('count(act("engage.demo"))', "count"),
    ('reached("offer")', "count"),
    ('won(source = "Fair", value > 1000)', "count"),
    ('act("engage.call", product = "crm")', "count"),
    ('series("billed") - series("paid")', "money"),
    ('series("overdue_steps")', "count"),
    ('series("billed")', "money"),
    ("-(won + lost) * 2", "number"),
]


@pytest.mark.parametrize(("text", "unit"), UNITS)
def test_a_formula_is_read_and_knows_its_unit(text: str, unit: str) -> None:
    assert natural(read(text, SERIES), SERIES) == unit


WRONG = [
    ("", 1, "Write a formula"),
    ("   ", 1, "Write a formula"),
    ("won +", 6, "ends too early"),
    ("won lost", 5, "+, -, * or /"),
    ("wom", 1, "There is no “wom”"),
    ("won $ 2", 5, "means nothing"),
    ('reached("demo', 9, "no closing quote"),
    ("reached(demo)", 9, "a key in quotes"),
    ('reached("")', 9, "a key in quotes"),
    ("sum(price, won)", 5, "There is no “price”"),
    ("sum(days(opened, won))", 5, "There is no “days”"),
    ("sum(value won)", 11, "“,”"),
    ("median(days(opened))", 19, "“,”"),
    ("median(days(yesterday, won))", 13, "There is no “yesterday”"),
    ('median(working_days("demo", "offer"))', 8, "working_days"),
    ('won(colour = "red")', 5, "There is no “colour”"),
    ('won(source > "Fair")', 12, "= !="),
    ("won(source = Fair)", 14, "a text in quotes"),
    ("won(value > many)", 13, "a number"),
    ("sum(value, won) + won", 17, "cannot be added"),
    ("sum(value, won) * sum(value, won)", 17, "cannot be multiplied"),
    ("won / sum(value, won)", 5, "cannot be divided"),
    ('series("secret")', 8, "There is no “secret”"),
    ("__import__('os')", 12, "means nothing"),
    ("won; won", 4, "means nothing"),
    ("won.count", 4, "means nothing"),
    ("(" * 40 + "won", 17, "too deep"),
    ("won" + " " * LENGTH_MAX, LENGTH_MAX + 1, "at most"),
    ("+".join(["won"] * 40), 1, "too large"),
]


@pytest.mark.parametrize(("text", "place", "said"), WRONG)
def test_a_mistake_is_told_with_its_place(text: str, place: int, said: str) -> None:
    with pytest.raises(FormulaWrong) as caught:
        read(text, SERIES)
    assert caught.value.place + 1 == place
    assert said in str(caught.value.what)
    assert str(caught.value).startswith(f"At character {place}: ")
    assert caught.value.field == "formula"


def test_what_a_mistake_names_is_translated_too() -> None:
    with pytest.raises(FormulaWrong) as caught:
        read("sum(value, won) + won")
    said = caught.value.message.translated(lambda text: f"[{text}]")  # type: ignore[attr-defined]
    assert "[a plain number]" in said


_PIECES = st.sampled_from(
    [
        "won", "opened", "open", "lost", "sum", "mean", "median", "share", "count", "value", "days", "act", "reached",
        "(", ")", ",", "+", "-", "*", "/", "=", "<", '"demo"', '"', "1", "2.5", " ", "source", "hours", "series", "os",
        "__class__", ".", "lambda", ":", "exec", "{", "\n", "\\", "µ",
    ]
)  # fmt: skip


@given(st.one_of(st.lists(_PIECES, max_size=60).map("".join), st.text(max_size=80)))
def test_any_text_is_read_or_refused_at_a_place_and_never_run(text: str) -> None:
    ran: list[object] = []
    before = builtins.eval, builtins.exec, builtins.compile
    builtins.eval = builtins.exec = builtins.compile = lambda *given, **named: ran.append(given)  # type: ignore[assignment]
    found: Node | FormulaWrong
    try:
        found = read(text, SERIES)
    except FormulaWrong as error:
        found = error
    finally:
        builtins.eval, builtins.exec, builtins.compile = before
    assert ran == []
    if isinstance(found, FormulaWrong):
        assert (0 <= found.place <= max(len(text), LENGTH_MAX), bool(str(found))) == (True, True)
    else:
        assert size(found)[0] <= 60
        assert dimension(found, SERIES) in ("plain", "money", "days")


_DEALS = st.sampled_from(
    ["won", "opened", "lost(value > 10)", 'reached("demo")', 'act("engage")', 'won(source != "Fair")']
)
_PLAIN = st.one_of(
    _DEALS,
    st.integers(0, 999).map(str),
    st.tuples(_DEALS, _DEALS).map(lambda pair: f"share({pair[0]}, {pair[1]})"),
    st.just("mean(hours(opened, won))"),
)
_WELL_FORMED = st.recursive(
    _PLAIN,
    lambda parts: st.tuples(parts, st.sampled_from("+-*/"), parts).map(
        lambda one: f"({one[0]} {one[1]} {one[2]})"
    ),
    max_leaves=8,
)


@given(_WELL_FORMED)
def test_every_well_formed_formula_is_read(text: str) -> None:
    node: Node = read(text, SERIES)
    assert fits("number", dimension(node, SERIES))
    assert all(one.text in text for one in measures(node))


ADDING = [
    ("won", True),
    ("won - lost", True),
    ("2 * won", True),
    ("sum(value, won) / 100", True),
    ('series("billed")', True),
    ('series("overdue_steps")', False),
    ("open", False),
    ("won / opened", False),
    ("share(won, closed)", False),
    ("won + 1", False),
    ("mean(value, won)", False),
]


@pytest.mark.parametrize(("text", "adds"), ADDING)
def test_only_counts_and_sums_grow_through_a_period(text: str, adds: bool) -> None:
    assert adds_up(read(text, SERIES), frozenset({"billed"})) is adds


@pytest.mark.parametrize("one", READY, ids=lambda one: one.key)
def test_every_ready_indicator_can_be_read_in_its_unit(one: object) -> None:
    assert fits(one.unit, dimension(read(one.formula, SERIES), SERIES))  # type: ignore[attr-defined]
