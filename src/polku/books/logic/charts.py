"""Pictures of the books as SVG: months side by side, what there is and whose it is. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final
from xml.sax.saxutils import quoteattr

Say = Callable[[int], str]
_TOP: Final = 16
_TALL: Final = 150
_APART: Final = 14
_LETTER: Final = 6.5
"""As wide a letter of the axis is at most."""
_SHAPES: Final = ("adv", "stay", "lost", "stay", "adv", "stay")


@dataclass(frozen=True, slots=True)
class Pair:
    """A month: what was earned and what it cost."""

    label: str
    income: int
    expense: int

    @property
    def profit(self) -> int:
        """What was left."""
        return self.income - self.expense


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole, with its name; never negative."""

    label: str
    minor: int


def months(pairs: Sequence[Pair], *, label: str, say: Say, wide: bool) -> str:
    """Income and expenses of each month side by side, the profit as a line over them; below zero where it was."""
    width = 1020 if wide else 340
    highest = max([0, *(max(one.income, one.expense, one.profit) for one in pairs)])
    lowest = min([0, *(min(one.income, one.expense, one.profit) for one in pairs)])

    def y(minor: int) -> float:
        return _TOP + _TALL * (highest - minor) / ((highest - lowest) or 1)

    marks = [0, *(one for one in (highest, lowest) if abs(y(one) - y(0)) >= _APART)]
    told = [(y(one), say(one)) for one in marks]
    left = max(76 if wide else 52, 16 + _LETTER * max(len(said) for _at, said in told))
    parts = [_axis(left, width, at, said) for at, said in told]
    each = (width - left - 8) / max(len(pairs), 1)
    wide_bar, points = min(20.0, each / 3.2), []
    for place, one in enumerate(pairs):
        x = left + (place + 0.5) * each
        parts.append(_bar("adv", x - wide_bar, wide_bar - 1, y(0), y(one.income)))
        parts.append(_bar("lost", x, wide_bar - 1, y(0), y(one.expense)))
        points.append(f"{x:.1f} {y(one.profit):.1f}")
        if wide or place % 3 == 0:
            parts.append(_text(x, _TOP + _TALL + 20, one.label, "middle"))
    if points:
        parts.append(f'<path class="km" d="M{"L".join(points)}"/>')
    cls = "chart only-l" if wide else "chart only-s"
    head = f'<svg class="{cls}" viewBox="0 0 {width} {_TOP + _TALL + 30}" role="img" aria-label={quoteattr(label)}>'
    return f"{head}{''.join(parts)}</svg>"


def whole(rows: Sequence[Sequence[Part]], *, label: str) -> str:
    """Bars of the same scale over each other, each parted: what there is, and whose it is."""
    most = max([1, *(sum(part.minor for part in row) for row in rows)])
    parts: list[str] = []
    for place, row in enumerate(rows):
        at = 0.0
        for shape, part in zip(_SHAPES, row, strict=False):
            wide = 1000 * part.minor / most
            parts.append(
                f'<rect class="{shape}" x="{at:.1f}" y="{place * 30}" width="{max(wide - 2, 0):.1f}" height="22">'
                f"<title>{escape(part.label)}</title></rect>"
            )
            at += wide
    return (
        f'<svg class="chart books-whole" viewBox="0 0 1000 {30 * len(rows)}" preserveAspectRatio="none" role="img" '
        f"aria-label={quoteattr(label)}>{''.join(parts)}</svg>"
    )


def _bar(shape: str, x: float, wide: float, zero: float, at: float) -> str:
    return (
        f'<rect class="{shape}" x="{x:.1f}" y="{min(zero, at):.1f}" width="{wide:.1f}" '
        f'height="{abs(zero - at):.1f}"/>'
    )


def _axis(left: float, width: float, y: float, said: str) -> str:
    return f'<path class="ax" d="M{left} {y:.1f}H{width}"/>' + _text(left - 8, y + 4, said, "end")


def _text(x: float, y: float, said: str, anchor: str) -> str:
    return f'<text class="q" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(said)}</text>'
