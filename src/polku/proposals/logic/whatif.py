"""What if a stage were quicker, or lost fewer: the log's own stays lived again, once as they were and once changed.

A semi-Markov chain (Howard 1971; Limnios and Oprisan 2001): where a deal goes from a stage and how long it stays is
drawn from the stays of that stage. Stays still going on are kept in by Kaplan-Meier weights (each finished stay counts
by the fall of the curve at its time, Efron 1967: weight is redistributed to the right). Uncertainty: the bootstrap over
deals (Efron 1979): each draw takes deals with replacement, and both worlds are lived on it with the same luck. What is
assumed is said beside the figure: stages alone decide, the change touches nothing else, as many deals come as before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from polku.proposals.logic.followed import GONE, WON

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[Any, np.dtype[np.float64]]
    Ints = np.ndarray[Any, np.dtype[np.int64]]

DRAWS: Final = 60
LEAST: Final = 100
"""Below so many deals nothing is said."""
STEPS_MAX: Final = 40
LIVES: Final = 3_000
"""So many new deals are lived in each draw; the sums are scaled to the inflow."""
_MONTH: Final = 365.25 / 12
_WON, _LOST = -1, -2


class Stay(NamedTuple):
    """One stay: days so far where `leaving` is ''."""

    case_id: int
    stage: str
    seq: int
    leaving: str
    next_stage: str
    days: float
    value: int
    outcome: str


@dataclass(frozen=True)
class Change:
    """A stage changed: its time by a share (-0.2 is a fifth less), its loss by points (-0.05 is five fewer of 100)."""

    stage: str
    time: float = 0.0
    loss: float = 0.0


@dataclass(frozen=True)
class Band:
    """A figure with the middle 90 of 100 draws."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Answer:
    """Wins and value a month, as it is and changed, and the difference; `by_month` in the months after today."""

    n: int
    open_n: int
    months: int
    wins: Band
    wins_changed: Band
    wins_more: Band
    value: Band
    value_changed: Band
    value_more: Band
    by_month: tuple[tuple[Band, Band], ...]
    usual_days: float | None
    usual_loss: float | None
    stage_n: int


def answer(
    stays: Sequence[Stay], change: Change, *, per_month: float, months: int = 12, seed: int = 1
) -> Answer | None:
    """Live the coming months with and without a change; None for too few deals."""
    import numpy as np  # noqa: PLC0415 -- heavy library, loaded on first use

    log = _Log.of(stays)
    if log.n < LEAST or change.stage not in log.places or not log.won_values.size:
        return None
    random = np.random.default_rng(seed)
    drawn = [_draw(log, change, per_month, months, random, place) for place in range(DRAWS + 1)]
    told = np.array(drawn)  # draw, world, wins or value, month
    usual, loss, stage_n = _usual(stays, change.stage)
    wins, value = told[:, :, 0, :], told[:, :, 1, :]
    return Answer(
        log.n, len(log.open_places), months,
        *_bands(wins.mean(axis=2)), *_bands(value.mean(axis=2)),
        tuple((_band(wins[:, 0, month]), _band(wins[:, 1, month])) for month in range(months)),
        usual, loss, stage_n,
    )  # fmt: skip


@dataclass(frozen=True)
class _Log:
    """The stays as arrays: stage, where to (a place, won, lost; -3 while it lasts), days, which deal."""

    n: int
    places: Mapping[str, int]
    stage: Ints
    goes: Ints
    days: Floats
    case: Ints
    starts: Ints
    open_places: Ints
    open_days: Floats
    won_values: Floats

    @classmethod
    def of(cls, stays: Sequence[Stay]) -> _Log:
        import numpy as np  # noqa: PLC0415 -- heavy library, loaded on first use

        places = {key: place for place, key in enumerate(dict.fromkeys(one.stage for one in stays))}
        cases = {case: place for place, case in enumerate(dict.fromkeys(one.case_id for one in stays))}
        last: dict[int, Stay] = {one.case_id: one for one in stays}
        first: dict[int, str] = {}
        for one in stays:
            first.setdefault(one.case_id, one.stage)
        waiting = [one for one in last.values() if one.leaving == "" and one.outcome == "open"]
        selling = [one for one in stays if _goes(one, places) != -4]
        values = [one.value for one in last.values() if one.outcome in WON]
        return cls(
            len(cases), places,
            np.array([places[one.stage] for one in selling]), np.array([_goes(one, places) for one in selling]),
            np.array([max(0.0, one.days) for one in selling]), np.array([cases[one.case_id] for one in selling]),
            np.array([places[stage] for stage in first.values()]),
            np.array([places[one.stage] for one in waiting], dtype=int), np.array([one.days for one in waiting]),
            np.array(values, dtype=float),
        )  # fmt: skip


def _goes(one: Stay, places: Mapping[str, int]) -> int:
    """Where a stay leads: a stage, won (-1), lost (-2), still there (-3), not of the sale (-4)."""
    if one.leaving == "":
        return -3 if one.outcome == "open" else -4
    if one.leaving in GONE:
        return _LOST
    if one.leaving == "won":
        return _WON
    if one.leaving == "moved" and one.next_stage in places:
        return places[one.next_stage]
    return -4


def _draw(
    log: _Log, change: Change, per_month: float, months: int, random: np.random.Generator, draw: int
) -> Floats:
    """One draw of deals, lived in both worlds with the same luck: (world, wins or value, month)."""
    import numpy as np  # noqa: PLC0415 -- heavy library, loaded on first use

    counts = np.ones(log.n) if draw == 0 else random.poisson(1.0, log.n).astype(float)
    exits = _exits(log, counts)
    horizon = months * _MONTH
    began = random.random(LIVES) * horizon
    starts = random.choice(log.starts, LIVES)
    values = random.choice(log.won_values, LIVES + len(log.open_places))
    luck = random.random((STEPS_MAX, 3, LIVES + len(log.open_places)))
    at = np.concatenate([began, np.zeros(len(log.open_places))])
    stage = np.concatenate([starts, log.open_places])
    waited = np.concatenate([np.zeros(LIVES), log.open_days])
    weight = np.concatenate([np.full(LIVES, per_month * months / LIVES), np.ones(len(log.open_places))])
    found = np.zeros((2, 2, months))
    for world in range(2):
        won_at = _lived(exits, log.places.get(change.stage, -9), change, world == 1, at, stage, waited, luck)
        month = np.floor(won_at / _MONTH)
        inside = (month >= 0) & (month < months)
        place = month[inside].astype(int)
        found[world, 0] = np.bincount(place, weight[inside], months)
        found[world, 1] = np.bincount(place, (weight * values)[inside], months)
    return found


@dataclass(frozen=True)
class _Exits:
    """The finished stays of one stage by weight: onward ones and lost ones apart, each sorted by days."""

    loss: float
    onward: tuple[Floats, Floats, Ints]
    lost: tuple[Floats, Floats, Ints]


def _exits(log: _Log, counts: Floats) -> dict[int, _Exits]:
    import numpy as np  # noqa: PLC0415 -- heavy library, loaded on first use

    found = {}
    for place in log.places.values():
        mine = np.flatnonzero(log.stage == place)
        mine = mine[np.argsort(log.days[mine], kind="stable")]
        weight = counts[log.case[mine]]
        at_risk = np.cumsum(weight[::-1])[::-1]
        ended = log.goes[mine] != -3
        hazard = np.where(ended & (at_risk > 0), weight / np.where(at_risk > 0, at_risk, 1), 0.0)
        left = np.concatenate([[1.0], np.cumprod(1 - hazard)[:-1]])
        fall = left * hazard
        parts = []
        for chosen in (ended & (log.goes[mine] != _LOST), log.goes[mine] == _LOST):
            summed = np.cumsum(fall[chosen])
            parts.append((summed, log.days[mine][chosen], log.goes[mine][chosen]))
        sums = [float(part[0][-1]) if len(part[0]) else 0.0 for part in parts]
        whole = sum(sums)
        found[place] = _Exits(sums[1] / whole if whole else 1.0, parts[0], parts[1])
    return found


def _lived(
    exits: Mapping[int, _Exits], changed: int, change: Change, is_changed: bool, at: Floats, stage: Ints,
    waited: Floats, luck: Floats,
) -> Floats:  # fmt: skip
    """When each deal is won; never is infinite."""
    import numpy as np  # noqa: PLC0415 -- heavy library, loaded on first use

    now, here, wait = at.copy(), stage.copy(), waited.copy()
    won_at = np.full(len(at), np.inf)
    for step in range(STEPS_MAX):
        if not (here >= 0).any():
            break
        following = here.copy()
        for place, of in exits.items():
            mine = np.flatnonzero(here == place)
            if not len(mine):
                continue
            touched = is_changed and place == changed
            loss = min(1.0, max(0.0, of.loss + (change.loss if touched else 0.0)))
            gone = luck[step, 0, mine] < loss
            for is_gone, (summed, days, goes) in ((False, of.onward), (True, of.lost)):
                some = mine[gone == is_gone]
                if not len(summed):
                    following[some] = _LOST
                    continue
                stayed, to = _picked(summed, days, goes, luck[step, 1, some], wait[some])
                pace = 1 + change.time if touched else 1.0
                now[some] += np.maximum(0.0, stayed * pace - wait[some])
                following[some] = to
        won_at[(following == _WON) & (here >= 0)] = now[(following == _WON) & (here >= 0)]
        here, wait = following, np.zeros(len(at))
    return won_at


def _picked(summed: Floats, days: Floats, goes: Ints, luck: Floats, wait: Floats) -> tuple[Floats, Ints]:
    """A finished stay by weight, among those longer than the deal has waited; the longest where none is."""
    import numpy as np  # noqa: PLC0415 -- heavy library, loaded on first use

    first = np.searchsorted(days, wait, side="right")
    base = np.where(first > 0, summed[np.maximum(first - 1, 0)], 0.0)
    place = np.searchsorted(summed, base + luck * (summed[-1] - base), side="right")
    place = np.minimum(place, len(days) - 1)
    return np.maximum(days[place], wait), goes[place]


def _bands(drawn: Floats) -> tuple[Band, Band, Band]:
    return _band(drawn[:, 0]), _band(drawn[:, 1]), _band(drawn[:, 1] - drawn[:, 0])


def _band(drawn: Floats) -> Band:
    import numpy as np  # noqa: PLC0415 -- heavy library, loaded on first use

    low, high = np.quantile(drawn[1:], [0.05, 0.95])
    return Band(float(drawn.mean()), float(low), float(high))


def _usual(stays: Sequence[Stay], stage: str) -> tuple[float | None, float | None, int]:
    """The plain median of finished stays and the share lost of them, for the form."""
    done = [one for one in stays if one.stage == stage and one.leaving]
    if not done:
        return None, None, 0
    days = sorted(one.days for one in done)
    return days[len(days) // 2], sum(one.leaving in GONE for one in done) / len(done), len(done)


def inflow(first: int | None, last: int | None, n: int) -> float:
    """Deals that come in a month, from the first and the last moment of opening in seconds."""
    if first is None or last is None or last <= first or n < 2:
        return 0.0
    return (n - 1) / (last - first) * 86_400 * _MONTH
