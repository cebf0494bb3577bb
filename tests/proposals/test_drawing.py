"""Drawn verdicts: valid SVG, words escaped, open intervals and both ways of lying."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest

from polku.proposals.logic.comparing import Estimate
from polku.proposals.logic.drawing import interval, months, way


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("effect", [0.05, -3.0])
def test_an_interval_is_drawn_against_zero_and_what_matters(wide: bool, effect: float) -> None:
    held, plain = Estimate(0.04, 0.01, 0.07), Estimate(0.02, float("-inf"), float("inf"))
    drawn = interval(
        held, plain, effect, label="<both>", said=("held", "plain & simple"), say=str, zero="none",
        matters="matters", wide=wide,
    )  # fmt: skip
    root = fromstring(drawn)
    assert root.attrib["aria-label"] == "<both>"
    assert {"none", "matters", "held", "plain & simple"} <= {part.text for part in root}
    assert 'class="zero"' in drawn


def test_the_way_and_the_months_are_drawn() -> None:
    assert 'class="stop past" cx="1008"' in way(10, 0, 10, label="done")
    assert 'class="stop" cx="328"' in way(3, 2, 10, label="so far", wide=False)
    pair = ((3.0, 2.0, 4.0), (4.0, 3.0, 5.0))
    assert fromstring(months([pair] * 3, label="wins", names=("a", "b", "c"), say=str)).tag == "svg"
