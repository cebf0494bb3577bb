"""What changed and when, in made companies; the edges of a chosen period are no change."""

from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random

import pytest

from polku.insight.analyses import drift
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from tests.insight.worlds import DAY, NOW, Case, Visit, walk

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


BASE = {"find": 3.0, "qualify": 5.0, "offer": 6.0, "close": 4.0}
"""Middle days in each stage; small deals take half as long everywhere, large ones four times."""
WEEKS, SLOW_FROM = 44, 28


def steady(seed: int, *, slows: bool = False, weekly: int = 40) -> list[Case]:
    """A company from its first day on. Nothing ever changes, or offers take three times as long from a week on.

    In its first months only small deals have come to an offer or an end, and those go another way than large ones.
    """
    chance, begun, found = Random(seed), NOW - WEEKS * 7 * DAY, []
    slow_from = begun + SLOW_FROM * 7 * DAY if slows else None
    for _ in range(weekly * WEEKS):
        opened = begun + chance.random() * WEEKS * 7 * DAY
        large = chance.random() < 0.5
        pace = (4 if large else 0.5) * chance.lognormvariate(0, 0.4)
        short = chance.random() < (0.1 if large else 0.6)
        steps: tuple[str, ...] = (
            ("find", "offer", "close") if short else ("find", "qualify", "offer", "close")
        )
        end = "won" if chance.random() < (0.6 if large else 0.2) else "lost"
        steps = steps if end == "won" else steps[: chance.randint(1, len(steps))]
        found.append(_walked(chance, opened, steps, end, pace, slow_from))
    return found


def _walked(
    chance: Random, opened: datetime, steps: Sequence[str], end: str, pace: float, slow: datetime | None
) -> Case:
    at, visits = opened, []
    for place, stage in enumerate(steps):
        days = BASE[stage] * pace * chance.lognormvariate(0, 0.4)
        if stage == "offer" and slow is not None and at >= slow:
            days *= 3
        leaves = "moved" if place < len(steps) - 1 else end
        visits.append(Visit(stage, leaves if at + days * DAY <= NOW else "", days))
        at += days * DAY
        if at > NOW:
            return Case(tuple(visits), opened, "open")
    return Case(tuple(visits), opened, end, closed_at=at)


def dated(marts: Marts) -> list[tuple[str, str, int]]:
    """What changed, of which, in which week since the beginning."""
    begun = (NOW - WEEKS * 7 * DAY).date()
    found = drift.drift(marts, ALL, NOW).series
    return [
        (one.what, one.key, (one.weeks[change.at] - begun).days // 7)
        for one in found
        for change in one.changes
    ]


@pytest.mark.parametrize("old", [0, 9])
def test_the_beginning_of_a_log_is_no_change(load: Load, old: int) -> None:
    """Nor do a few deals from long before, brought in by hand, make its first weeks whole."""
    ancient = [
        walk("find", "qualify", end="lost", days=9.0, opened_at=NOW - (900 + n) * DAY) for n in range(old)
    ]
    assert dated(load([*ancient, *steady(200 + old)])) == []


def test_a_change_after_the_beginning_is_still_found(load: Load) -> None:
    found = dated(load(steady(200, slows=True)))
    (week,) = [week for what, key, week in found if (what, key) == ("time", "offer")]
    assert abs(week - SLOW_FROM) <= 3
