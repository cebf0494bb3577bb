"""Conditions that can never hold together: `x` and not `x`, more than five and less than three.

An expression is brought into its cases (any of which is enough), and a case is impossible where two of its
conditions exclude each other. What only CEL can say counts as open: it is never called impossible by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from polku.process.logic.conditions import Condition
from polku.process.logic.trees import Both, Either, Not, Raw, Tree, parsed

CASES_MAX: Final = 256
"""More cases than this are not looked through: nothing is called impossible then."""

Literal = tuple[Condition | Raw, bool]
Case = tuple[Literal, ...]
_OPPOSITE: Final = {
    "holds": "fails", "fails": "holds", "more": "at_most", "at_most": "more", "less": "at_least",
    "at_least": "less", "equals": "differs", "differs": "equals", "before": "from", "from": "before",
}  # fmt: skip


def excluding(sources: Iterable[str], types: Mapping[str, str]) -> tuple[str, ...] | None:
    """The facts over which these expressions can never hold all at once; none where they can."""
    tree = Both(tuple(parsed(source, types) for source in sources))
    cases = _cases(tree, True)
    if cases is None:
        return None
    clashes = [_clash(case) for case in cases]
    if not cases or any(clash is None for clash in clashes):
        return None
    return tuple(dict.fromkeys(clash for clash in clashes if clash))


def _cases(tree: Tree, wanted: bool) -> list[Case] | None:
    """The cases in which the tree comes out as wanted; none where there are too many."""
    if isinstance(tree, Not):
        return _cases(tree.part, not wanted)
    if isinstance(tree, Both | Either):
        parts = [_cases(one, wanted) for one in tree.parts]
        if any(one is None for one in parts):
            return None
        known = [one for one in parts if one is not None]
        return _all_of(known) if isinstance(tree, Both) == wanted else _any_of(known)
    if isinstance(tree, Raw) and tree.source in ("true", "false"):
        return [()] if (tree.source == "true") == wanted else [((tree, wanted), (tree, not wanted))]
    return [((tree, wanted),)]


def _any_of(parts: Sequence[list[Case]]) -> list[Case] | None:
    found = [case for part in parts for case in part]
    return found if len(found) <= CASES_MAX else None


def _all_of(parts: Sequence[list[Case]]) -> list[Case] | None:
    found: list[Case] = [()]
    for part in parts:
        found = [(*one, *other) for one in found for other in part]
        if len(found) > CASES_MAX:
            return None
    return found


@dataclass
class _Known:
    """What a case says of one fact so far."""

    yes: bool = False
    no: bool = False
    low: tuple[Decimal | str, bool] | None = None
    high: tuple[Decimal | str, bool] | None = None
    equal: set[str] = field(default_factory=set)
    unequal: set[str] = field(default_factory=set)

    def is_impossible(self) -> bool:
        """Whether no value is left."""
        if (self.yes and self.no) or len(self.equal) > 1 or self.equal & self.unequal:
            return True
        for value in self.equal:
            number = _number(value)
            if number is not None and not self._within(number):
                return True
        if self.low is None or self.high is None:
            return False
        (low, low_in), (high, high_in) = self.low, self.high
        return low > high or (low == high and not (low_in and high_in))  # type: ignore[operator]

    def _within(self, number: Decimal) -> bool:
        if self.low and isinstance(self.low[0], Decimal):
            low, included = self.low
            if number < low or (number == low and not included):  # type: ignore[operator]
                return False
        if self.high and isinstance(self.high[0], Decimal):
            high, included = self.high
            if number > high or (number == high and not included):  # type: ignore[operator]
                return False
        return True

    def tell(self, operator: str, value: str) -> None:
        """One more condition."""
        if operator in ("holds", "fails"):
            self.yes |= operator == "holds"
            self.no |= operator == "fails"
        elif operator == "equals":
            self.equal.add(_plain(value))
        elif operator == "differs":
            self.unequal.add(_plain(value))
        elif operator in ("more", "at_least", "from"):
            bound = (_bound(value), operator != "more")
            if self.low is None or (bound[0], not bound[1]) > (self.low[0], not self.low[1]):
                self.low = bound
        elif operator in ("less", "at_most", "before"):
            bound = (_bound(value), operator == "at_most")
            if self.high is None or (bound[0], bound[1]) < (self.high[0], self.high[1]):
                self.high = bound


def _clash(case: Case) -> str | None:
    """The fact that makes a case impossible; none where it can be so."""
    known: dict[str, _Known] = {}
    for one, wanted in case:
        if isinstance(one, Raw):
            of = known.setdefault(one.source, _Known())
            of.tell("holds" if wanted else "fails", "")
            continue
        operator = one.operator
        if not wanted:
            if operator not in _OPPOSITE:
                continue
            operator = _OPPOSITE[operator]
        known.setdefault(one.fact, _Known()).tell(operator, one.value)
    return next((name for name, of in known.items() if of.is_impossible()), None)


def _plain(value: str) -> str:
    number = _number(value)
    return value if number is None else str(number.normalize())


def _number(value: str) -> Decimal | None:
    try:
        found = Decimal(value)
    except ArithmeticError:
        return None
    return found if found.is_finite() else None


def _bound(value: str) -> Decimal | str:
    number = _number(value)
    return value if number is None else number
