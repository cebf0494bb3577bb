"""What changed and when, in made companies; the edges of a chosen period are no change."""

from collections.abc import Callable, Sequence

from polku.insight.analyses import drift
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from tests.insight.worlds import DAY, NOW, Case, walk

Load = Callable[[Sequence[Case]], Marts]
ALL = Filter()


def test_drift_finds_the_week_in_which_a_stage_became_slow(load: Load) -> None:
    start = NOW - 200 * DAY
    cases = [
        walk("find", "qualify", end="lost", days=2.0 if day < 90 else 12.0, opened_at=start + day * DAY)
        for day in range(180)
        for _ in range(3)
    ]
    marts = load(cases)

    found = drift.drift(marts, ALL, NOW)

    (find,) = [one for one in found.series if (one.what, one.key) == ("time", "find")]
    (change,) = find.changes
    assert abs((find.weeks[change.at] - (start + 90 * DAY).date()).days) <= 7


def test_the_edges_of_a_period_are_no_change(load: Load) -> None:
    """Nothing ever changes here; but of deals opened in a period, quick ones end first and slow ones last."""
    start = NOW - 400 * DAY
    cases = [
        walk(*steps, end="lost", days=days, opened_at=start + day * DAY)
        for day in range(300)
        for steps, days in ((("find", "qualify"), 1.0), (("find", "offer"), 30.0))
        for _ in range(2)
    ]
    period = Filter(date_from=(start + 60 * DAY).date(), date_to=(start + 260 * DAY).date())

    found = drift.drift(load(cases), period, NOW)

    assert {one.what for one in found.series} == {"time", "variant"}
    assert [one.changes for one in found.series] == [()] * len(found.series)
