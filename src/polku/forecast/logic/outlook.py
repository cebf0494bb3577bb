"""The outlook: wins of this month and the next ones, by each method, as it would have been said on any day.

A month's wins are those that came already, those of deals open now, and those of deals not opened yet: only all three
together can be held against what came. Months are handed in as days since 1970, so that calendars stay outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from polku.forecast.logic import sums, weighted
from polku.forecast.logic.courses import WON, Course, State, state_at
from polku.forecast.logic.model import Curve, Learned
from polku.forecast.logic.sums import Arrivals, Quantiles
from polku.forecast.logic.weighted import Share

COMMIT, WEIGHTED, LEARNED = "commit", "weighted", "learned"
METHODS = (COMMIT, WEIGHTED, LEARNED)
PAST_LOOKS = 12
LOOK_DAYS = 28
LOOKS_MIN = 4
VALUES_KEPT = 400


@dataclass(frozen=True)
class Span:
    """A month as days since 1970: from its first moment to that of the next."""

    start: float
    end: float


@dataclass(frozen=True)
class Part:
    """An open deal in a forecast: its value and its chance to be won in each month."""

    value: float
    chances: tuple[float, ...]


@dataclass(frozen=True)
class Month:
    """What a method says of one month: how many wins and how much they are worth, with what came already."""

    span: Span
    count: Quantiles
    value: Quantiles
    won: int = 0
    won_value: float = 0.0


@dataclass(frozen=True)
class Came:
    """Wins of a month so far, or in the end."""

    count: int = 0
    value: float = 0.0


def by_curve(curve: Curve, value: float, today: float, spans: Sequence[Span]) -> Part:
    """A deal by its learned curve: the chance to be won in each month, none before today."""
    marks = [curve.by(max(0.0, span.end - today)) for span in spans]
    starts = [curve.by(max(0.0, span.start - today)) for span in spans]
    return Part(value, tuple(max(0.0, end - start) for start, end in zip(starts, marks, strict=True)))


def by_share(share: float, value: float, closes: float, today: float, spans: Sequence[Span]) -> Part:
    """A deal by the won share of its stage, wholly in the month in which it is expected to close."""
    closes = max(closes, today)
    return Part(value, tuple(share if span.start <= closes < span.end else 0.0 for span in spans))


def expected(
    closes: float | None, stage: str, entered: float, today: float, days: Mapping[str, float]
) -> float:
    """When a deal is expected to close: as its owner says, else as long after entering its stage as deals usually won.

    A day that has passed stands for today.
    """
    if closes is not None:
        return max(closes, today)
    usual = days.get(stage, days.get("", 30.0))
    return max(today, entered + usual)


def months(
    parts: Sequence[Part], spans: Sequence[Span], *, arrivals: Sequence[Arrivals] = (),
    won: Sequence[Came] = (), factors: Mapping[str, Sequence[float]] | None = None,
) -> list[Month]:  # fmt: skip
    """Sum the deals month by month, with what came and what is to come, the marks as wide as earlier errors ask for."""
    found = []
    factors = factors or {}
    for place, span in enumerate(spans):
        came = won[place] if place < len(won) else Came()
        extra = arrivals[place] if place < len(arrivals) else sums.NOTHING
        live = [(part.chances[place], part.value) for part in parts if part.chances[place] > 1e-6]
        count = sums.wins([chance for chance, _value in live], extra).plus(came.count)
        value = sums.worth([one for one in live if one[1] > 0], extra).plus(came.value)
        found.append(
            Month(
                span,
                count.widened(_at(factors.get("count"), place), came.count),
                value.widened(_at(factors.get("value"), place), came.value),
                came.count,
                came.value,
            )
        )
    return found


def arrivals(courses: Iterable[Course], today: float, spans: Sequence[Span]) -> list[Arrivals]:
    """Of each month, wins from deals not opened yet: as they came after each of the last looks back."""
    won = [one for one in courses if one.outcome == WON and one.ended is not None and one.ended <= today]
    first = min((one.opened for one in won), default=today)
    # The newest hundreds say what a deal is worth: exactly as large as they were.
    newest = sorted(won, key=lambda one: -(one.ended or 0))[:VALUES_KEPT]
    values = tuple(float(one.value or 0) for one in newest)
    found = []
    for span in spans:
        starts, ends = max(0.0, span.start - today), max(0.0, span.end - today)
        counts = []
        for back in range(PAST_LOOKS):
            look = today - ends - back * LOOK_DAYS
            if look < first:
                break
            counts.append(
                sum(one.opened > look and look + starts <= (one.ended or 0) < look + ends for one in won)
            )
        found.append(_arrivals(counts, values))
    return found


def _arrivals(counts: Sequence[int], values: tuple[float, ...]) -> Arrivals:
    if len(counts) < LOOKS_MIN:
        return sums.NOTHING
    mean = sum(counts) / len(counts)
    # Looks overlap and are few: what the mean itself may be off by widens it too.
    spread = sum((one - mean) ** 2 for one in counts) / max(1, len(counts) - 1)
    variance = max(mean, spread)
    return Arrivals(mean, variance * (1 + 1 / len(counts)), values)


def came_in(courses: Iterable[Course], span: Span, until: float) -> Came:
    """What was won in a month, as far as a day tells."""
    values = [
        one.value or 0
        for one in courses
        if one.outcome == WON and one.ended is not None and span.start <= one.ended < min(span.end, until)
    ]
    return Came(len(values), float(sum(values)))


@dataclass(frozen=True)
class Basis:
    """What two methods know on a day: made from courses alone, or read from what the night stored."""

    shares: Mapping[str, Share]
    days: Mapping[str, float]
    usual: Mapping[str, float]
    learned: Learned | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


def open_states(
    courses: Iterable[Course], today: float, usual: Mapping[str, float]
) -> list[tuple[Course, State]]:
    """The deals open on a day with how they stand."""
    found = []
    for one in courses:
        state = state_at(one, today, usual) if one.outcome == "open" else None
        if state is not None:
            found.append((one, state))
    return found


def looked_back(
    courses: Sequence[Course], basis: Basis, today: float, spans: Sequence[Span]
) -> dict[str, list[Month]]:
    """What the methods would have said on a day in the past, from courses as of that day; nobody's word is known."""
    known = open_states(courses, today, basis.usual)
    coming = arrivals(courses, today, spans)
    won = [came_in(courses, span, today) for span in spans]
    said: dict[str, Callable[[Course, State], Part]] = {WEIGHTED: _weighted(basis, today, spans)}
    if basis.learned is not None:
        said[LEARNED] = _learned(basis.learned, today, spans)
    found = {}
    for method, part in said.items():
        parts = [part(one, state) for one, state in known]
        found[method] = months(parts, spans, arrivals=coming, won=won)
    return found


def _weighted(basis: Basis, today: float, spans: Sequence[Span]) -> Callable[[Course, State], Part]:
    def part(one: Course, state: State) -> Part:
        share = weighted.share_of(state.stage, basis.shares)
        closes = expected(None, state.stage, today - state.in_stage, today, basis.days)
        return by_share(share.mean if share else 0.0, float(one.value or 0), closes, today, spans)

    return part


def _learned(learned: Learned, today: float, spans: Sequence[Span]) -> Callable[[Course, State], Part]:
    def part(one: Course, state: State) -> Part:
        return by_curve(learned.curve(state), float(one.value or 0), today, spans)

    return part


def _at(factors: Sequence[float] | None, place: int) -> float:
    return factors[place] if factors and place < len(factors) else 1.0
