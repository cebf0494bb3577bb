"""The learned chance, evaluated: a discrete-time competing-risk model read from plain JSON, in cheap arithmetic.

From the day of the forecast on, each step of time (a week at first, wider further ahead) a deal that is still open may
be won, be lost or stay: a multinomial logit of how the deal stands on that day (a landmark supermodel: van Houwelingen
2007, in discrete time as Allison 1982). Summing over the steps gives the cumulative incidence of winning; an isotonic
map from held-out time corrects it (Zadrozny and Elkan 2002). Nothing here needs numpy: pages call it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log1p
from typing import Any

from polku.forecast.logic.courses import State

EDGES = (0, 1, 2, 3, 4, 6, 8, 10, 13, 17, 22, 26, 34, 43, 52)
"""Weeks at which the steps end."""
DAYS_AHEAD = 91
"""The chance that is said of a deal: won within so many days."""
CATEGORIES = ("stage", "source", "product", "version")
NUMBERS = ("in_stage", "in_stage_2", "in_stage_late", "age", "age_2", "silence", "silence_2", "value", "value_2",
    "value_unknown", "repeats")  # fmt: skip
GROUPS: Mapping[str, tuple[str, ...]] = {
    "stage": ("stage",),
    "in_stage": ("in_stage",),
    "age": ("age",),
    "silence": ("silence",),
    "value": ("value",),
    "repeats": ("repeats",),
    "source": ("source",),
    "product": ("product",),
    "version": ("version",),
}
"""What a chance is explained by; each is a group of columns."""


@dataclass(frozen=True)
class Curve:
    """The chance to be won, and to be gone without a win, by each of `EDGES`."""

    won: tuple[float, ...]
    lost: tuple[float, ...]

    def by(self, day: float) -> float:
        """The chance to be won within so many days from the day of the forecast."""
        week = max(0.0, day / 7)
        if week >= EDGES[-1]:
            return self.won[-1]
        place = bisect_right(EDGES, week) - 1
        part = (week - EDGES[place]) / (EDGES[place + 1] - EDGES[place])
        return self.won[place] + part * (self.won[place + 1] - self.won[place])

    @property
    def eventual(self) -> float:
        """The chance to be won in the end, as far as a year tells."""
        ended = self.won[-1] + self.lost[-1]
        return self.won[-1] / ended if ended > 0 else 0.0


@dataclass(frozen=True)
class Reason:
    """What lifts or lowers a chance against the average deal, in points of 1."""

    key: str
    points: float


def numbers(state: State) -> tuple[float, ...]:
    """The numeric columns of a state, in the order of `NUMBERS`, not yet scaled."""
    stay, age = log1p(max(0.0, state.in_stage) / 7), log1p(max(0.0, state.age) / 7)
    silence = log1p(max(0.0, state.silence) / 7)
    value = state.value or 0.0
    return (
        stay, stay * stay, max(0.0, stay - log1p(4)), age, age * age, silence, silence * silence, value, value * value,
        float(state.value is None), float(min(3, state.repeats)),
    )  # fmt: skip


def columns(state: State, spec: Mapping[str, Any]) -> list[float]:
    """One row of the model: numbers scaled, then one column per known category, then days in stage by stage."""
    scaled = [
        (value - mean) / spread
        for value, mean, spread in zip(numbers(state), spec["means"], spec["spreads"], strict=True)
    ]
    row = list(scaled)
    for name in CATEGORIES:
        own = getattr(state, name)
        row += [1.0 if key == own else 0.0 for key in spec["known"][name]]
    stay = scaled[0]
    row += [stay if key == state.stage else 0.0 for key in spec["known"]["stage"]]
    return row


def groups(spec: Mapping[str, Any]) -> list[str]:
    """The group of `GROUPS` that each column belongs to."""
    found = [next(group for group in GROUPS if name.startswith(group)) for name in NUMBERS]
    for name in CATEGORIES:
        found += [name] * len(spec["known"][name])
    return found + ["in_stage"] * len(spec["known"]["stage"])


class Learned:
    """A learned model at work: chances of deals from their states, with reasons."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.spec: Mapping[str, Any] = data["spec"]
        self._groups = groups(self.spec)
        self._steps = [log_step(place) for place in range(len(EDGES) - 1)]

    def curve(self, state: State) -> Curve:
        """The chances of one deal over time, calibrated."""
        return self._curve(columns(state, self.spec))

    def chance(self, state: State, days: float = DAYS_AHEAD) -> float:
        """The chance to be won within so many days."""
        return self.curve(state).by(days)

    def reasons(self, state: State, *, most: int = 5, least: float = 0.01) -> list[Reason]:
        """What makes the chance differ from that of the average deal: each group put to its average in turn."""
        row = columns(state, self.spec)
        now = self._curve(row).by(DAYS_AHEAD)
        found = []
        for group in GROUPS:
            plain = [
                self.spec["centre"][place] if self._groups[place] == group else value
                for place, value in enumerate(row)
            ]
            found.append(Reason(group, now - self._curve(plain).by(DAYS_AHEAD)))
        found.sort(key=lambda one: -abs(one.points))
        return [one for one in found[:most] if abs(one.points) >= least]

    def _curve(self, row: Sequence[float]) -> Curve:
        eta = [
            (_dot(row, one["base"]), _dot(row, one["slope"]), one["steps"]) for one in self.data["classes"]
        ]
        still, won, lost = 1.0, [0.0], [0.0]
        for place, step in enumerate(self._steps):
            odds = [exp(max(-30.0, min(30.0, base + step * slope + own[place]))) for base, slope, own in eta]
            whole = 1 + odds[0] + odds[1]
            won.append(won[-1] + still * odds[0] / whole)
            lost.append(lost[-1] + still * odds[1] / whole)
            still /= whole
        fixed = [calibrated(value, self.data.get("calibration")) for value in won]
        return Curve(
            tuple(fixed),
            tuple(min(value, 1 - right) for value, right in zip(lost, fixed, strict=True)),
        )


def log_step(place: int) -> float:
    """How far ahead a step lies, on the scale on which effects fade."""
    return log1p((EDGES[place] + EDGES[place + 1]) / 2) - log1p(6)


def calibrated(value: float, map_: Mapping[str, Any] | None) -> float:
    """A chance corrected by the map that held-out time gave; `weight` is how far that map is trusted."""
    if not map_ or value <= 0:
        return value
    xs, ys = map_["x"], map_["y"]
    place = bisect_right(xs, value)
    if place == 0:
        fixed = ys[0] * value / xs[0] if xs[0] > 0 else ys[0]
    elif place == len(xs):
        fixed = ys[-1]
    else:
        part = (value - xs[place - 1]) / (xs[place] - xs[place - 1])
        fixed = ys[place - 1] + part * (ys[place] - ys[place - 1])
    weight = float(map_["weight"])
    return float(min(0.999, weight * fixed + (1 - weight) * value))


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True) if a)
