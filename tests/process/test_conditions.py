"""Conditions that people choose, as CEL and back."""

from datetime import date

import pytest

from polku.kernel.errors import Invalid
from polku.process.logic.conditions import OPERATOR_NAMES, OPERATORS, SENTENCES, Condition, expression, read
from polku.process.logic.criteria import answer
from polku.process.logic.expression import prove

TYPES = {"demo_held": "bool", "deal_value": "number", "product": "text", "expected_close": "date"}
VALUES = {"number": "1000.5", "text": 'a "b" \\ ä', "date": "2026-12-31", "bool": ""}
EVERY = [(fact, operator) for fact, kind in TYPES.items() for operator in OPERATORS[kind]]


@pytest.mark.parametrize(("fact", "operator"), EVERY)
def test_every_condition_can_be_published_and_read_back(fact: str, operator: str) -> None:
    value = "" if operator == "known" else VALUES[TYPES[fact]]
    condition = Condition(fact, operator, value)
    written = expression(condition, TYPES)
    assert prove(written, TYPES) == []
    assert read(written, TYPES) == condition


def test_every_operator_has_a_name_and_a_sentence() -> None:
    used = {operator for operators in OPERATORS.values() for operator in operators}
    assert used == set(OPERATOR_NAMES) == set(SENTENCES)


@pytest.mark.parametrize(
    ("condition", "written"),
    [
        (Condition("demo_held", ""), "demo_held"),
        (Condition("deal_value", "more", "1 000,5"), "deal_value > 1000.5"),
        (Condition("deal_value", "at_least", "1\u00a0000"), "deal_value >= 1000.0"),
        (Condition("product", "known"), 'product != ""'),
        (
            Condition("expected_close", "before", "2026-12-31"),
            'expected_close < timestamp("2026-12-31T00:00:00Z")',
        ),
    ],
)
def test_values_are_taken_as_people_write_them(condition: Condition, written: str) -> None:
    assert expression(condition, TYPES) == written


@pytest.mark.parametrize(
    ("condition", "field"),
    [
        (Condition("", "holds"), "fact"),
        (Condition("no_such", "holds"), "fact"),
        (Condition("deal_value", "holds"), "operator"),
        (Condition("deal_value", "more", " "), "value"),
        (Condition("deal_value", "more", "many"), "value"),
        (Condition("deal_value", "more", "1e400"), "value"),
        (Condition("deal_value", "more", "nan"), "value"),
        (Condition("expected_close", "before", "31.12.2026"), "value"),
    ],
)
def test_what_makes_no_condition_is_told_at_its_field(condition: Condition, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        expression(condition, TYPES)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "source",
    ["demo_held || meeting_held", "deal_value > deal_value", "product", "x > 1.0", 'product == "\\q"'],
)
def test_what_only_cel_can_say_stays_cel(source: str) -> None:
    assert read(source, TYPES) is None


def test_a_day_is_judged_as_it_reads() -> None:
    before = expression(Condition("expected_close", "before", "2026-12-31"), TYPES)
    assert answer(before, {"expected_close": date(2026, 12, 30)}).holds
    assert not answer(before, {"expected_close": date(2026, 12, 31)}).holds
