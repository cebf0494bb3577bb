"""The interval of a verdict against zero and what matters, the way of the sample, months with and without, as SVG.

Words and numbers come in as the reader writes them; all of them are escaped here. Colours are those of `chart.css`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from xml.sax.saxutils import escape, quoteattr

from polku.proposals.logic.comparing import Estimate

Say = Callable[[float], str]
Place = Callable[[float], float]


def interval(
    held: Estimate, plain: Estimate | None, effect: float, *, label: str, said: Sequence[str], say: Say,
    zero: str, matters: str, wide: bool = True,
) -> str:  # fmt: skip
    """The difference with the mix held constant, the plain one under it; `said` names both, `effect` is signed."""
    width, left, right = (1020, 260, 60) if wide else (340, 16, 16)
    known = [held, *([plain] if plain else [])]
    ends = [each for one in known for each in (one.low, one.high) if isfinite(each)] + [0.0, effect]
    low, high = min(ends), max(ends)
    room = (high - low or 1.0) * 0.12
    low, high = low - room, high + room

    def x(value: float) -> float:
        return left + (min(max(value, low), high) - low) / (high - low) * (width - left - right)

    step = 44 if wide else 66
    bottom = 34 + step * len(known)
    good = (x(effect), width - right) if effect > 0 else (left, x(effect))
    parts = [f'<path class="band" d="M{good[0]:.1f} 26H{good[1]:.1f}V{bottom}H{good[0]:.1f}z"/>']
    parts.append(f'<path class="zero" d="M{x(0):.1f} 22V{bottom}"/>')
    parts.append(f'<path class="aim" fill="none" d="M{x(effect):.1f} 22V{bottom}"/>')
    apart = abs(x(effect) - x(0)) > (190 if wide else 170)
    parts.append(_text(x(0), 14, zero, "q", _anchor(x(0), width)))
    under = 14 if apart else bottom + 16
    parts.append(_text(x(effect), under, matters, "q", _anchor(x(effect), width)))
    for place, (one, name) in enumerate(zip(known, said, strict=False)):
        parts.append((_row if wide else _row_narrow)(one, name, 34 + step * place, x, say, strong=place == 0))
    return _svg(width, bottom + 24, label, parts, "only-l" if wide else "only-s")


def _row(one: Estimate, name: str, top: float, x: Place, say: Say, *, strong: bool) -> str:
    """The name to the left, the value over its dot."""
    y, cls = top + 24, "b" if strong else "q"
    drawn = _text(0, y + 4, name, "b" if strong else "") + _bar(
        x(one.low), x(one.high), x(one.value), y, strong=strong
    )
    known = isfinite(one.low) and isfinite(one.high)
    return drawn + (_text(x(one.value), y - 12, say(one.value), cls, "middle") if known else "")


def _row_narrow(one: Estimate, name: str, top: float, x: Place, say: Say, *, strong: bool) -> str:
    """The name over the line, the value with its ends under it."""
    known = isfinite(one.low) and isfinite(one.high)
    ends = f"{say(one.value)} ({say(one.low)} … {say(one.high)})" if known else say(one.value)
    bar = _bar(x(one.low), x(one.high), x(one.value), top + 30, strong=strong)
    return _text(0, top + 14, name, "b" if strong else "") + bar + _text(0, top + 54, ends, "q")


def way(done: int, coming: int, needed: int, *, label: str, wide: bool = True) -> str:
    """How far the sample is: followed deals as the line walked, begun ones beside it, the last stop is the verdict."""
    width, whole = 1020 if wide else 340, max(needed, 1)
    walked = 12 + (width - 24) * min(1.0, done / whole)
    begun = 12 + (width - 24) * min(1.0, (done + coming) / whole)
    parts = [
        f'<path class="rail" d="M12 12H{width - 12}"/>',
        f'<path class="begun" d="M{walked:.0f} 12H{begun:.0f}"/>',
        f'<path class="walked" d="M12 12H{walked:.0f}"/>',
        '<circle class="stop past" cx="12" cy="12" r="6.5"/>',
        f'<circle class="stop{" past" if done >= needed else ""}" cx="{width - 12}" cy="12" r="7.5"/>',
    ]
    return _svg(width, 24, label, parts, f"proposal-way {'only-l' if wide else 'only-s'}")


def months(
    pairs: Sequence[tuple[tuple[float, float, float], tuple[float, float, float]]], *, label: str, names: Sequence[str],
    say: Say, wide: bool = True,
) -> str:  # fmt: skip
    """Each month as it is and changed: (value, low, high) twice, dots with their bands."""
    width, height, left = (1020, 230, 46) if wide else (340, 220, 34)
    top = max((high for pair in pairs for _, _, high in pair), default=1.0) * 1.08 or 1.0
    across = (width - left) / max(1, len(pairs))

    def y(value: float) -> float:
        return height - 34 - value / top * (height - 54)

    parts = []
    for share in (0.0, 0.5, 1.0):
        parts.append(f'<path class="ax" d="M{left} {y(top * share):.1f}H{width}"/>')
        parts.append(_text(left - 6, y(top * share) + 4, say(top * share), "q", "end"))
    for place, pair in enumerate(pairs):
        middle = left + across * (place + 0.5)
        for world, (value, low, high) in enumerate(pair):
            at = middle + (-0.16 if world == 0 else 0.16) * across
            cls = "ci" if world == 0 else "ci new"
            parts.append(f'<path class="{cls}" d="M{at:.1f} {y(low):.1f}V{y(high):.1f}"/>')
            parts.append(
                f'<circle class="{"was" if world == 0 else "pt"}" cx="{at:.1f}" cy="{y(value):.1f}" r="4.5"/>'
            )
        if wide or place % 3 == 0:
            parts.append(_text(middle, height - 14, names[place], "q", "middle"))
    return _svg(width, height, label, parts, "only-l" if wide else "only-s")


def _bar(low: float, high: float, value: float, y: float, *, strong: bool) -> str:
    size, cls = (7, "pt") if strong else (5, "was")
    return (
        f'<path class="ci" d="M{low:.1f} {y:.1f}H{high:.1f}M{low:.1f} {y - 5:.1f}v10M{high:.1f} {y - 5:.1f}v10"/>'
        f'<circle class="{cls}" cx="{value:.1f}" cy="{y:.1f}" r="{size}"/>'
    )


def _anchor(x: float, width: float, left: bool = False) -> str:
    if left or x > width - 70:
        return "end"
    return "start" if x < 70 else "middle"


def _text(x: float, y: float, said: str, cls: str = "", anchor: str = "start") -> str:
    shown = f' class="{cls}"' if cls else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{shown} text-anchor="{anchor}">{escape(said)}</text>'


def _svg(width: float, height: float, label: str, parts: Sequence[str], cls: str) -> str:
    return (
        f'<svg class="chart proposal-chart {cls}" viewBox="0 0 {width:g} {height:g}" role="img"'
        f" aria-label={quoteattr(label)}>{''.join(parts)}</svg>"
    )
