"""The figures of a map: shares, signals, rows."""

from datetime import UTC, datetime

import pytest

from polku.insight.logic import figures as insight
from polku.process.logic.figures import BackMove, Figures, StageFigures, rows, signal
from polku.process.logic.lived import lived
from tests.process.made import definition, stage

MADE = definition(
    stage("find", expected_days=4, takes_part=["it"]), stage("close", "close"), stage("care", "care")
)
FIGURES = Figures(
    started=100,
    stages={
        "find": StageFigures(100, 60, 20, 10, 5, 5, median_days=5, overrides=2, skipped=1),
        "close": StageFigures(60, 30, 30, 0, 0, 0, median_days=2),
    },
)


@pytest.mark.parametrize(
    ("median", "target", "wanted"),
    [
        (4, 4, "ok"),
        (4.1, 4, "late"),
        (6, 4, "late"),
        (6.1, 4, "stuck"),
        (None, 4, None),
        (4, None, None),
        (0, 1, "ok"),
    ],
)
def test_time_against_target_is_a_signal(
    median: float | None, target: float | None, wanted: str | None
) -> None:
    assert signal(median, target) == wanted


def test_the_rows_say_what_the_map_draws() -> None:
    first, second, third = rows(MADE, FIGURES)
    assert (first.reached, first.left_share, first.share, first.signal) == (100, 0.35, 1.0, "late")
    assert (first.target_days, first.takes_part, first.overrides, first.skipped) == (4, ("it",), 2, 1)
    assert (second.share, second.left_share, second.signal, second.median_days) == (0.6, 0.5, None, 2)
    assert (third.reached, third.left_share, third.share) == (0, None, 0.0)


def test_a_designed_process_has_rows_without_figures() -> None:
    assert [(row.key, row.reached, row.share, row.signal) for row in rows(MADE)] == [
        ("find", None, None, None),
        ("close", None, None, None),
        ("care", None, None, None),
    ]


def test_shares_hold_where_deals_enter_in_the_middle_of_the_line() -> None:
    late_entries = Figures(10, {"find": StageFigures(10), "close": StageFigures(20)})
    assert (late_entries.share("find"), late_entries.share("close")) == (0.5, 1.0)
    assert Figures(0, {}).share("find") == 0.0


def test_what_insight_knows_becomes_what_the_map_draws() -> None:
    funnel = insight.FunnelStage(insight.Spine("find", 0), 9, 5, 1, 1, 1, 1, 0, 3, 2)
    known = insight.MapFigures(
        10, 3, 1, 0, datetime(2026, 1, 1, tzinfo=UTC),
        (insight.StageFigures(funnel, 3.14 * 28800, 9, 0),),
        (insight.Move("close", "find", 4, None, None, False), insight.Move("find", "close", 5, None, None, True)),
    )  # fmt: skip
    assert lived(known, seconds_per_day=28800, overrides={"find": 6}) == Figures(
        10,
        {"find": StageFigures(9, 5, 1, 1, 1, 0, median_days=3.1, overrides=6, skipped=2)},
        (BackMove("close", "find", 4),),
    )
