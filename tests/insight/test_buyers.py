"""How content buyers are and whether they come back: counted by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import sqrt
from typing import Any

import pytest

from polku.access.logic import Reach, Scope
from polku.insight.analyses.retention import retention
from polku.insight.analyses.rows import drill
from polku.insight.analyses.satisfaction import satisfaction
from polku.insight.engine import Engine, Marts
from polku.insight.filters import Filter
from polku.insight.logic import buyer_tables
from polku.insight.logic.asked import GROUPS, Asked
from polku.insight.logic.buyers import Scores
from polku.insight.logic.tables import Table
from polku.insight.sights import SIGHTS
from polku.insight.web.drills import of_cell
from polku.insight.web.figures import Figure
from polku.kernel.calendars import DEFAULT
from polku.kernel.stats import wilson
from tests.insight import worlds
from tests.insight.worlds import DAY, NOW, Case, walk

ALL = Filter()
_engine = Engine()


def load(cases: Sequence[Case], *opinions: tuple[int, int, datetime]) -> Marts:
    """The marts of some deals with what their buyers said: (deal, score, when)."""
    rows = [
        {
            "opinion_id": place, "case_id": case, "at": at.replace(tzinfo=None), "score": score,
            "stage": cases[case - 1].visits[-1].stage,
        }
        for place, (case, score, at) in enumerate(opinions, 1)
    ]  # fmt: skip
    return _engine.load(worlds.tables(cases) | {"opinions": worlds.table("opinions", rows)}, DEFAULT)


def bought(customer: int, days_ago: float, **given: Any) -> Case:
    """A deal won so many days ago."""
    at = NOW - days_ago * DAY
    return walk("find", "close", end="won", opened_at=at, closed_at=at, customer_id=customer, **given)


def heard() -> Marts:
    """Six deals: one said nothing, one spoke twice, one is in the bin."""
    cases = [
        walk("find", "offer", source="web"), walk("find", source="web"), walk("find", "offer", source="fair"),
        walk("find", source=""), walk("find", source="web"), walk("find", source="web", voided=True),
    ]  # fmt: skip
    october, november = NOW - 30 * DAY, NOW - 2 * DAY
    return load(
        cases, (1, 5, october), (1, 2, november), (2, 4, october), (3, 1, november), (4, 5, november), (6, 5, october)
    )  # fmt: skip


def test_a_deal_counts_once_by_its_last_score() -> None:
    found = satisfaction(heard(), ALL, Asked())
    assert (found.deals, found.whole.n, found.whole.counts) == (5, 4, (1, 1, 0, 1, 1))
    told = [(one.value, one.scores.counts) for one in found.groups]
    assert told == [("2026-11", (1, 1, 0, 0, 1)), ("2026-10", (0, 0, 0, 1, 0))]


def test_of_two_scores_at_one_moment_the_later_noted_one_counts() -> None:
    marts = load([walk("find")], (1, 5, NOW), (1, 3, NOW))
    assert satisfaction(marts, ALL, Asked()).whole.counts == (0, 0, 1, 0, 0)


def test_scores_by_source_and_by_stage_with_what_is_not_known() -> None:
    marts = heard()
    by_source = satisfaction(marts, ALL, Asked(by="source")).groups
    by_stage = satisfaction(marts, ALL, Asked(by="stage")).groups
    assert [(one.value, one.scores.n) for one in by_source] == [("web", 2), ("", 1), ("fair", 1)]
    assert [(one.value, one.scores.n) for one in by_stage] == [("find", 2), ("offer", 2)]
    assert satisfaction(marts, Filter(sources=("fair",)), Asked()).whole.counts == (1, 0, 0, 0, 0)


def test_share_and_mean_have_their_intervals_and_too_few_say_nothing() -> None:
    few, some, many = Scores((0, 0, 0, 2, 2)), Scores((1, 0, 0, 2, 2)), Scores((3, 3, 6, 12, 16))
    assert (few.content, some.mean) == (None, None)
    assert some.content is not None
    assert (some.content.k, some.content.n, some.content.low) == (4, 5, wilson(4, 5)[0])
    mean = (3 + 6 + 18 + 48 + 80) / 40
    squares = (
        3 * (1 - mean) ** 2
        + 3 * (2 - mean) ** 2
        + 6 * (3 - mean) ** 2
        + 12 * (4 - mean) ** 2
        + 16 * (5 - mean) ** 2
    )
    wide = 1.959963984540054 * sqrt(squares / 39 / 40)
    assert many.mean == pytest.approx((mean, mean - wide, mean + wide))
    assert Scores((0, 0, 0, 0, 40)).mean == (5.0, 5.0, 5.0)


def test_nobody_said_anything() -> None:
    found = satisfaction(load([walk("find")]), ALL, Asked())
    assert (found.whole.n, found.groups, buyer_tables.satisfaction(found).rows) == (0, (), ())


def returning() -> Marts:
    """Five customers by hand. Back after exactly 90 and after 200 days; never back in 400 and in 30; twice in a day."""
    return load(
        [
            bought(1, 400, source="web"), bought(1, 310, source="fair"), bought(1, 10),
            bought(2, 400, source="fair"), bought(2, 200, source="web"),
            bought(3, 400, source="web"), walk("find", end="lost", customer_id=3),
            bought(4, 30, source="web"),
            bought(5, 100.5, source="fair"), bought(5, 100),
            bought(6, 50, voided=True), walk("find", customer_id=7),
        ]
    )  # fmt: skip


def test_who_came_back_and_who_was_watched_how_long() -> None:
    found = retention(returning(), ALL, NOW, Asked())
    assert (found.n, found.whole.returned, found.undated) == (5, 2, 0)
    # 90 days: 1 of the 4 watched so long; 200 days: 1 of 2.
    points = [(point.left, point.at_risk) for point in found.whole.back if point]
    assert points == [(pytest.approx(0.75), 4), (pytest.approx(0.75), 2), (pytest.approx(0.375), 1)]
    quarters = [(one.value, one.n, one.returned) for one in found.groups]
    assert quarters == [("2026-Q4", 1, 0), ("2026-Q3", 1, 0), ("2025-Q4", 3, 2)]
    assert [point is not None for point in found.groups[0].back] == [False, False, False]
    assert buyer_tables.retention(found).rows[0][3:] == (0, *[None] * 9)


def test_a_share_that_nobody_reached_yet_has_an_upper_end() -> None:
    found = retention(load([bought(one, 120) for one in range(1, 41)]), ALL, NOW, Asked())
    told = buyer_tables.retention(found).rows[0]
    assert told[4:7] == (0.0, 0.0, pytest.approx(wilson(0, 40)[1], abs=1e-6))
    assert told[7:] == (None,) * 6


def test_where_all_came_back_nothing_is_left() -> None:
    cases = [bought(one, 200) for one in range(1, 31)] + [bought(one, 150) for one in range(1, 31)]
    (row,) = buyer_tables.retention(retention(load(cases), ALL, NOW, Asked())).rows
    assert (row[2:4], row[4], row[7], row[10]) == ((30, 30), 1.0, 1.0, 1.0)


def test_a_filter_chooses_first_wins_and_any_later_win_counts() -> None:
    found = retention(returning(), Filter(sources=("fair",)), NOW, Asked(by="source"))
    assert [(one.value, one.n, one.returned) for one in found.groups] == [("fair", 2, 1)]
    scope = Scope(Reach.OWN, 2, frozenset())
    cases = [bought(1, 100, owner_id=1), bought(1, 50, owner_id=2)]
    mine = retention(load(cases), Filter(scope=scope), NOW, Asked())
    assert (mine.n, mine.whole.returned) == (1, 0)


def test_wins_without_a_date_are_counted_apart() -> None:
    cases = [bought(1, 100), walk("find", end="won", customer_id=2, opened_at=None)]
    found = retention(load(cases), ALL, NOW, Asked())
    assert (found.n, found.undated) == (1, 1)


def test_no_customer_at_all() -> None:
    found = retention(load([walk("find")]), ALL, NOW, Asked())
    assert (found.n, found.groups, found.whole.back, list(found.curve)) == (0, (), (None,) * 3, [])


@pytest.mark.parametrize("by", GROUPS)
@pytest.mark.parametrize("name", ["satisfaction", "retention"])
def test_every_number_leads_to_as_many_deals(name: str, by: str) -> None:
    marts = heard() if name == "satisfaction" else returning()
    asked = Asked(by=by)
    found: Any = (
        satisfaction(marts, ALL, asked) if name == "satisfaction" else retention(marts, ALL, NOW, asked)
    )
    table: Table = getattr(buyer_tables, name)(found)
    led = 0
    for place, values in enumerate(table.rows):
        row = dict(zip(table.keys, values, strict=True))
        for column in table.columns:
            way = of_cell(Figure(name, ALL, table, found=found), column, row, place)
            if way is not None:
                led += 1
                assert len(marts.rows(drill(marts, way, NOW))) == row[column.key], (row, column.key)
    assert led >= len(table.rows) > 0


def test_both_are_findings_that_may_be_asked_by_what() -> None:
    assert [SIGHTS[name].asks for name in ("satisfaction", "retention")] == [("by",), ("by",)]


def test_the_longest_wait_is_the_end_of_the_curve() -> None:
    found = retention(returning(), ALL, NOW, Asked())
    assert (found.curve[0].left, len(found.curve)) == (1.0, 58)
    assert found.curve[-1].t == timedelta(days=7 * 57).total_seconds()
    assert found.curve[-1].left == pytest.approx(0.375)
