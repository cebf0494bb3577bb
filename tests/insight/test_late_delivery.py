"""How satisfaction goes with late delivery: counted by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import sqrt
from typing import Any

import pytest

from polku.insight.analyses.late_delivery import late_delivery
from polku.insight.analyses.rows import drill
from polku.insight.engine import Engine, Marts
from polku.insight.filters import Filter
from polku.insight.logic.buyers import Scores
from polku.insight.logic.differences import shares_apart
from polku.insight.logic.late_delivery import AfterDelivery, band, counted, table
from polku.insight.web import plotting_buyers
from polku.insight.web.drills import of_cell
from polku.insight.web.figures import Figure
from polku.kernel.calendars import DEFAULT
from tests.insight import worlds
from tests.insight.worlds import DAY, NOW, Case, walk

ALL = Filter()
PROMISED = (NOW - 20 * DAY).replace(hour=0, tzinfo=None)
_engine = Engine()
Ordered = tuple[int, float | None, float | None]
"""(deal, promised after so many days, delivered after so many days); none without a day, and where nothing came."""


def load(
    cases: Sequence[Case],
    orders: Sequence[Ordered],
    said: Sequence[tuple[int, int, float]],
    engine: Engine = _engine,
) -> Marts:
    """Deals with orders and with what their buyers said: (deal, score, after so many days)."""

    def after(days: float | None) -> datetime | None:
        return None if days is None else PROMISED + timedelta(days=days)

    opinions = [
        {"opinion_id": place, "case_id": case, "at": after(days), "score": score, "stage": "offer"}
        for place, (case, score, days) in enumerate(said, 1)
    ]
    rows = [
        {"order_id": place, "case_id": case, "promised_on": after(promised), "delivered_at": after(delivered)}
        for place, (case, promised, delivered) in enumerate(orders, 1)
    ]
    own = {"opinions": worlds.table("opinions", opinions), "orders": worlds.table("orders", rows)}
    return engine.load(worlds.tables(cases) | own, DEFAULT)


@pytest.fixture(scope="module")
def world() -> Marts:
    """Nine deals whose buyers spoke, one whose buyer did not; promised for day 0 where nothing else is said."""
    cases = [walk("find", "offer", source="fair" if one == 3 else "web") for one in range(10)]
    orders: list[Ordered] = [
        (1, 0, 0.5),  # on the day itself
        (2, 0, 1.5),  # a day late
        (3, 0, 5.5),  # five days late
        (4, 0, 20.5),  # came in the end, but not before the buyer spoke
        (5, 0, None),  # not there when the buyer spoke
        (6, 0, 3.5),  # the buyer spoke before the day was over
        (7, None, 1.5),  # no day was promised
        (8, 0, -1.5), (8, 0, 8.5), (8, 30, None),  # of three orders the second was late, the third is not due
        (10, 0, 1.5),  # the buyer said nothing
    ]  # fmt: skip
    said = [
        (1, 5, 2), (2, 1, 2), (2, 3, 9), (3, 2, 5.9), (4, 1, 6), (5, 2, 1), (6, 4, 0.5), (7, 5, 9), (8, 2, 10),
        (9, 5, 9),
    ]  # fmt: skip
    return load(cases, orders, said, Engine())


def groups(found: AfterDelivery) -> dict[str, tuple[int, ...]]:
    return {group: scores.counts for group, scores in found.groups if scores.n}


def test_a_deal_counts_by_what_its_buyer_knew_when_they_spoke(world: Marts) -> None:
    found = late_delivery(world, ALL)
    assert groups(found) == {
        "on_time": (0, 0, 0, 0, 1),
        "late": (0, 2, 1, 0, 0),
        "late_1": (0, 0, 1, 0, 0),
        "late_4": (0, 1, 0, 0, 0),
        "late_8": (0, 1, 0, 0, 0),
        "waiting": (1, 1, 0, 0, 0),
    }
    assert (found.scored, found.early, found.n) == (9, 1, 6)


def test_a_filter_holds(world: Marts) -> None:
    found = late_delivery(world, Filter(sources=("fair",)))
    assert (groups(found), found.scored) == ({"waiting": (1, 0, 0, 0, 0)}, 1)


def test_days_late_have_their_bands() -> None:
    assert [band(days) for days in (-3, 0, 1, 3, 4, 7, 8, 14, 15, 90)] == [
        "on_time", "on_time", "late_1", "late_1", "late_4", "late_4", "late_8", "late_8", "late_15", "late_15",
    ]  # fmt: skip


def many() -> AfterDelivery:
    """Forty on time: 30 give 5, 10 give 2. Thirty late: 10 give 4, 20 give 1; four of them by more than a week."""
    late = [("late_1", 4)] * 10 + [("late_1", 1)] * 16 + [("late_8", 1)] * 4
    return counted(80, 3, [("on_time", 5)] * 30 + [("on_time", 2)] * 10 + late)


def test_late_stands_against_on_time_with_its_interval() -> None:
    found = many()
    content, mean = found.content_apart("late"), found.mean_apart("late")
    assert content == shares_apart(10, 30, 30, 40)
    assert content is not None
    assert content.value == pytest.approx(10 / 30 - 30 / 40)
    assert mean is not None
    # Means 60/30 and 170/40; sums of squares about them 30 * 2 and 40 * 1.6875, over n - 1.
    wide = 1.959963984540054 * sqrt(60 / 29 / 30 + 67.5 / 39 / 40)
    told = (2 - 4.25, 2 - 4.25 - wide, 2 - 4.25 + wide)
    assert (mean.value, mean.low, mean.high) == pytest.approx(told)
    assert found.content_apart("on_time") is found.mean_apart("on_time") is None


def test_too_few_say_nothing() -> None:
    made = table(many())
    rows = {row[0]: dict(zip(made.keys, row, strict=True)) for row in made.rows}
    few, band_ = rows["late_8"], rows["late_1"]
    assert (few["n"], few["share"], few["gap"], few["mean"], few["mean_apart"]) == (4, None, None, None, None)
    assert (band_["n"], band_["mean"], band_["mean_apart"]) == (26, None, None)
    assert (band_["share"], band_["gap"]) == (10 / 26, round(10 / 26 - 30 / 40, 6))
    assert (made.n, [row["n"] for row in rows.values()]) == (70, [40, 30, 26, 0, 4, 0, 0])


def test_nobody_said_anything_after_a_delivery() -> None:
    found = late_delivery(load([walk("find")], [], []), ALL)
    assert (found.n, found.scored, table(found).rows) == (0, 0, ())
    assert plotting_buyers.late_delivery(found, {}) == ((), (), "")


def test_every_number_leads_to_as_many_deals(world: Marts) -> None:
    found = late_delivery(world, ALL)
    made, led = table(found), 0
    for place, values in enumerate(made.rows):
        row: dict[str, Any] = dict(zip(made.keys, values, strict=True))
        for column in made.columns:
            way = of_cell(Figure("late-delivery", ALL, made, found=found), column, row, place)
            if way is not None:
                led += 1
                assert len(world.rows(drill(world, way, NOW))) == row[column.key], (row, column.key)
    assert led == 6 + 8  # every group that is not empty, and its scores


def test_the_bands_and_scores_add_up() -> None:
    found = many()
    assert found.of("late") == Scores((20, 0, 0, 10, 0))
    assert found.n == sum(found.of(group).n for group in ("on_time", "late", "waiting"))
