"""Learning the chance from the log: scikit-learn, in the worker alone. Import it only where it is used.

Every deal is looked at every few weeks of its life; from each look on, each later step of time gives a row: won, lost,
or still open. Held-out time (the last months) calibrates the chance and says honestly whether it is better than the
won share of its stage; then all is learned once more with the last months in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from polku.forecast.logic import model, scoring, weighted
from polku.forecast.logic.courses import WON, Course, State, as_of, closed_counts, state_at, usual_values
from polku.forecast.logic.model import CATEGORIES, DAYS_AHEAD, EDGES, Learned

CLOSED_MIN, WON_MIN = 200, 30
"""Below so many closed or won deals nothing is learned."""
LOOK_DAYS = 28
ROWS_MAX = 90_000
KEY_MIN = 20
"""A source, product or version with fewer looks than this is one of the others."""
STRENGTH = 0.1
HELD_MAX_DAYS = 240.0
TRUST = 100.0
"""So many wins make the calibration map count as much as the model itself."""


@dataclass(frozen=True)
class Look:
    """A deal on a day, and what came of it: the day of its end after that, how it ended, how long it was watched."""

    deal_id: int
    day: float
    state: State
    ends_in: float | None
    won: bool
    watched: float


def learn(courses: Sequence[Course], today: float) -> dict[str, Any]:
    """A model of the chance as plain JSON, with its proof; `refused` says why where there is too little."""
    closed, won = closed_counts(courses)
    data: dict[str, Any] = {"closed": closed, "won": won, "refused": ""}
    if closed < CLOSED_MIN or won < WON_MIN or closed - won < WON_MIN:
        return data | {"refused": "closed" if closed < CLOSED_MIN else "won" if won < WON_MIN else "lost"}
    first = min(one.opened for one in courses)
    held = min(HELD_MAX_DAYS, 0.35 * (today - first))
    proof = _proof(courses, today - DAYS_AHEAD - held, today)
    found = fit(courses, today)
    return data | found | {"calibration": proof.pop("calibration", None), "proof": proof}


def fit(courses: Sequence[Course], today: float) -> dict[str, Any]:
    """The model without its proof: columns, coefficients, the value that is usual."""
    usual = usual_values(courses)
    looks = looks_of(courses, today, usual)
    spec = _spec(looks)
    x = np.array([model.columns(one.state, spec) for one in looks])
    spec["centre"] = [float(value) for value in x.mean(axis=0)]
    features, outcome = _rows(looks, x)
    machine = LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3)
    machine.fit(features, outcome)
    return {"spec": spec, "usual": usual, "classes": _classes(machine, x.shape[1]), "looks": len(looks)}


def looks_of(
    courses: Sequence[Course], today: float, usual: dict[str, float], *, since: float = 0.0
) -> list[Look]:
    """Looks at every deal of a known end, and at open ones, every four weeks from a day of its own on."""
    found = []
    span = LOOK_DAYS
    if len(courses) > 12_000:  # the newest say enough
        courses = sorted(courses, key=lambda one: -one.opened)[:12_000]
    for one in courses:
        if one.outcome != "open" and one.ended is None:
            continue
        end = min(today, one.ended if one.ended is not None else today)
        day = one.opened + (one.deal_id * 2654435761 % 1000) / 1000 * min(span, max(1.0, end - one.opened))
        while day < end:
            state = state_at(one, day, usual) if day >= since else None
            if state is not None:
                ends_in = one.ended - day if one.ended is not None and one.ended <= today else None
                found.append(Look(one.deal_id, day, state, ends_in, one.outcome == WON, today - day))
            day += span
    return found


def snapshots(
    courses: Sequence[Course], days: Sequence[float], today: float, usual: dict[str, float]
) -> list[tuple[int, State, bool]]:
    """All deals open on given days, and whether each was won within the days ahead."""
    found = []
    for day in days:
        for one in courses:
            if day < one.opened or (one.outcome != "open" and one.ended is None):
                continue
            state = state_at(one, day, usual)
            if state is not None:
                won = one.outcome == WON and one.ended is not None and one.ended - day <= DAYS_AHEAD
                found.append((one.deal_id, state, won))
    return found


def _proof(courses: Sequence[Course], split: float, today: float) -> dict[str, Any]:
    """What a model that knows only the time before `split` said of the time after, against simpler forecasts."""
    known = as_of(courses, split)
    closed, won = closed_counts(known)
    if closed < CLOSED_MIN / 2 or won < WON_MIN / 2 or closed - won < WON_MIN / 2:
        return {"n": 0}
    early = fit(known, split)
    learned, usual = Learned(early), early["usual"]
    last = today - DAYS_AHEAD
    days = [split + 1 + place * LOOK_DAYS for place in range(int((last - split - 1) // LOOK_DAYS) + 1)]
    rows = snapshots(courses, days, today, usual)
    if len(rows) > 6000:
        rows = rows[:: len(rows) // 6000 + 1]
    came = [won for _deal, _state, won in rows]
    if sum(came) < 15 or sum(came) > len(came) - 15:
        return {"n": 0}
    raw = [learned.chance(state) for _deal, state, _won in rows]
    halves = [deal % 2 for deal, _state, _won in rows]
    fixed = [0.0] * len(rows)
    for half in (0, 1):
        map_ = _map([p for p, h in zip(raw, halves, strict=True) if h != half],
                    [w for w, h in zip(came, halves, strict=True) if h != half])  # fmt: skip
        for place, h in enumerate(halves):
            if h == half:
                fixed[place] = model.calibrated(raw[place], map_)
    return _scored(known, split, usual, rows, fixed, came) | {"calibration": _map(raw, came), "from": split}


def _scored(
    known: Sequence[Course], split: float, usual: dict[str, float], rows: Sequence[tuple[int, State, bool]],
    fixed: Sequence[float], came: Sequence[bool],
) -> dict[str, Any]:  # fmt: skip
    """Brier scores of the learned chance, the share by stage, naive Bayes; and how reliable the learned one was."""
    days = [split - DAYS_AHEAD - place * LOOK_DAYS for place in range(13)]
    before = [(state, won) for _deal, state, won in snapshots(known, days, split, usual)]
    shares, bayes = weighted.soon_shares(before), weighted.NaiveBayes(before)
    by_stage = [weighted.share_of(state.stage, shares) for _deal, state, _won in rows]
    by_bayes = [bayes.chance(state) for _deal, state, _won in rows]
    cases = [deal for deal, _state, _won in rows]
    bands = scoring.reliability(fixed, came)
    return {
        "n": len(rows),
        "won": sum(came),
        "weighted": scoring.to_json(scoring.compared(fixed, by_stage, came, cases)),
        "bayes": scoring.to_json(scoring.compared(fixed, by_bayes, came, cases)),
        "weighted_score": scoring.brier(by_stage, came),
        "bayes_score": scoring.brier(by_bayes, came),
        "bands": [[b.n, b.said, b.came, b.low, b.high] for b in bands],
    }


def _map(chances: Sequence[float], came: Sequence[bool]) -> dict[str, Any] | None:
    wins = sum(came)
    if wins < 15 or len(set(chances)) < 3:
        return None
    x = np.array(chances)
    fitted = IsotonicRegression(y_min=0, y_max=1).fit_transform(x, np.array(came, dtype=float))
    # Flat steps would call unlike deals alike: each becomes a point (centred isotonic: Oron and Flournoy 2017).
    levels = sorted(set(fitted.tolist()))
    points = [(float(x[fitted == level].mean()), float(level)) for level in levels]
    return {
        "x": [at for at, _level in points],
        "y": [level for _at, level in points],
        "weight": wins / (wins + TRUST),
    }


def _spec(looks: Sequence[Look]) -> dict[str, Any]:
    rows = np.array([model.numbers(one.state) for one in looks])
    known = {}
    for name in CATEGORIES:
        counts = Counter(getattr(one.state, name) for one in looks)
        kept = [key for key, n in counts.most_common(40) if n >= KEY_MIN and key != ""]
        # One of two says it all; a first stage is told by its own column, so that reasons can name it.
        known[name] = sorted(kept) if len(counts) > 1 else []
    spreads = rows.std(axis=0)
    return {
        "means": [float(value) for value in rows.mean(axis=0)],
        "spreads": [float(value) if value > 1e-6 else 1.0 for value in spreads],
        "known": known,
    }


def _rows(looks: Sequence[Look], x: Any) -> tuple[Any, Any]:
    """One row per look and step of time at risk; the step's end was watched, else it is left out."""
    steps = len(EDGES) - 1
    starts, ends = np.array(EDGES[:-1]) * 7.0, np.array(EDGES[1:]) * 7.0
    ends_in = np.array([np.inf if one.ends_in is None else one.ends_in for one in looks])
    won = np.array([one.won for one in looks])
    watched = np.array([one.watched for one in looks])
    at_risk = (ends_in[:, None] > starts) & (watched[:, None] >= ends)
    which, step = np.nonzero(at_risk)
    if len(which) > ROWS_MAX:
        chosen = np.random.default_rng(7).choice(len(which), ROWS_MAX, replace=False)
        which, step = which[chosen], step[chosen]
    gone = ends_in[which] <= ends[step]
    outcome = np.where(gone, np.where(won[which], 1, 2), 0)
    far = np.array([model.log_step(place) for place in range(steps)])[step]
    base = x[which]
    bands = np.zeros((len(which), steps))
    bands[np.arange(len(which)), step] = 1.0
    return np.hstack([base, base * far[:, None], bands]), outcome


def _classes(machine: Any, width: int) -> list[dict[str, list[float]]]:
    """The log-odds of won and of lost against still open."""
    place = {int(key): row for row, key in enumerate(machine.classes_)}
    found = []
    for key in (1, 2):
        weights = machine.coef_[place[key]] - machine.coef_[place[0]]
        start = float(machine.intercept_[place[key]] - machine.intercept_[place[0]])
        found.append(
            {
                "base": [float(value) for value in weights[:width]],
                "slope": [float(value) for value in weights[width : 2 * width]],
                "steps": [float(value) + start for value in weights[2 * width :]],
            }
        )
    return found
