"""The forecast drawn as SVG: pure functions from numbers and words to text. Words and numbers come in as shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, log10
from xml.sax.saxutils import escape, quoteattr

Say = Callable[[float], str]
Height = Callable[[float], float]


@dataclass(frozen=True)
class Column:
    """One month of the drawing: what came, the band of the forecast with its middle, the other methods' words."""

    label: str
    came: float | None = None
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    commit: float | None = None
    best: float | None = None
    weighted: float | None = None
    is_now: bool = False


@dataclass(frozen=True)
class Dot:
    """A band of chances: said, came, its interval, how many."""

    said: float
    came: float
    low: float
    high: float
    n: int


def months(columns: Sequence[Column], *, label: str, say: Say, narrow: bool = False) -> str:
    """Bands from P10 to P90 by month with their middle, committed sums, shares by stage, and the line of what came."""
    width, left, top, down = (340, 40, 16, 150) if narrow else (1020, 64, 18, 210)
    most = max(
        (
            value
            for one in columns
            for value in (one.came, one.high, one.best, one.commit, one.weighted)
            if value
        ),
        default=0.0,
    )
    unit = nice(most / 3) if most else 1.0
    lines = max(1, ceil(most / unit))
    scale = down / (unit * lines)
    each = (width - left - 8) / max(1, len(columns))

    def y(value: float) -> float:
        return top + down - value * scale

    parts = []
    for step in range(lines + 1):
        at = y(step * unit)
        parts.append(f'<path class="ax" d="M{left} {at:.1f}H{width - 8}"/>')
        if step or not narrow:
            parts.append(_text(left - 8, at + 4, say(step * unit), "q", "end"))
    spots: list[tuple[float, float]] = []
    skip = max(1, ceil(len(columns) / 6)) if narrow else 1
    for place, one in enumerate(columns):
        middle = left + each * (place + 0.5)
        parts.append(_column(one, middle, min(44.0, each * 0.56), y, narrow=narrow))
        if one.came is not None:
            spots.append((middle, y(one.came)))
        if place % skip == 0 or one.is_now:
            parts.append(_text(middle, top + down + 18, one.label, "b" if one.is_now else "q", "middle"))
    if len(spots) > 1:
        parts.append('<path class="came" d="M' + "L".join(f"{x:.1f} {at:.1f}" for x, at in spots) + '"/>')
    parts += [f'<circle class="stop" cx="{x:.1f}" cy="{at:.1f}" r="4.5"/>' for x, at in spots]
    return _svg(width, top + down + 26, label, parts, "only-s" if narrow else "only-l")


def reliability(dots: Sequence[Dot], *, label: str, said: str, came: str, percent: Say) -> str:
    """What was said against what came: on the diagonal a chance is worth what it says."""
    left, top, side = 44, 10, 260
    parts = [f'<path class="ax" fill="none" d="M{left} {top}V{top + side}H{left + side}"/>']
    for step in (0.0, 0.5, 1.0):
        parts.append(_text(left + side * step, top + side + 16, percent(step), "q", "middle"))
        parts.append(_text(left - 6, top + side * (1 - step) + 4, percent(step), "q", "end"))
    parts.append(f'<path class="aim" d="M{left} {top + side}L{left + side} {top}"/>')
    spots = []
    for dot in dots:
        x, y = left + side * dot.said, top + side * (1 - dot.came)
        low, high = top + side * (1 - dot.low), top + side * (1 - dot.high)
        parts.append(f'<path class="ci" d="M{x:.1f} {low:.1f}V{high:.1f}"/>')
        spots.append((x, y))
    if spots:
        parts.append('<path class="km" d="M' + "L".join(f"{x:.1f} {y:.1f}" for x, y in spots) + '"/>')
    parts += [f'<circle class="pt" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>' for x, y in spots]
    parts.append(_text(left + side / 2, top + side + 34, said, "q", "middle"))
    parts.append(_text(left + 6, top + 10, came, "q"))
    return _svg(left + side + 16, top + side + 40, label, parts)


def nice(value: float) -> float:
    """A round step of an axis: 1, 2, 2.5 or 5 times a power of ten."""
    if value <= 0:
        return 1.0
    power: float = 10.0 ** int(log10(value) if value >= 1 else log10(value) - 1)
    return next((step * power for step in (1, 2, 2.5, 5, 10) if step * power >= value), 10 * power)


def _column(one: Column, middle: float, wide: float, y: Height, *, narrow: bool) -> str:
    parts = []
    if one.low is not None and one.high is not None:
        tall = max(2.0, y(one.low) - y(one.high))
        kind = "past" if one.came is not None and not one.is_now else "range"
        at = f'x="{middle - wide / 2:.1f}" y="{y(one.high):.1f}"'
        parts.append(f'<rect class="{kind}" {at} width="{wide:.1f}" height="{tall:.1f}" rx="4"/>')
    if one.middle is not None:
        across = f"M{middle - wide / 2:.1f} {y(one.middle):.1f}h{wide:.1f}"
        parts.append(f'<path class="middle" d="{across}"/>')
    size = 3.5 if narrow else 4.5
    if one.best is not None and one.commit is not None and one.best > one.commit:
        parts.append(f'<path class="best" d="M{middle:.1f} {y(one.commit):.1f}V{y(one.best):.1f}"/>')
    if one.weighted is not None:
        high = y(one.weighted) - size
        path = f"M{middle:.1f} {high:.1f}l{size} {size}l-{size} {size}l-{size} -{size}z"
        parts.append(f'<path class="share" d="{path}"/>')
    if one.commit is not None:
        at = f'x="{middle - size:.1f}" y="{y(one.commit) - size:.1f}"'
        parts.append(f'<rect class="commit" {at} width="{2 * size}" height="{2 * size}"/>')
    return "".join(parts)


def _text(x: float, y: float, said: str, cls: str, anchor: str = "") -> str:
    side = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text class="{cls}" x="{x:.1f}" y="{y:.1f}"{side}>{escape(said)}</text>'


def _svg(wide: float, tall: float, label: str, parts: Sequence[str], cls: str = "") -> str:
    classes = f"chart forecast-chart {cls}".strip()
    head = f'<svg class="{classes}" viewBox="0 0 {wide:g} {tall:g}" role="img" aria-label={quoteattr(label)}>'
    return f"{head}{''.join(parts)}</svg>"
