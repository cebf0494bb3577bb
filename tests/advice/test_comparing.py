"""Comparisons against hand-made tables, and on companies whose truth is known."""

from dataclasses import replace

import pytest
from benchmarks.forecast import HELPED, effect_of_demo, effects_of

from polku.advice.logic import comparing
from polku.advice.logic.comparing import Effect, Stay, Table
from polku.demo.logic.simulation import simulate


def _effect(**changes: object) -> Effect:
    row = Effect("a", "call", 1.0, "won", 50, 50, 0.5, 0.4, 0.1, 0.0, 0.2, 1.2, 1.0, 1.5, 0.04)
    return replace(row, **changes)  # type: ignore[arg-type]


def test_one_stratum_gives_the_plain_difference_with_about_its_plain_interval() -> None:
    found = comparing.pooled([Table(30, 60, 20, 80)])
    assert found is not None
    assert found.difference == pytest.approx(0.5 - 0.25)
    error = (0.5 * 0.5 / 60 + 0.25 * 0.75 / 80) ** 0.5
    assert (found.low, found.high) == pytest.approx((0.25 - 1.96 * error, 0.25 + 1.96 * error), abs=0.004)
    assert found.ratio == pytest.approx(2.0)


def test_mantel_haenszel_ratio_is_that_of_the_hand_computed_strata() -> None:
    found = comparing.pooled([Table(10, 40, 5, 60), Table(15, 30, 20, 70)])
    assert found is not None
    top, bottom = 10 * 60 / 100 + 15 * 70 / 100, 5 * 40 / 100 + 20 * 30 / 100
    assert found.ratio == pytest.approx(top / bottom)
    spread = ((40 * 60 * 15 - 10 * 5 * 100) + (30 * 70 * 35 - 15 * 20 * 100)) / 100**2 / (top * bottom)
    assert found.ratio_high / found.ratio == pytest.approx(2.718281828 ** (1.959964 * spread**0.5), rel=1e-4)  # type: ignore[operator]


def test_strata_with_one_side_alone_say_nothing_and_small_arms_are_refused() -> None:
    assert comparing.pooled([Table(50, 100, 0, 0), Table(0, 0, 40, 100)]) is None
    assert comparing.pooled([Table(10, 29, 20, 80)]) is None
    assert comparing.pooled([Table(1, 60, 2, 80)]) is None


def test_a_stratum_that_explains_all_leaves_no_difference() -> None:
    """Good buyers get more demos: pooled raw it looks like 40 points, like for like it is none."""
    found = comparing.pooled([Table(72, 90, 8, 10), Table(2, 10, 18, 90)])
    assert found is not None
    assert found.difference == pytest.approx(0.0)


def test_of_many_comparisons_only_what_holds_among_all_is_found() -> None:
    rows = [_effect(act=f"act{place}", p=p) for place, p in enumerate((0.04, 0.001, 0.5, 0.03, 0.9))]
    assert [(one.p, one.found) for one in comparing.marked(rows)] == [
        (0.001, True), (0.03, True), (0.04, True), (0.5, False), (0.9, False),
    ]  # fmt: skip
    lone = [_effect(act=f"act{place}", p=p) for place, p in enumerate((0.04, 0.5, 0.6, 0.7, 0.9))]
    assert not any(one.found for one in comparing.marked(lone))


def _stay(
    number: int, left: float | None, acts: tuple[tuple[float, str], ...], won: float | None = None
) -> Stay:
    return Stay(number, "1:a", 0.0, left, won, won, 0.0, acts=acts)


def test_a_deal_that_left_before_the_window_closed_is_on_neither_side() -> None:
    """What is done late looks good only because the deal lived to see it: those gone early must not count."""
    gone = [_stay(number, 0.5, ()) for number in range(200)]
    without = [_stay(200 + number, 20.0, (), 30.0 if number % 2 else None) for number in range(60)]
    done = [_stay(300 + n, 20.0, ((0.7, "call"),), 30.0 if n % 2 else None) for n in range(60)]
    found = comparing.compared([*gone, *without, *done], today=400.0)
    assert [(one.n_with, one.n_without, one.difference) for one in found] == [(60, 60, pytest.approx(0.0))]


def test_deals_whose_time_is_not_over_yet_wait() -> None:
    rows = [_stay(n, None, ((0.5, "call"),) if n % 2 else ()) for n in range(200)]
    assert comparing.compared(rows, today=60.0) == []


def test_what_was_done_already_is_not_offered_and_what_hurts_never() -> None:
    rows = [
        _effect(act="call", found=True, difference=0.2),
        _effect(act="demo", found=True, difference=0.1),
        _effect(act="mail", found=True, difference=-0.3),
        _effect(act="meeting", difference=0.4),
    ]
    assert [one.act for one in comparing.helping(rows, "a", {"call"})] == ["demo"]


def test_a_planted_act_is_found_and_covered_and_others_are_seldom_called_so() -> None:
    truth, claimed = effect_of_demo(HELPED, n=8000), 0
    for seed in (1, 2):
        rows = effects_of(simulate(HELPED, seed=seed, deals=1800, weeks=156))
        demo = next(one for one in rows if (one.stage, one.act) == ("1:needs", "demo"))
        assert demo.found
        assert demo.low <= truth <= demo.high
        claimed += sum(one.found for one in rows if one.act in ("recap", "reference", "meeting"))
    assert claimed <= 1
