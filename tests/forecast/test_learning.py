"""The learned chance on companies whose truth is known."""

import sys
from dataclasses import replace

import pytest

from polku.demo.logic.simulation import COMPANY, plain, simulate
from polku.forecast import learning_process
from polku.forecast.logic import model
from polku.forecast.logic.courses import State, as_of
from polku.forecast.logic.learning import learn
from polku.forecast.logic.model import Learned
from tests.forecast.courses import courses_of, end_of


@pytest.fixture(scope="module")
def learned() -> dict[str, object]:
    """A model of two years of the usual company."""
    run = simulate(COMPANY, seed=2, deals=900, weeks=104)
    return learn(courses_of(run), end_of(run))


def _state(**changes: object) -> State:
    state = State("1:offer", 10.0, 50.0, 0, 4.0, 0.0, "web", "machine", "1", "1")
    return replace(state, **changes)  # type: ignore[arg-type]


def test_where_chances_depend_on_time_it_beats_stage_and_naive_bayes() -> None:
    gains = []
    for seed in (2, 3):
        run = simulate(COMPANY, seed=seed, deals=1500, weeks=156)
        proof = learn(courses_of(run), end_of(run))["proof"]
        gains.append((proof["weighted"]["gain"], proof["bayes"]["gain"]))
    assert all(by_stage > 0.004 and by_bayes > 0 for by_stage, by_bayes in gains), gains


def test_where_there_is_nothing_to_learn_it_claims_nothing() -> None:
    for seed in (1, 2):
        run = simulate(plain(), seed=seed, deals=700, weeks=104)
        proof = learn(courses_of(run), end_of(run))["proof"]
        assert proof["weighted"]["low"] <= 0


def test_it_refuses_below_two_hundred_closed_deals_and_says_how_many_there_are() -> None:
    run = simulate(COMPANY, seed=1, deals=150, weeks=60)
    found = learn(courses_of(run), end_of(run))
    assert found["refused"] == "closed"
    assert 0 < found["closed"] < 200
    assert "classes" not in found


def test_it_refuses_where_too_few_are_won() -> None:
    run = simulate(COMPANY, seed=1, deals=500, weeks=80)
    lost = [replace(one, outcome="lost") if one.outcome == "won" else one for one in courses_of(run)]
    assert learn(lost, end_of(run))["refused"] == "won"


def test_a_curve_rises_and_never_passes_one(learned: dict[str, object]) -> None:
    curve = Learned(learned).curve(_state())
    assert list(curve.won) == sorted(curve.won)
    assert curve.won[0] == 0
    assert all(won + lost <= 1 + 1e-9 for won, lost in zip(curve.won, curve.lost, strict=True))
    assert curve.by(0) == 0 < curve.by(10) < curve.by(91) <= curve.by(10_000) == curve.won[-1]


def test_a_long_silence_lowers_the_chance_and_is_named_as_reason() -> None:
    quiet = replace(
        COMPANY, silence_fades=0.5, reps=tuple(replace(one, contacts=0.35) for one in COMPANY.reps)
    )
    run = simulate(quiet, seed=2, deals=900, weeks=104)
    at_work = Learned(learn(courses_of(run), end_of(run)))
    assert at_work.chance(_state(silence=35.0)) < at_work.chance(_state(silence=1.0))
    silent, fresh = (
        {one.key: one.points for one in at_work.reasons(_state(silence=days), most=9, least=0.0)}
        for days in (40.0, 1.0)
    )
    assert silent["silence"] < fresh.get("silence", 0)


def test_a_later_stage_has_the_better_chance(learned: dict[str, object]) -> None:
    at_work = Learned(learned)
    assert at_work.chance(_state(stage="1:close")) > at_work.chance(_state(stage="1:contact"))


def test_a_stage_and_a_source_never_seen_are_still_judged(learned: dict[str, object]) -> None:
    assert 0 < Learned(learned).chance(_state(stage="9:new", source="who knows")) < 1


def test_the_child_learns_the_same_and_keeps_the_library_to_itself(learned: dict[str, object]) -> None:
    run = simulate(COMPANY, seed=2, deals=900, weeks=104)
    (found,) = learning_process.learn_apart(courses_of(run), [end_of(run)])
    assert found["classes"][0]["steps"] == pytest.approx(learned["classes"][0]["steps"], abs=1e-3)  # type: ignore[index]


def test_pages_evaluate_without_numpy() -> None:
    import subprocess

    code = (
        "import sys; import polku.forecast.logic.model, polku.forecast.logic.outlook, polku.forecast.logic.sums; "
        "sys.exit(any(name in sys.modules for name in ('numpy', 'sklearn', 'scipy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_calibration_lies_between_its_points() -> None:
    map_ = {"x": [0.1, 0.5], "y": [0.2, 0.6], "weight": 1.0}
    assert [model.calibrated(p, map_) for p in (0.05, 0.3, 0.9)] == pytest.approx([0.1, 0.4, 0.6])
    assert model.calibrated(0.3, None) == 0.3


def test_the_past_is_learned_from_what_was_known_then() -> None:
    run = simulate(COMPANY, seed=4, deals=300, weeks=60)
    courses, day = courses_of(run), end_of(run) - 100
    known = as_of(courses, day)
    assert all(one.opened <= day and (one.ended is None or one.ended <= day) for one in known)
    assert all(at <= day for one in known for at, _stage in one.stages)
    assert len(known) < len(courses)
