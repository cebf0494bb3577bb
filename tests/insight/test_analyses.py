"""Every figure against the same thing counted by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from statistics import median

import pytest
from hypothesis import given, settings

from polku.access.logic import Reach, Scope
from polku.insight.analyses import flows, funnel, groups, process_map, rows, times
from polku.insight.engine import Marts
from polku.insight.filters import Drill, Filter
from polku.kernel.stats import kaplan_meier, km_median, km_quantile
from tests.insight import worlds
from tests.insight.worlds import DAY, NOW, STAGES, Case, Visit, walk

Load = Callable[[Sequence[Case]], Marts]
ALL = Filter()


def numbers(stage: object, *names: str) -> tuple[int, ...]:
    return tuple(getattr(stage, name) for name in names)


def test_a_funnel_keeps_lost_and_open_deals_and_shows_where_each_left(load: Load) -> None:
    marts = load(
        [
            walk("find", end="lost"),
            walk("find", end="lost"),
            walk("find"),
            walk("find", "qualify", end="paused"),
            walk("find", "qualify", "offer", end="lost"),
            walk("find", "qualify", "offer", "close", end="won"),
            walk("find", "offer", "close", "deliver"),
            walk("find", end="lost", voided=True),
        ]
    )

    found = funnel.funnel(marts, ALL)

    names = ("reached", "advanced", "back", "lost", "paused", "open", "won", "skipped")
    assert {stage.key: numbers(stage, *names) for stage in found.stages} == {
        "find": (7, 4, 0, 2, 0, 1, 1, 0),
        "qualify": (3, 2, 0, 0, 1, 0, 1, 1),
        "offer": (3, 2, 0, 1, 0, 0, 1, 0),
        "close": (2, 2, 0, 0, 0, 0, 1, 0),
        "deliver": (1, 0, 0, 0, 0, 1, 0, 0),
    }
    assert (found.n, found.won, found.lost, found.paused, found.open) == (7, 1, 3, 1, 2)
    assert (found.process, found.version) == ("made", 1)


def test_a_deal_that_came_back_counts_once_by_its_last_stay(load: Load) -> None:
    marts = load([walk("find", "qualify", "find", "qualify", "offer", "qualify", end="lost")])

    found = {stage.key: stage for stage in funnel.funnel(marts, ALL).stages}

    assert numbers(found["find"], "reached", "advanced", "back") == (1, 1, 0)
    assert numbers(found["qualify"], "reached", "advanced", "lost") == (1, 0, 1)
    assert numbers(found["offer"], "reached", "advanced", "back") == (1, 0, 1)


@settings(max_examples=12)
@given(cases=worlds.logs())
def test_every_figure_of_any_log_equals_the_count_by_hand(load: Load, cases: list[Case]) -> None:
    marts = load(cases)
    expected = worlds.funnel(cases)

    whole = funnel.funnel(marts, ALL)

    names = ("reached", "advanced", "back", "lost", "paused", "no_decision", "open", "won", "skipped")
    assert {stage.key: numbers(stage, *names) for stage in whole.stages} == {
        key: tuple(expected[key][name] for name in names) for key in STAGES
    }
    assert all(
        stage.reached == stage.advanced + stage.back + stage.gone + stage.open for stage in whole.stages
    )
    found = {(m.stage, m.next_stage): (m.n, m.median_calendar_seconds) for m in flows.moves(marts, ALL).moves}
    assert found == worlds.steps(cases)
    assert {v.path: v.n for v in flows.variants(marts, ALL).variants} == worlds.sequences(cases)
    for stage in times.stage_time(marts, ALL, NOW).stages:
        for curve, working in ((stage.working, True), (stage.calendar, False)):
            seen = worlds.stays(cases, stage.key, working=working)
            steps = kaplan_meier([s for s, _ in seen], [ended for _, ended in seen])
            assert (curve.n, curve.ended) == (len(seen), sum(ended for _, ended in seen))
            assert (curve.median, curve.p90) == (km_median(steps), km_quantile(steps, 0.9))
            by_time = {step.t: step for step in steps}
            for point in curve.points:
                step = by_time[point.t]
                assert point.at_risk == step.at_risk
                assert (point.left, point.low, point.high) == pytest.approx(
                    (step.survival, step.low, step.high), abs=1e-6
                )


@settings(max_examples=6)
@given(cases=worlds.logs())
def test_times_of_all_deals_counted_beforehand_equal_those_counted_when_asked(
    load: Load, cases: list[Case]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(times, "_MANY", -1)
        marts, same = load(cases), Filter(process="made", teams=(0, *range(1, 9)))

        whole, asked = (times.stage_time(marts, f, NOW) for f in (Filter(process="made"), same))

        assert whole == asked
        assert process_map.working_times(marts, Filter(process="made"), NOW) == process_map.working_times(
            marts, same, NOW
        )


@settings(max_examples=1)
@given(cases=worlds.logs())
def test_the_rows_behind_a_figure_are_as_many_as_the_figure_says(load: Load, cases: list[Case]) -> None:
    marts = load(cases)

    def drilled(**given: object) -> int:
        return len(marts.rows(rows.drill(marts, Drill(ALL, **given), NOW)))  # type: ignore[arg-type]

    whole = funnel.funnel(marts, ALL)
    assert [drilled(what=w) for w in ("cohort", "won", "lost", "open")] == [
        whole.n,
        whole.won,
        whole.lost,
        whole.open,
    ]
    for stage in whole.stages:
        for what in (
            "reached",
            "advanced",
            "back",
            "lost",
            "paused",
            "no_decision",
            "open",
            "won",
            "gone",
            "skipped",
        ):
            assert (what, drilled(what=what, stage=stage.key)) == (what, getattr(stage, what))
    for variant in flows.variants(marts, ALL).variants:
        assert drilled(what="variant", path_id=variant.path_id) == variant.n
    for left in funnel.dropout(marts, ALL).reasons:
        assert drilled(what="reason", stage=left.stage, other=f"{left.outcome}:{left.reason}") == left.n


def test_a_sellers_figures_hold_no_other_teams_deals(load: Load) -> None:
    marts = load(
        [
            walk("find", "qualify", end="lost", team_id=1, owner_id=10, source="fair"),
            walk("find", "qualify", "offer", end="won", team_id=2, owner_id=20, source="web"),
            walk("find", team_id=2, owner_id=21, source="web"),
        ]
    )
    team = Filter(scope=Scope(Reach.TEAM, 10, frozenset({1})))
    own = Filter(scope=Scope(Reach.OWN, 21, frozenset({2})))
    none = Filter(scope=Scope(Reach.NONE, 21, frozenset({2})))

    assert [funnel.funnel(marts, f).n for f in (ALL, team, own, none)] == [3, 1, 1, 0]
    assert [stage.reached for stage in funnel.funnel(marts, team).stages] == [1, 1, 0, 0, 0]
    assert [group.key for group in groups.by(marts, team, "source").groups] == ["fair"]
    assert [v.path for v in flows.variants(marts, own).variants] == [("find",)]
    assert marts.rows(rows.drill(marts, Drill(team), NOW)) == [(1,)]
    assert times.time_to_win(marts, team, NOW).n == 0
    assert process_map.map_figures(marts, none, NOW).n == 0


def test_a_filter_keeps_what_it_says(load: Load) -> None:
    opened = datetime(2026, 10, 31, 22, 30, tzinfo=NOW.tzinfo)
    marts = load(
        [
            walk("find", opened_at=opened, source="web", value=100, product="a"),
            walk(
                "find",
                opened_at=opened + 3 * DAY,
                source="fair",
                value=None,
                owner_id=None,
                customer_kind="person",
            ),
            walk("find", opened_at=None, source="", value=300, team_id=2, version_id=2),
        ]
    )

    def n(**given: object) -> int:
        return groups.by(marts, Filter(**given), "source").n  # type: ignore[arg-type]

    assert n(date_from=date(2026, 11, 1)) == 1
    assert n(date_to=date(2026, 10, 31)) == 1
    assert n(sources=("web", "")) == 2
    assert (n(owners=(0,)), n(owners=(1, 0)), n(owners=(2,))) == (1, 3, 0)
    assert (n(value_from=100, value_to=299), n(value_from=301)) == (1, 0)
    assert (n(customer_kind="person"), n(products=("a",)), n(teams=(2,)), n(version_ids=(2,))) == (1, 1, 1, 1)
    assert (n(process="made"), n(process="other")) == (3, 0)


def test_time_to_win_shows_both_medians_and_says_until_when_it_watched(load: Load) -> None:
    opened = NOW - 100 * DAY
    wins = [(opened, opened + timedelta(days=days)) for days in (-0.5, 2, 10)]
    marts = load(
        [walk("find", "close", end="won", opened_at=a, closed_at=b) for a, b in wins]
        + [walk("find", end="lost", opened_at=opened), walk("find", opened_at=opened)]
    )

    found = times.time_to_win(marts, ALL, NOW)

    assert (found.n, found.of, found.undated) == (3, 5, 0)
    assert found.median_days_of_wins == median([-0.5, 2, 10])
    assert found.median_days == 10
    assert found.censored_at == NOW
    assert dict(found.quantiles)[0.25] == 2
    assert dict(found.quantiles)[0.9] is None


def test_an_imported_history_was_watched_until_its_last_event(load: Load) -> None:
    opened = datetime(2018, 1, 1, tzinfo=NOW.tzinfo)
    stated = tuple(Visit(stage, "moved", 2, history=True) for stage in ("find", "qualify"))
    marts = load(
        [
            Case(
                (*stated, Visit("offer", "won", 1, history=True)), opened, "won", closed_at=opened + 5 * DAY
            ),
            Case((Visit("find", "", 0, history=True),), opened + 9 * DAY),
        ]
    )

    assert times.time_to_win(marts, ALL, NOW).censored_at == opened + 9 * DAY
    assert times.stage_time(marts, ALL, NOW).censored_at == opened + 9 * DAY


def test_rows_without_dates_count_in_volumes_and_never_in_times(load: Load) -> None:
    marts = load(
        [Case((Visit("find", "moved", None), Visit("qualify", "won", None)), None, "won"), walk("find")]
    )

    assert funnel.funnel(marts, ALL).won == 1
    assert (times.time_to_win(marts, ALL, NOW).n, times.time_to_win(marts, ALL, NOW).undated) == (0, 1)
    find = times.stage_time(marts, ALL, NOW).stages[0]
    assert (find.visits, find.undated, find.calendar.n) == (2, 1, 1)


def test_a_stay_that_a_new_version_carried_on_is_not_called_undated(load: Load) -> None:
    marts = load([Case((Visit("find", "mapped", 2), Visit("qualify", "")))])
    find = times.stage_time(marts, ALL, NOW).stages[0]
    assert (find.visits, find.undated, find.calendar.n) == (1, 0, 0)


def test_dropout_counts_each_of_several_reasons(load: Load) -> None:
    marts = load(
        [
            walk("find", end="lost", reason='["price", "timing"]'),
            walk("find", end="lost", reason='["price"]'),
            walk("find", "qualify", end="no_decision", reason="silence"),
            walk("find", "qualify", end="paused"),
        ]
    )

    found = funnel.dropout(marts, ALL)

    assert [(r.stage, r.outcome, r.reason, r.n) for r in found.reasons] == [
        ("find", "lost", "price", 2),
        ("find", "lost", "timing", 1),
        ("qualify", "no_decision", "silence", 1),
        ("qualify", "paused", "", 1),
    ]
    assert (found.n, found.gone) == (4, 4)


def test_groups_give_the_won_share_with_its_interval_over_all_deals(load: Load) -> None:
    marts = load(
        [
            walk("find", end="won", value=5),
            walk("find"),
            walk("find", end="lost"),
            walk("find", source="fair"),
        ]
    )

    found = groups.by(marts, ALL, "source")

    first = found.groups[0]
    assert [(g.key, g.n, g.won, g.lost, g.open, g.won_value_minor) for g in found.groups] == [
        ("web", 3, 1, 1, 1, 5),
        ("fair", 1, 0, 0, 1, 0),
    ]
    assert (found.n, found.won) == (4, 1)
    assert first.won_share.share == pytest.approx(1 / 3)
    assert (first.won_share.low, first.won_share.high) == pytest.approx((0.0614920, 0.7923404), abs=1e-6)
    assert [(g.key, g.n) for g in groups.by(marts, ALL, "period").groups] == [("2026-10", 4)]


def test_volume_counts_openings_and_endings_in_their_own_months(load: Load) -> None:
    opened = datetime(2026, 9, 30, 12, tzinfo=NOW.tzinfo)
    marts = load(
        [walk("find", end="won", opened_at=opened, value=7), walk("find", end="lost", opened_at=opened)]
    )

    assert [(v.month, v.opened, v.won, v.lost, v.won_value_minor) for v in groups.volume(marts, ALL)] == [
        ("2026-09", 2, 0, 0, 0),
        ("2026-10", 0, 1, 1, 7),
    ]


def test_conformance_counts_overrides_steps_back_and_deals_that_kept_to_the_line(load: Load) -> None:
    forced = Case((Visit("find", "moved", 1), Visit("qualify", "", 1, override=True)), NOW - 9 * DAY)
    itself = Case((Visit("find", "moved", 1), Visit("qualify", "", 1, automatic=True)), NOW - 9 * DAY)
    marts = load([forced, itself, walk("find", "qualify", "find"), walk("find", "offer")])

    found = flows.conformance(marts, ALL)
    stages = {stage.stage: stage for stage in found.stages}

    assert (found.n, found.conforming) == (4, 1)
    assert numbers(stages["qualify"], "visits", "override", "automatic", "back", "skipped") == (3, 1, 1, 1, 1)
    assert numbers(stages["find"], "visits", "repeats") == (5, 1)


def test_the_map_says_who_waits_longer_than_expected(load: Load) -> None:
    marts = load([walk("find", opened_at=NOW - timedelta(hours=1)), walk("find", opened_at=NOW - 20 * DAY)])

    stage = process_map.map_figures(marts, ALL, NOW).stages[0]

    assert (stage.funnel.open, stage.waiting_late) == (2, 1)
    assert marts.rows(rows.drill(marts, Drill(ALL, "late", "find"), NOW)) == [(2,)]


def test_the_most_frequent_moves_cover_a_share_of_all(load: Load) -> None:
    marts = load([walk("find", "qualify")] * 19 + [walk("find", "offer")])

    found = flows.moves(marts, ALL)

    assert (found.n, [(m.next_stage, m.n) for m in found.covering(0.95)]) == (20, [("qualify", 19)])


def test_without_a_choice_the_line_is_the_one_with_most_deals(load: Load) -> None:
    marts = load([walk("find", process_id=2), walk("find"), walk("find")])

    assert funnel.funnel(marts, ALL).n == 2


def test_an_empty_log_gives_zeros_and_no_times(load: Load) -> None:
    marts = load([])

    found = funnel.funnel(marts, ALL)
    assert (found.n, [s.reached for s in found.stages], found.stages[0].moved_on.share) == (0, [0] * 5, None)
    assert times.time_to_win(marts, ALL, NOW).median_days_of_wins is None
    assert times.stage_time(marts, ALL, NOW).stages[0].working.median is None
    assert flows.variants(marts, ALL).n == 0
    assert Counter(g.n for g in groups.by(marts, ALL, "owner").groups) == Counter()
    assert process_map.map_figures(marts, ALL, NOW).n == 0
