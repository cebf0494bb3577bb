"""Figures drawn as SVG: pure functions from numbers and words to text, coloured by the classes of `chart.css`.

Words come in translated, numbers come in written as the reader writes them (`say`); all words are escaped here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from polku.insight.logic.figures import Curve, Volume

Say = Callable[[float], str]
Place = Callable[[float], float]
ROW: Final = 36
_WIDE_FROM: Final = 0x2E80


@dataclass(frozen=True)
class Bar:
    """One stage of a drawn funnel, with its name as shown."""

    label: str
    reached: int
    onward: int
    still: int
    gone: int
    share: float | None
    low: float
    high: float


def funnel(bars: Sequence[Bar], n: int, *, words: Mapping[str, str], number: Say, percent: Say) -> str:
    """The funnel for a wide page: bars of the deals at each stage, beside them the share that moved on.

    `words` are `title`, `started` (over the bars) and `moved` (over the shares).
    """
    left = round(min(260, 24 + max((_width(bar.label) for bar in bars), default=80)))
    bottom = 22 + ROW * len(bars)
    parts = [_axis(800 + 50 * step, bottom, percent(step / 4)) for step in range(5)]
    parts.append(text(left, 12, words["started"], "q") + text(800, 12, words["moved"], "q"))
    scale = (724 - left) / max(n, 1)
    for place, bar in enumerate(bars):
        top = 28 + ROW * place
        parts.append(_named(bar.label, 0, top + 16, left - 12))
        parts.append(
            _stripe(bar, left, top, scale) + text(_end(bar, left, scale) + 8, top + 16, number(bar.reached))
        )
        if bar.share is not None:
            parts.append(_interval(800, 200, top + 11, bar.share, bar.low, bar.high))
    return svg(1020, bottom + 22, words["title"], parts, "only-l")


def funnel_narrow(bars: Sequence[Bar], n: int, *, words: Mapping[str, str], number: Say, percent: Say) -> str:
    """The funnel for a phone: the name and the share over each bar."""
    scale = 330 / max(n, 1)
    parts = []
    for place, bar in enumerate(bars):
        top = 50 * place
        parts.append(_named(bar.label, 0, top + 14, 190))
        said = number(bar.reached) + (f", {percent(bar.share)}" if bar.share is not None else "")
        parts.append(text(340, top + 14, said, anchor="end") + _stripe(bar, 0, top + 20, scale))
    return svg(340, 50 * len(bars) + 4, words["title"], parts, "only-s")


def survival(
    curve: Curve, *, label: str, unit: float, target: float | None, percent: Say, amount: Say, end: Say
) -> str:
    """A Kaplan-Meier curve with its band; ticks are deals still there, dashes the expected time.

    `unit` is how many seconds one unit of the axis has; `amount` writes a number of units, `end` with the unit.
    """
    last = _reach(curve, target)
    across, down = 204 / last, 120

    def x(t: float) -> float:
        return 26 + min(t, last) * across

    def y(left: float) -> float:
        return 10 + (1 - left) * down

    parts = ['<path class="ax" fill="none" d="M26 10V130H230M26 70H230"/>', text(0, 14, percent(1), "q")]
    parts += [text(0, 74, percent(0.5), "q"), text(26, 147, amount(0), "q", "middle")]
    parts.append(text(230, 147, end(last / unit), "q", "end"))
    if curve.points:
        parts.append(f'<path class="band" d="{_band(curve, last, x, y)}"/>')
    if target and target < last:
        parts.append(f'<path class="aim" fill="none" d="M{x(target):.1f} 10V130"/>')
        parts.append(text(x(target), 147, amount(target / unit), anchor="middle"))
    ticks = "".join(f"M{x(t):.1f} {y(_left(curve, t)) - 3:.1f}v6" for t in curve.censored if t <= last)
    if ticks:
        parts.append(f'<path class="cen" d="{ticks}"/>')
    steps = "".join(f"H{x(p.t):.1f}V{y(p.left):.1f}" for p in curve.points if p.t <= last)
    parts.append(f'<path class="km" d="M26 10{steps}H230"/>')
    return svg(234, 152, label, parts)


def interval(share: float, low: float, high: float, *, top: float, mean: float | None) -> str:
    """A share with its interval on a short axis from 0 to `top`; the hairline is the share of all."""
    parts = []
    if mean is not None:
        parts.append(f'<path class="ax" d="M{5 + 150 * min(mean / top, 1):.1f} 0V16"/>')
    parts.append(_interval(5, 150, 8, min(share / top, 1), min(low / top, 1), min(high / top, 1), small=True))
    return f'<svg class="chart inline" viewBox="0 0 160 16" width="160" aria-hidden="true">{"".join(parts)}</svg>'


def volume(months: Sequence[Volume], *, label: str, number: Say) -> str:
    """Opened, won and lost per month, side by side."""
    return _months(months, 1020, "only-l", label, number)


def volume_narrow(months: Sequence[Volume], *, label: str, number: Say) -> str:
    """The same for the phone."""
    return _months(months, 340, "only-s", label, number)


def _months(months: Sequence[Volume], width: int, cls: str, label: str, number: Say) -> str:
    most = max((max(month.opened, month.won, month.lost) for month in months), default=0) or 1
    left = 50 if width > 500 else 28
    room = width - left - 10
    each = min(84.0, room / max(len(months), 1))
    wide = min(22.0, each / 3.6)
    frame = f"M{left} 14H{width - 10}M{left} 150H{width - 10}"
    parts = [f'<path class="ax" fill="none" d="{frame}"/>', text(0, 18, number(most), "q")]
    every = -(-len(months) // max(1, int(room / 68)))
    for place, month in enumerate(months):
        start = left + 4 + each * place
        for turn, (n, shape) in enumerate(((month.opened, "stay"), (month.won, "adv"), (month.lost, "lost"))):
            tall = 136 * n / most
            at = start + turn * (wide + 1)
            parts.append(_rect(shape, at, 150 - tall, wide, tall) if n else "")
        if place % every == 0:
            parts.append(text(start, 168, month.month, "q"))
    return svg(width, 176, label, parts, cls)


def _stripe(bar: Bar, left: float, top: float, scale: float) -> str:
    """Moved on, still there, gone: one after the other; those that went back leave the bar short of `reached`."""
    parts, at = [], left
    for n, shape, inset in ((bar.onward, "adv", 0), (bar.still, "stay", 0), (bar.gone, "lost", 6)):
        if n:
            parts.append(_rect(shape, at, top + inset, max(n * scale - 1, 1), 22 - 2 * inset))
            at += n * scale
    return "".join(parts)


def _end(bar: Bar, left: float, scale: float) -> float:
    return left + (bar.onward + bar.still + bar.gone) * scale


def _interval(
    left: float, wide: float, at: float, share: float, low: float, high: float, *, small: bool = False
) -> str:
    from_x, to_x, half = left + wide * low, left + wide * high, 3 if small else 4
    ends = f"M{from_x:.1f} {at - half}v{2 * half}M{to_x:.1f} {at - half}v{2 * half}"
    line = f'<path class="ci" d="M{from_x:.1f} {at}H{to_x:.1f}{ends}"/>'
    return f'{line}<circle class="pt" cx="{left + wide * share:.1f}" cy="{at}" r="{4 if small else 4.5}"/>'


def _reach(curve: Curve, target: float | None) -> float:
    """How far the time axis goes: past nine tenths and the expected time, not to the last straggler."""
    longest = max(*curve.censored, curve.points[-1].t if curve.points else 0.0, 0.0)
    if curve.p90:
        wide = curve.p90 * 1.25
    else:
        wide = min(longest, max(3 * (target or 0), 6 * (curve.median or 0)) or longest)
    return max(wide, 1.5 * (target or 0), 3600.0)


def _band(curve: Curve, last: float, x: Place, y: Place) -> str:
    points = [point for point in curve.points if point.t <= last]
    high = "M26 10" + "".join(f"H{x(p.t):.1f}V{y(p.high):.1f}" for p in points) + "H230"
    low = "".join(f"V{y(point.low):.1f}H{x(point.t):.1f}" for point in reversed(points))
    return f"{high}{low}V10z"


def _left(curve: Curve, t: float) -> float:
    return next((point.left for point in reversed(curve.points) if point.t <= t), 1.0)


def _axis(x: float, bottom: float, said: str) -> str:
    return f'<path class="ax" d="M{x} 22V{bottom}"/>' + text(x, bottom + 16, said, "q", "middle")


def _named(label: str, x: float, y: float, room: float) -> str:
    """A name cut to its room, whole in its title."""
    shown = label
    while shown and _width(shown) > room:
        shown = shown[:-1]
    if shown == label:
        return text(x, y, label, "b")
    return f'<text class="b" x="{x}" y="{y}">{escape(shown[:-1])}…<title>{escape(label)}</title></text>'


def text(x: float, y: float, said: str, cls: str = "", anchor: str = "") -> str:
    """Words at a place, escaped."""
    kind = f' class="{cls}"' if cls else ""
    side = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text{kind} x="{x:g}" y="{y:g}"{side}>{escape(said)}</text>'


def _rect(shape: str, x: float, y: float, wide: float, tall: float) -> str:
    return f'<rect class="{shape}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}"/>'


def svg(wide: int, tall: int, label: str, parts: Sequence[str], cls: str = "") -> str:
    """A drawing of its parts, with its words for who does not see it."""
    classes = f"chart {cls}".strip()
    head = f'<svg class="{classes}" viewBox="0 0 {wide} {tall}" role="img" aria-label={quoteattr(label)}>'
    return f"{head}{''.join(parts)}</svg>"


def _width(text: str) -> float:
    """Roughly how wide a text is at 13 px."""
    return sum(13.5 if ord(char) >= _WIDE_FROM else 7.4 for char in text)
