"""Indicators and goals drawn as SVG: pure functions from numbers and words to text.

Colours come from the classes of `chart.css`; the same shapes carry colours as attributes, for paper. Numbers come in
written as the reader writes them (`say`); all words are escaped here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from xml.sax.saxutils import escape, quoteattr

Say = Callable[[float], str]
_PAPER: Final = {
    "adv": 'fill="#1f5c4a"',
    "stay": 'fill="#cfe0d8" stroke="#1f5c4a"',
    "ax": 'fill="none" stroke="#d9dedb"',
    "aim": 'fill="none" stroke="#5b6663" stroke-dasharray="3 3"',
    "end": 'fill="none" stroke="#1f5c4a" stroke-width="2.5" stroke-linecap="round" stroke-dasharray="0.1 6"',
    "ci": 'fill="none" stroke="#5b6663" stroke-width="1.5"',
    "pt": 'fill="#ffffff" stroke="#1f5c4a" stroke-width="2.5"',
    "km": 'fill="none" stroke="#1f5c4a" stroke-width="2"',
    "band": 'fill="#1f5c4a" opacity="0.13"',
    "q": 'fill="#5b6663"',
}
_WIDE, _NARROW, _TILE = (1020, 220, 64, "only-l"), (340, 190, 8, "only-s"), (500, 200, 58, "only-l")


@dataclass(frozen=True)
class Bar:
    """One period of an indicator: its label, value (None where unknown or too few), interval and whole words."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    said: str = ""
    going_on: bool = False


@dataclass(frozen=True)
class Dot:
    """The end of a day of a goal: what was reached by then (None in days to come), what should be.

    `at` is the share of the goal's days that are over then.
    """

    label: str
    value: float | None
    pace: float
    at: float


def trend(
    bars: Sequence[Bar], *, label: str, say: Say, bars_from_zero: bool, target: float | None = None
) -> tuple[str, str, str]:
    """An indicator over periods, for a wide page, a phone, a tile: bars of what adds up, else points with intervals."""
    draw = _columns if bars_from_zero else _points
    return tuple(draw(bars, label, say, target, room) for room in (_WIDE, _NARROW, _TILE))  # type: ignore[return-value]


def pace(
    dots: Sequence[Dot],
    *,
    label: str,
    say: Say,
    target: float,
    foretold: tuple[float, float, float] | None,
    from_zero: bool,
    names: Mapping[str, str],
) -> tuple[str, str]:
    """A goal's line against its pace; `foretold` is where it will end, with its interval.

    `names` are what the lines are called (reached, pace, target, foretold): written beside them where there is room.
    """
    wide = _race(dots, label, say, target, foretold, from_zero, _WIDE, names)
    return wide, _race(dots, label, say, target, foretold, from_zero, _NARROW, {})


def spark(values: Sequence[float | None], target: float | None = None) -> str:
    """A small line of the latest periods, without words."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, high = min([*known, *_some(target)]), max([*known, *_some(target)])
    across = 116 / max(len(values) - 1, 1)

    def at(value: float) -> float:
        return 28 - 24 * (value - low) / (high - low) if high > low else 16

    parts = []
    if target is not None:
        parts.append(_path("aim", f"M2 {at(target):.1f}H118"))
    parts.append(
        _path("km", _line([(2 + across * n, None if v is None else at(v)) for n, v in enumerate(values)]))
    )
    end = next((n for n in range(len(values) - 1, -1, -1) if values[n] is not None), 0)
    parts.append(
        f'<circle class="pt" {_PAPER["pt"]} cx="{2 + across * end:.1f}" cy="{at(values[end] or 0):.1f}" r="3"/>'
    )
    return (
        f'<svg class="chart spark" viewBox="0 0 122 32" width="122" aria-hidden="true">{"".join(parts)}</svg>'
    )


def _columns(
    bars: Sequence[Bar], label: str, say: Say, target: float | None, room: tuple[int, int, int, str]
) -> str:
    frame = _Frame(room, [0.0, *(bar.value or 0.0 for bar in bars), *_some(target)], len(bars))
    parts = [frame.axis(say)]
    for place, bar in enumerate(bars):
        if bar.value:
            top, base = sorted((frame.y(bar.value), frame.y(0)))
            shape = "stay" if bar.going_on else "adv"
            tall = max(base - top, 1)
            box = f'x="{frame.left_of(place):.1f}" y="{top:.1f}" width="{frame.wide:.1f}" height="{tall:.1f}"'
            parts.append(f'<rect class="{shape}" {_PAPER[shape]} {box}>{_title(bar)}</rect>')
    return frame.whole(parts, bars, label, say, target)


def _points(
    bars: Sequence[Bar], label: str, say: Say, target: float | None, room: tuple[int, int, int, str]
) -> str:
    known = [end for bar in bars for end in (bar.value, bar.low, bar.high) if end is not None]
    frame = _Frame(
        room,
        [*(known or [0.0, 1.0]), *_some(target), *([0.0] if min(known or [0.0]) >= 0 else [])],
        len(bars),
    )
    parts = [frame.axis(say)]
    spots = [
        (frame.middle(n), None if bar.value is None else frame.y(bar.value)) for n, bar in enumerate(bars)
    ]
    parts.append(_path("km", _line(spots)))
    for place, bar in enumerate(bars):
        if bar.value is None:
            continue
        x = frame.middle(place)
        if bar.low is not None and bar.high is not None:
            low, high = frame.y(bar.low), frame.y(bar.high)
            parts.append(
                _path("ci", f"M{x:.1f} {low:.1f}V{high:.1f}M{x - 4:.1f} {low:.1f}h8M{x - 4:.1f} {high:.1f}h8")
            )
        spot = f'cx="{x:.1f}" cy="{frame.y(bar.value):.1f}" r="4.5"'
        parts.append(f'<circle class="pt" {_PAPER["pt"]} {spot}>{_title(bar)}</circle>')
    return frame.whole(parts, bars, label, say, target)


def _race(
    dots: Sequence[Dot],
    label: str,
    say: Say,
    target: float,
    foretold: tuple[float, float, float] | None,
    from_zero: bool,
    room: tuple[int, int, int, str],
    names: Mapping[str, str],
) -> str:
    values = [dot.value for dot in dots if dot.value is not None]
    seen = [*values, *(dot.pace for dot in dots), target, *(foretold or ()), *([0.0] if from_zero else [])]
    frame = _Frame(room, seen, max(len(dots), 2), ends=[dot.at for dot in dots])
    parts = [frame.axis(say), _path("aim", f"M{frame.left} {frame.y(target):.1f}H{frame.right}")]
    start = [(float(frame.left), frame.y(0.0))] if from_zero else []
    paced = [*start, *((frame.end(n), frame.y(dot.pace)) for n, dot in enumerate(dots))]
    parts.append(_path("ci", _line(paced)))
    spots = [*start, *((frame.end(n), frame.y(d.value)) for n, d in enumerate(dots) if d.value is not None)]
    last = spots[-1] if values else None
    if foretold is not None and last is not None:
        middle, low, high = (frame.y(one) for one in foretold)
        here = f"M{last[0]:.1f} {last[1]:.1f}"
        parts.append(_path("band", f"{here}L{frame.right} {low:.1f}V{high:.1f}z"))
        parts.append(_path("end", f"{here}L{frame.right} {middle:.1f}"))
    if values:
        parts.append(_path("km", _line(spots)))
    if last is not None:
        parts.append(f'<circle class="pt" {_PAPER["pt"]} cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="4.5"/>')
    if names:
        ahead = [last, (float(frame.right), frame.y(foretold[0]))] if foretold and last else []
        parts += _named(
            frame, names, {"pace": paced, "reached": spots if values else [], "foretold": ahead}, target
        )
    bars = [Bar(dot.label, dot.value) for dot in dots]
    return frame.whole(parts, bars, label, say, None)


def _named(
    frame: _Frame, names: Mapping[str, str], lines: Mapping[str, Sequence[tuple[float, float]]], target: float
) -> Iterator[str]:
    """The name of each line beside it, where it is farthest from the others and on the side away from them."""
    level = frame.y(target)
    below = level < (frame.top + frame.bottom) / 2
    yield _text(frame.left + 6, level + (16 if below else -7), names["target"], "q")
    aim = [(float(frame.left), level), (float(frame.right), level)]
    for key, line in lines.items():
        others = [aim, *(other for name, other in lines.items() if name != key)]
        best = max(_spaces(frame, line, others), default=None)
        if best is not None:
            _, x, y, is_above = best
            yield _text(x, y + (-9 if is_above else 18), names[key], "q", "middle")


def _spaces(
    frame: _Frame, line: Sequence[tuple[float, float]], others: Sequence[Sequence[tuple[float, float]]]
) -> Iterator[tuple[float, float, float, bool]]:
    """Places beside a line: how far the next other line is there, where it is, and whether its upper side is free."""
    for step in range(1, 10):
        x = frame.left + (frame.right - frame.left) * step / 10
        y = _height(line, x)
        if y is None:
            continue
        off = [there - y for other in others if (there := _height(other, x)) is not None]
        nearest = min(off, key=abs, default=90.0)
        yield min(abs(nearest), 90.0), x, y, nearest >= 0


def _height(line: Sequence[tuple[float, float]], x: float) -> float | None:
    """How high a line is at a place; None where it does not reach."""
    for (x1, y1), (x2, y2) in pairwise(line):
        if x1 <= x <= x2 and x2 > x1:
            return y1 + (y2 - y1) * (x - x1) / (x2 - x1)
    return None


class _Frame:
    """The room of a chart: where a value and a period stand."""

    def __init__(
        self, room: tuple[int, int, int, str], values: Sequence[float], n: int, *, ends: Sequence[float] = ()
    ) -> None:
        self.width, self.height, self.left, self.cls = room
        self.right, self.top, self.bottom = self.width - 6, 14 if self.left > 30 else 24, self.height - 26
        self.low, self.high = float(min(values)), float(max(values))
        if self.high == self.low:
            self.high = self.low + 1
        self.each = (self.right - self.left) / max(n, 1)
        self.wide = min(56.0, self.each * 0.7)
        self.ends = ends

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * (value - self.low) / (self.high - self.low)

    def middle(self, place: int) -> float:
        return self.left + self.each * (place + 0.5)

    def end(self, place: int) -> float:
        return self.left + (self.right - self.left) * self.ends[place]

    def left_of(self, place: int) -> float:
        return self.middle(place) - self.wide / 2

    def axis(self, say: Say) -> str:
        lines, words = "", []
        middle = (self.low + self.high) / 2
        # Between few whole ones there is no middle that could be written.
        is_half = self.low.is_integer() and 3 <= self.high < 20 and (self.low + self.high) % 2 == 1
        for value in (self.low, self.high) if is_half else (self.low, middle, self.high):
            y = self.y(value)
            lines += f"M{self.left} {y:.1f}H{self.right}"
            if self.left > 30:
                words.append(_text(self.left - 8, y + 4, say(value), "q", "end"))
            elif value != middle:
                words.append(_text(self.left, y - 4, say(value), "q"))
        return _path("ax", lines) + "".join(words)

    def whole(self, parts: list[str], bars: Sequence[Bar], label: str, say: Say, target: float | None) -> str:
        if target is not None:
            parts.append(_path("aim", f"M{self.left} {self.y(target):.1f}H{self.right}"))
        longest = max((len(bar.label) for bar in bars), default=1) * 7.2 + 10
        every = max(1, -(-int(longest) // max(1, int(self.each))))
        for place, bar in enumerate(bars):
            # The last one is always named; those before it leave it room.
            if (len(bars) - 1 - place) % every == 0 and bar.label:
                x = self.end(place) if self.ends else self.middle(place)
                is_last = x + longest / 2 > self.width
                at, anchor = (self.width, "end") if is_last else (x, "middle")
                parts.append(_text(at, self.height - 6, bar.label, "q", anchor))
        head = f'class="chart {self.cls}" viewBox="0 0 {self.width} {self.height}" font-size="12"'
        head = f'xmlns="http://www.w3.org/2000/svg" {head} role="img" aria-label={quoteattr(label)}'
        return f"<svg {head}>{''.join(parts)}</svg>"


def _line(spots: Sequence[tuple[float, float | None]]) -> str:
    """A line through points; where one is missing it is broken."""
    drawn, pen = "", "M"
    for x, y in spots:
        if y is None:
            pen = "M"
            continue
        drawn += f"{pen}{x:.1f} {y:.1f}"
        pen = "L"
    return drawn


def _path(cls: str, drawn: str) -> str:
    return f'<path class="{cls}" {_PAPER[cls]} d="{drawn}"/>' if drawn else ""


def _text(x: float, y: float, said: str, cls: str, anchor: str = "") -> str:
    side = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text class="{cls}" {_PAPER[cls]} x="{x:.1f}" y="{y:.1f}"{side}>{escape(said)}</text>'


def _title(bar: Bar) -> str:
    return f"<title>{escape(bar.said)}</title>" if bar.said else ""


def _some(value: float | None) -> list[float]:
    return [] if value is None else [value]
