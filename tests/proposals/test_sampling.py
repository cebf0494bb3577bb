"""Samples by the textbook, and comparisons against tables worked by hand."""

from __future__ import annotations

from math import inf
from random import Random

import pytest

from polku.proposals.logic import comparing
from polku.proposals.logic.followed import Followed, Measured, measured, value_bands
from polku.proposals.logic.indicators import Indicator, natural
from polku.proposals.logic.sampling import ALLOWANCE, needed, weeks_for
from polku.proposals.logic.verdicts import Arms, Plan, Verdict, Why, arms, is_due, verdict


def side(*groups: tuple[str, int, int]) -> list[Measured]:
    """(stratum, n, with value 1) as deals."""
    return [
        Measured(place, place, (name, "", "", ""), float(place < ones))
        for name, n, ones in groups
        for place in range(n)
    ]


def test_two_shares_need_what_the_tables_say() -> None:
    """Fleiss, Levin and Paik: 0.30 against 0.35, alpha 0.05, power 0.8: 1,377 on each side."""
    past = [1.0] * 413 + [0.0] * 964
    alike = needed(past, Indicator.WIN_RATE, 0.05)
    assert alike.level == pytest.approx(0.3, abs=1e-3)
    assert alike.old == 1377
    assert alike.new is not None
    whole = 1 / (1 / (alike.old / ALLOWANCE) + 1 / (alike.new / ALLOWANCE)) * 2
    assert whole == pytest.approx(1377, rel=0.02)
    more = needed(past * 3, Indicator.WIN_RATE, 0.05)
    assert more.new is not None
    assert more.new < alike.new


def test_nothing_is_stated_from_too_few_or_for_too_little() -> None:
    assert needed([1.0, 0.0] * 24, Indicator.WIN_RATE, 0.1).new is None
    assert needed([1.0, 0.0] * 50, Indicator.WIN_RATE, 0.0001).new is None
    assert needed([5.0] * 100, Indicator.STAGE_DAYS, 6.0).new is None
    assert (weeks_for(100, 7.0), weeks_for(100, 0.0)) == (15, None)


def test_means_and_medians_have_samples_too() -> None:
    random = Random(1)
    values = [random.expovariate(0.1) for _ in range(4000)]
    means = needed(values, Indicator.VALUE_PER_DEAL, 2.0)
    assert means.new is not None
    assert 150 < means.new < 400
    medians = needed(values, Indicator.STAGE_DAYS, 2.0)
    assert medians.new is not None
    assert medians.new > means.new


def test_the_mix_is_held_constant() -> None:
    """Simpson's turn: in each source the new version is 10 points better, in the sum it looks worse."""
    old = side(("good", 400, 240), ("bad", 100, 20))
    new = side(("good", 100, 70), ("bad", 400, 120))
    found = comparing.shares(old, new)
    assert found.plain.value == pytest.approx(-0.14)
    assert found.held.value == pytest.approx(0.1)
    assert found.held.low > 0
    assert found.covered == 1.0


def test_the_mantel_haenszel_interval_is_that_of_a_table_worked_by_hand() -> None:
    """One stratum: the risk difference; Sato's variance is then near that of two binomials."""
    found = comparing.shares(side(("a", 200, 50)), side(("a", 200, 70)))
    assert found.held.value == pytest.approx(0.1)
    plain = 1.959964 * (0.25 * 0.75 / 200 + 0.35 * 0.65 / 200) ** 0.5
    assert found.held.high - found.held.value == pytest.approx(plain, rel=0.02)
    assert (found.plain.low, found.plain.high) == (
        pytest.approx(0.0102, abs=1e-3),
        pytest.approx(0.1878, abs=1e-3),
    )


def test_means_and_medians_are_compared_within_the_mix() -> None:
    random = Random(2)
    old = [Measured(n, n, ("ab"[n % 2], "", "", ""), random.expovariate(0.1)) for n in range(800)]
    new = [Measured(n, n, ("ab"[n % 2], "", "", ""), random.expovariate(0.05)) for n in range(800)]
    means, medians = comparing.means(old, new), comparing.medians(old, new)
    assert means.held.low < 10 < means.held.high
    assert medians.held.low < 6.93 < medians.held.high
    assert (means.held.low > 0, medians.held.low > 0, (medians.p or 0) < 1e-6) == (True, True, True)
    assert comparing.log_rank(old, old) == 1.0


def deal(case: int, version: int, opened: int, closed: int | None, outcome: str = "won") -> Followed:
    return Followed(
        case, version, opened, "web", "", "company", 100, outcome, closed, opened, closed, "won", 1.0
    )


DAY = 86_400


def test_both_sides_are_followed_for_the_same_window() -> None:
    rows = [deal(1, 1, 0, 5 * DAY), deal(2, 1, 0, 15 * DAY), deal(3, 1, 25 * DAY, 26 * DAY)]
    found = measured(rows, Indicator.WIN_RATE, window_days=10, now=30 * DAY, bands=())
    assert [(one.case_id, one.value) for one in found] == [(1, 1.0), (2, 0.0)]
    stays = measured(rows, Indicator.STAGE_DAYS, window_days=10, now=30 * DAY, bands=())
    assert [one.value for one in stays] == [1.0, inf]
    assert value_bands(list(range(1, 31))) == (11, 21)
    assert (natural(Indicator.WIN_RATE, 500), natural(Indicator.STAGE_DAYS, 150)) == (0.05, 1.5)


def plan(**changed: object) -> Plan:
    given: dict[str, object] = {
        "indicator": Indicator.WIN_RATE, "effect": 0.05, "old_version_id": 1, "new_version_id": 2, "old_n": 2,
        "new_n": 2, "window_days": 10, "started": 100 * DAY, "ends": 150 * DAY,
    }  # fmt: skip
    return Plan(**(given | changed))  # type: ignore[arg-type]


def test_only_the_stated_deals_are_looked_at() -> None:
    rows = [deal(n, 1, n * DAY, None, "lost") for n in range(5)]
    rows += [deal(100 + n, 2, (100 + n) * DAY, None, "lost") for n in range(5)]
    found = arms(rows, plan(), 111 * DAY)
    assert ([one.case_id for one in found.old], [one.case_id for one in found.new]) == ([3, 4], [100, 101])
    assert (is_due(found, plan(), 111 * DAY), found.coming) == (True, 3)
    early = arms(rows, plan(), 110 * DAY)
    assert (len(early.new), is_due(early, plan(), 110 * DAY)) == (1, False)
    assert is_due(early, plan(), 160 * DAY) is True


@pytest.mark.parametrize(
    ("before", "after", "effect", "said"),
    [
        ((1000, 300), (1000, 400), 0.05, (Verdict.KEEP, Why.BETTER)),
        ((1000, 400), (1000, 300), 0.05, (Verdict.UNDO, Why.WORSE)),
        ((1000, 300), (1000, 300), 0.05, (Verdict.UNCLEAR, Why.SMALL)),
        ((100, 30), (100, 33), 0.05, (Verdict.UNCLEAR, Why.OPEN)),
        ((100, 30), (1, 1), 0.05, (Verdict.UNCLEAR, Why.FEW)),
    ],
)
def test_the_verdict_is_by_the_interval(
    before: tuple[int, int], after: tuple[int, int], effect: float, said: tuple[Verdict, Why]
) -> None:
    found = verdict(
        Arms(tuple(side(("a", *before))), tuple(side(("a", *after))), 0, 10.0), plan(effect=effect)
    )
    assert (found.verdict, found.why) == said


def test_unlike_sides_are_not_compared() -> None:
    found = verdict(Arms(tuple(side(("a", 100, 30))), tuple(side(("b", 100, 60))), 0, 10.0), plan())
    assert (found.verdict, found.why) == (Verdict.UNCLEAR, Why.UNLIKE)
    assert found.figures()["why"] == "unlike"
