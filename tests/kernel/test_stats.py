import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.kernel.stats import kaplan_meier, km_median, km_quantile, median, wilson

# Remission of 21 patients on 6-MP in weeks (Freireich 1963), the textbook example; + is still running.
WEEKS = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
REMISSION = kaplan_meier(
    [float(week.rstrip("+")) for week in WEEKS.split()], ["+" not in week for week in WEEKS.split()]
)


def test_wilson_gives_the_published_intervals():
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)


def test_nothing_seen_means_nothing_known():
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("k", "n"), [(3, 2), (-1, 2), (0, -1)])
def test_more_than_all_is_no_share(k, n):
    with pytest.raises(ValueError, match="no share"):
        wilson(k, n)


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_interval_holds_the_share_seen(k, n):
    k = min(k, n)
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1


def test_the_textbook_curve_comes_out():
    assert [(step.t, step.at_risk, step.events) for step in REMISSION] == [
        (6, 21, 3),
        (7, 17, 1),
        (10, 15, 1),
        (13, 12, 1),
        (16, 11, 1),
        (22, 7, 1),
        (23, 6, 1),
    ]
    assert [step.survival for step in REMISSION] == pytest.approx(
        [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482], abs=1e-4
    )
    assert (REMISSION[0].low, REMISSION[0].high) == pytest.approx((0.620, 0.952), abs=1e-3)
    assert (REMISSION[-1].low, REMISSION[-1].high) == pytest.approx((0.188, 0.680), abs=1e-3)
    assert km_median(REMISSION) == 23


def test_a_small_curve_with_ties_worked_out_by_hand():
    # Five cases; at 2 one ends and one is censored, who still counts as at risk at 2.
    steps = kaplan_meier([1, 2, 2, 3, 4], [True, True, False, True, False])
    assert [step[:4] for step in steps] == [
        (1, pytest.approx(4 / 5), 5, 1),
        (2, pytest.approx(4 / 5 * 3 / 4), 4, 1),
        (3, pytest.approx(4 / 5 * 3 / 4 * 1 / 2), 2, 1),
    ]
    # Greenwood at 1: 1/(5*4) = 0.05; log-log: 0.8 ** exp(+-1.96 * sqrt(0.05) / -ln 0.8).
    assert (steps[0].low, steps[0].high) == pytest.approx((0.2038, 0.9692), abs=1e-4)
    assert km_median(steps) == 3
    assert km_quantile(steps, 0.4) == 2
    assert km_quantile(steps, 0.8) is None


def test_two_that_end_at_once_are_one_step():
    steps = kaplan_meier([2, 2, 5, 5], [True, True, True, True])
    assert [step[:4] for step in steps] == [(2, 0.5, 4, 2), (5, 0.0, 2, 2)]
    assert km_median(steps) == 2
    assert steps[1].low == 0
    assert steps[1].high == steps[0].high


def test_without_censoring_the_curve_is_the_plain_share_left():
    steps = kaplan_meier(range(1, 11), [True] * 10)
    assert [step.survival for step in steps] == pytest.approx([1 - n / 10 for n in range(1, 11)])
    assert km_median(steps) == 5
    assert [km_quantile(steps, n / 10) for n in range(1, 10)] == list(range(1, 10))


def test_a_curve_of_open_cases_has_no_median():
    assert kaplan_meier([1, 2, 3], [False] * 3) == []
    assert km_median([]) is None
    assert kaplan_meier([], []) == []


def test_input_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="event"):
        kaplan_meier([1, 2], [True])
    with pytest.raises(ValueError, match="negative"):
        kaplan_meier([-1], [True])
    with pytest.raises(ValueError, match="share"):
        km_quantile([], 1)
    with pytest.raises(ValueError, match="level"):
        wilson(1, 2, level=1)


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=40))
def test_a_curve_only_falls_and_stays_inside_its_interval(cases):
    steps = kaplan_meier([t for t, _ in cases], [event for _, event in cases])
    left = 1.0
    for step in steps:
        assert 0 <= step.survival < left
        assert 0 <= step.low <= step.survival <= step.high <= 1
        left = step.survival


def test_the_median_is_the_middle():
    assert median([3, 1, 2]) == 2
    assert median([4, 1, 2, 3]) == 2.5
    assert median([]) is None
