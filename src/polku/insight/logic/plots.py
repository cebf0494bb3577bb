"""Findings drawn as SVG: lines over time, bands that stand on each other, parted bars, shares with their intervals.

Pure functions as in `charts`: words come in translated, numbers as the reader writes them; all words are escaped.
Bands are told apart by shade and by order; the legend and the table beside them say which is which.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from polku.insight.logic.charts import svg, text

Say = Callable[[float], str]
WIDE: Final = 1020
NARROW: Final = 340
_TALL: Final = 190


@dataclass(frozen=True)
class Line:
    """A line over the places of the axis; None leaves a gap. `shade` is its look, 0 the strongest."""

    name: str
    values: Sequence[float | None]
    shade: int = 0


@dataclass(frozen=True)
class Mark:
    """An upright line at a place, with words: a change, a day from which something rises."""

    at: int
    said: str


@dataclass(frozen=True)
class Parts:
    """One bar of parts beside each other, each a number and a shade."""

    name: str
    parts: Sequence[tuple[float, int]]
    said: str


@dataclass(frozen=True)
class Spot:
    """A value with its interval; without one it says why. `weak` ones are not sure."""

    name: str
    value: float | None
    low: float = 0.0
    high: float = 0.0
    said: str = ""
    weak: bool = False


def lines(
    drawn: Sequence[Line],
    labels: Sequence[str],
    *,
    label: str,
    say: Say,
    marks: Sequence[Mark] = (),
    top: float = 1.0,
) -> tuple[str, str]:
    """Lines over time, wide and narrow."""
    return (
        _lines(drawn, labels, WIDE, label, say, marks, top),
        _lines(drawn, labels, NARROW, label, say, marks, top),
    )


def bands(drawn: Sequence[Line], labels: Sequence[str], *, label: str, say: Say) -> tuple[str, str]:
    """Bands standing on each other, the first at the bottom; wide and narrow."""
    return (_bands(drawn, labels, WIDE, label, say), _bands(drawn, labels, NARROW, label, say))


def bars(rows: Sequence[Parts], *, label: str) -> tuple[str, str]:
    """Bars of parts, a row each; wide and narrow."""
    return _bars(rows, WIDE, label), _bars(rows, NARROW, label)


def spots(
    rows: Sequence[Spot], *, label: str, say: Say, line: float, low: float, high: float
) -> tuple[str, str]:
    """Values with intervals between `low` and `high`, an upright line at one value; wide and narrow."""
    return (
        _spots(rows, WIDE, label, say, line, low, high),
        _spots(rows, NARROW, label, say, line, low, high),
    )


def _frame(width: int, labels: Sequence[str], top_said: str) -> tuple[list[str], Callable[[int], float], int]:
    """Axis, its words, and where a place is across."""
    left, right = (52, width - 12) if width > NARROW else (36, width - 8)
    step = (right - left) / max(len(labels) - 1, 1)

    def x(place: int) -> float:
        return left + step * place

    parts = [f'<path class="ax" fill="none" d="M{left} 14H{right}M{left} {_TALL}H{right}"/>']
    parts += [text(0, 18, top_said, "q"), text(0, _TALL, "0", "q")]
    room = 84 if width > NARROW else 76
    every = -(-len(labels) * room // (right - left)) or 1
    for place in range(0, len(labels), int(every)):
        anchor = "middle" if left + 30 < x(place) < right - 34 else ("start" if place == 0 else "end")
        parts.append(text(round(x(place), 1), _TALL + 18, labels[place], "q", anchor))
    return parts, x, right


def _lines(
    drawn: Sequence[Line],
    labels: Sequence[str],
    width: int,
    label: str,
    say: Say,
    marks: Sequence[Mark],
    top: float,
) -> str:
    parts, x, right = _frame(width, labels, say(top))
    tall = _TALL - 14
    for number, mark in enumerate(marks):
        at = x(mark.at)
        parts.append(f'<path class="aim" fill="none" d="M{at:.1f} 14V{_TALL}"/>')
        side = "end" if at > right - 120 else "start"
        parts.append(
            text(round(at + (-5 if side == "end" else 5), 1), 27 + 14 * (number % 3), mark.said, "b", side)
        )
    for line in drawn:
        path, gap = "", True
        for place, value in enumerate(line.values):
            if value is None:
                gap = True
                continue
            y = _TALL - tall * min(value / top, 1.0)
            path += f"{'M' if gap else 'L'}{x(place):.1f} {y:.1f}"
            gap = False
        parts.append(f'<path class="ln s{line.shade}" d="{path}"/>')
        parts += _lonely(line, x, tall, top)
    return _svg(width, label, parts)


def _lonely(line: Line, x: Callable[[int], float], tall: float, top: float) -> list[str]:
    """Dots for values with a gap on both sides, which no line would show."""
    values = [None, *line.values, None]
    return [
        f'<circle class="dot s{line.shade}" cx="{x(place):.1f}" cy="{_TALL - tall * min(value / top, 1):.1f}" r="3"/>'
        for place, value in enumerate(line.values)
        if value is not None and values[place] is None and values[place + 2] is None
    ]


def _bands(drawn: Sequence[Line], labels: Sequence[str], width: int, label: str, say: Say) -> str:
    totals = [sum(line.values[place] or 0 for line in drawn) for place in range(len(labels))]
    top = max(totals, default=0) or 1
    parts, x, _ = _frame(width, labels, say(top))
    tall = _TALL - 14
    below = [0.0] * len(labels)
    for line in drawn:
        above = [low + (value or 0) for low, value in zip(below, line.values, strict=True)]
        over = "L".join(f"{x(place):.1f} {_TALL - tall * y / top:.1f}" for place, y in enumerate(above))
        under = "L".join(
            f"{x(place):.1f} {_TALL - tall * below[place] / top:.1f}" for place in reversed(range(len(below)))
        )
        if any(line.values):
            parts.append(
                f'<path class="bd s{line.shade}" d="M{over}L{under}z"><title>{escape(line.name)}</title></path>'
            )
        below = above
    return _svg(width, label, parts)


def _bars(rows: Sequence[Parts], width: int, label: str) -> str:
    wide = width > NARROW
    left, end = (250, width - 110) if wide else (0, width - 4)
    each = 30 if wide else 46
    top = max((sum(n for n, _ in row.parts) for row in rows), default=0) or 1
    parts: list[str] = []
    for place, row in enumerate(rows):
        y = each * place
        parts.append(text(0, y + 16, _cut(row.name, 34 if wide else 28), "b"))
        at = float(left)
        bar = y + (4 if wide else 22)
        for n, shade in row.parts:
            if n <= 0:
                continue
            long = max((end - left) * n / top, 1.5)
            parts.append(
                f'<rect class="bd s{shade}" x="{at:.1f}" y="{bar}" width="{max(long - 1, 1):.1f}" height="16"/>'
            )
            at += long
        parts.append(
            text(round(at + 8), y + 16, row.said) if wide else text(width, y + 16, row.said, "", "end")
        )
    return _svg(width, label, parts, each * len(rows) + 6)


def _spots(
    rows: Sequence[Spot], width: int, label: str, say: Say, line: float, low: float, high: float
) -> str:
    wide = width > NARROW
    left, right = (330, width - 130) if wide else (8, width - 8)
    each, head = (28, 22) if wide else (46, 20)
    span = (high - low) or 1.0

    def x(value: float) -> float:
        return left + (right - left) * (min(max(value, low), high) - low) / span

    bottom = head + each * len(rows)
    parts = [f'<path class="ax" d="M{x(line):.1f} {head - 4}V{bottom}"/>']
    if min(x(line) - left, right - x(line)) > 50:
        parts.append(text(round(x(line), 1), head - 8, say(line), "q", "middle"))
    parts += [text(left, head - 8, say(low), "q"), text(right, head - 8, say(high), "q", "end")]
    for place, row in enumerate(rows):
        y = head + each * place
        parts.append(text(0, y + 16, _cut(row.name, 44 if wide else 26), "b"))
        parts.append(text(width, y + 16, row.said, "q" if row.value is None else "", "end"))
        if row.value is None:
            continue
        at = y + (12 if wide else 30)
        ends = f"M{x(row.low):.1f} {at - 4}v8M{x(row.high):.1f} {at - 4}v8"
        parts.append(f'<path class="ci" d="M{x(row.low):.1f} {at}H{x(row.high):.1f}{ends}"/>')
        cls = "pt weak" if row.weak else "pt"
        parts.append(f'<circle class="{cls}" cx="{x(row.value):.1f}" cy="{at}" r="4.5"/>')
    return _svg(width, label, parts, bottom + 6)


def _cut(name: str, most: int) -> str:
    """Wide letters count double."""
    width, kept = 0, ""
    for char in name:
        width += 2 if ord(char) >= 0x2E80 else 1
        if width > most:
            return f"{kept[:-1]}…"
        kept += char
    return kept


def _svg(width: int, label: str, parts: Sequence[str], tall: int = _TALL + 24) -> str:
    return svg(width, tall, label, parts, "only-l" if width > NARROW else "only-s")


def spread(values: Sequence[float], *, least: float) -> tuple[float, float]:
    """Round ends of an axis around values and zero."""
    low, high = min([*values, 0.0]), max([*values, 0.0])
    steps = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0]
    far = max(-low, high, least)
    end = next((step for step in steps if step >= far), far)
    return (-end if low < 0 else 0.0), end
