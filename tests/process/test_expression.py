"""An expression is bounded and proven before it is published."""

import pytest

from polku.process.logic.expression import BadExpression, compiled, prove

TYPES = {
    "call_held": "bool",
    "meeting_held": "bool",
    "deal_value": "number",
    "product": "text",
    "expected_close": "date",
}


@pytest.mark.parametrize(
    "source",
    [
        "call_held",
        "call_held || meeting_held",
        "!call_held && deal_value > 0.0",
        "deal_value >= 1000",
        "product in ['van', 'truck'] || product.startsWith('bus')",
        "product.size() > 2 && product.matches('^[a-z]+$')",
        "expected_close < timestamp('2030-01-01T00:00:00Z')",
        "expected_close - timestamp('2026-01-01T00:00:00Z') < duration('720h')",
        "deal_value > 10.0 ? call_held : true",
        "['a', 'b'].exists(one, one == product)",
        "100.0 / deal_value > 2.0",
        "call_held // a comment && with || signs",
    ],
)
def test_what_can_be_answered_is_accepted(source: str) -> None:
    assert [str(message) for message in prove(source, TYPES)] == []


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("call_hold", "No fact is called “call_hold”."),
        ("true", "This names no fact, so it would always answer the same."),
        ("deal_value", "This answers “1.0” instead of true or false."),
        ("call_held || true", "This holds even when nothing is known, so it would never keep a deal."),
        (
            "[1].exists(product, product == 1) && call_held",
            "“product” is a fact; name the variable otherwise.",
        ),
        ("call_held && now() > expected_close", "There is no function “now”."),
        ("call_held || call_held(1)", "There is no function “call_held”."),
        (
            "[1].exists(x, [2].exists(y, x == y)) && call_held",
            "A loop (such as “exists”) can't stand inside another.",
        ),
        ("call_held" + " || call_held" * 51, "An expression has at most 50 operators."),
        ("call_held && '" + "x" * 2048 + "' == product", "An expression has at most 2048 bytes."),
        ("(" * 30 + "call_held" + ")" * 30, "The brackets of this expression nest too deep."),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_reason(source: str, why: str) -> None:
    assert [str(message) for message in prove(source, TYPES)] == [why]


@pytest.mark.parametrize("source", ["call_held ||", "'open", "a b", "", "&&", "call_held = true"])
def test_what_is_no_expression_is_refused(source: str) -> None:
    assert [str(message)[:26] for message in prove(source, TYPES)] == ["This is not an expression:"]
    with pytest.raises(BadExpression):
        compiled(source)


@pytest.mark.parametrize(
    "source", ["product > 3", "deal_value + 'a' == 'b'", "call_held && deal_value", "deal_value * 2 > 5.0"]
)
def test_kinds_that_do_not_fit_are_refused(source: str) -> None:
    assert [str(message)[:26] for message in prove(source, TYPES)] == ["This can't be worked out: "]


def test_each_unknown_name_is_told() -> None:
    assert [str(message) for message in prove("one || two", TYPES)] == [
        "No fact is called “one”.",
        "No fact is called “two”.",
    ]


def test_an_expression_is_compiled_once() -> None:
    assert compiled("call_held && meeting_held") is compiled("call_held && meeting_held")
    assert compiled("['a'].exists(one, one == product)").facts == ("product",)
