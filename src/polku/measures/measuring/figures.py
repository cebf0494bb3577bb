"""An indicator's figures: its formula in every period, with n, interval and the parts it was made of.

The period is when things happened; every other choice of the filter says which deals. What has fewer than
`FEW` rows is no estimate and is not shown. Figures are kept until the marts change.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final

from polku.access.logic import Actor
from polku.company.queries import company
from polku.insight.engine import engine
from polku.insight.filters import Filter
from polku.kernel.money import exponent
from polku.measures.logic.formula import Less, Measure, Node, Number, measures
from polku.measures.registry import sources

FEW: Final = 5
"""A share, mean, median or quotient of fewer rows is not shown."""
KEPT: Final = 512
_kept: OrderedDict[tuple[Any, ...], Sequence[Any]] = OrderedDict()
_lock = Lock()
_ESTIMATES: Final = ("share", "mean", "median")


@dataclass(frozen=True)
class Part:
    """A measure of the formula in one period, as written, with the number of rows it was made of."""

    text: str
    value: float | int | None
    n: int


@dataclass(frozen=True)
class Measured:
    """A formula in one period.

    `n` is how many rows the figure rests on: of a quotient those of the divisor, of a sum the larger part.
    `low` and `high` are the 95 % interval where there is one. `few` says that there were rows, too few to tell.
    `squares` is the sum of squares of what was added up, for the prediction of a sum.
    """

    value: float | int | None
    n: int
    low: float | None = None
    high: float | None = None
    few: bool = False
    squares: float = 0.0
    parts: tuple[Part, ...] = ()


_NOTHING: Final = Measured(None, 0)


def measured(
    node: Node, f: Filter, bounds: tuple[datetime, ...], *, actor: Actor, now: datetime
) -> list[Measured]:
    """The formula in every period between the bounds; dates of the filter are left out of account.

    Raises: NotAllowed for a figure of another domain that the person may not see.
    """
    now = now - timedelta(minutes=now.minute % 5, seconds=now.second, microseconds=now.microsecond)
    f = f.having(date_from=None, date_to=None)
    known = {one: _found(one, f, bounds, actor, now) for one in measures(node)}
    return [_whole(node, known, place) for place in range(len(bounds) - 1)]


def _found(
    measure: Measure, f: Filter, bounds: tuple[datetime, ...], actor: Actor, now: datetime
) -> Sequence[Measured]:
    if measure.what == "series":
        source = sources.get(measure.series)
        actor.require(source.permission)
        return [Measured(value, n) for value, n in source.load(actor, f, bounds, now)]
    with engine().marts() as marts:
        # Open deals and periods going on age in steps of five minutes; finished periods stay.
        key = (measure, f, bounds, now if bounds[-1] > now else None, marts.serial, id(marts.backend))
        with _lock:
            if key in _kept:
                _kept.move_to_end(key)
                return _kept[key]
        from polku.measures.measuring import compiling  # noqa: PLC0415 -- heavy library, loaded on first use

        asked = compiling.Asked(marts, f, bounds, now, 10 ** exponent(company().currency))
        answer = [_estimated(measure, one) for one in compiling.found(asked, measure)]
        with _lock:
            _kept[key] = answer
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
        return answer


def _estimated(measure: Measure, found: Any) -> Measured:
    if measure.what in _ESTIMATES and found.n < FEW:
        return Measured(None, found.n, few=found.n > 0)
    return Measured(found.value, found.n, found.low, found.high, squares=found.squares)


def _whole(node: Node, known: Mapping[Measure, Sequence[Measured]], place: int) -> Measured:
    parts = tuple(Part(one.text, rows[place].value, rows[place].n) for one, rows in known.items())
    one = _value(node, known, place)
    return Measured(one.value, one.n, one.low, one.high, one.few, one.squares, parts)


def _value(node: Node, known: Mapping[Measure, Sequence[Measured]], place: int) -> Measured:
    if isinstance(node, Number):
        value = int(node.value) if node.value == int(node.value) else node.value
        return Measured(value, 0)
    if isinstance(node, Measure):
        return known[node][place]
    if isinstance(node, Less):
        part = _value(node.part, known, place)
        return _scaled(part, -1)
    left, right = _value(node.left, known, place), _value(node.right, known, place)
    if left.value is None or right.value is None:
        return Measured(None, max(left.n, right.n), few=left.few or right.few)
    if node.sign == "/":
        return _divided(left, right, isinstance(node.right, Number))
    if node.sign == "*" and isinstance(node.right, Number):
        return _scaled(left, right.value)
    if node.sign == "*" and isinstance(node.left, Number):
        return _scaled(right, left.value)
    signs = {"+": left.value + right.value, "-": left.value - right.value, "*": left.value * right.value}
    return Measured(signs[node.sign], max(left.n, right.n), squares=left.squares + right.squares)


def _divided(left: Measured, right: Measured, by_number: bool) -> Measured:
    if not right.value or left.value is None:
        return Measured(None, right.n)
    if by_number:
        return _scaled(left, 1 / right.value)
    if 0 < right.n < FEW:
        return Measured(None, right.n, few=True)
    return Measured(left.value / right.value, right.n)


def _scaled(one: Measured, by: float) -> Measured:
    if one.value is None:
        return one
    ends = [None if end is None else end * by for end in (one.low, one.high)]
    low, high = ends if by >= 0 else ends[::-1]
    return Measured(one.value * by, one.n, low, high, one.few, one.squares * by * by)
