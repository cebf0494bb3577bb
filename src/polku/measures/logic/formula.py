"""What a formula is made of: a small tree of numbers, deals, times between two moments, and what is counted of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from polku.kernel.errors import Invalid, Message, gettext_noop

LENGTH_MAX: Final = 500
NODES_MAX: Final = 60
DEPTH_MAX: Final = 16

Unit = Literal["count", "share", "days", "money", "number"]
UNITS: Final[tuple[Unit, ...]] = ("count", "share", "days", "money", "number")

KINDS: Final = ("opened", "won", "lost", "paused", "no_decision", "closed", "open")
"""Deals by what happened to them in the period; `open` is those open at its end."""
TEXT_FIELDS: Final = ("source", "campaign", "product", "customer_kind")
SECONDS: Final = {"days": 86_400, "hours": 3_600, "working_days": 0}


class Said(Message):
    """A sentence whose values may be sentences too."""

    __slots__ = ()

    def translated(self, translate: Callable[[str], str]) -> str:
        """Say it and what is in it in the language of `translate`."""
        known = {
            name: value.translated(translate) if isinstance(value, Message) else value
            for name, value in self.params.items()
        }
        return translate(self.template) % known if known else translate(self.template)


class FormulaWrong(Invalid):
    """A formula that cannot be read, and the place where."""

    def __init__(self, message: Message | str, place: int) -> None:
        told = message if isinstance(message, Message) else Message(message)
        where = Said(gettext_noop("At character %(place)s: %(what)s"), place=place + 1, what=told)
        super().__init__(where, field="formula", code="bad_formula")
        self.what = told
        self.place = place


@dataclass(frozen=True)
class Condition:
    """A condition on a field of the deal; `value` is text, or units of the company's currency."""

    name: str
    sign: str
    value: str | float


@dataclass(frozen=True)
class Deals:
    """Some deals: by what happened to them, by a stage they reached, by an act in them."""

    kind: str
    key: str = ""
    conditions: tuple[Condition, ...] = ()
    place: int = field(default=0, compare=False)

    @property
    def is_acts(self) -> bool:
        """Whether it stands for acts, of which a deal can have many."""
        return self.kind == "act"


@dataclass(frozen=True)
class Span:
    """The time from one moment of a deal to another: counted in the period in which it ended."""

    unit: str
    start: Deals
    end: Deals


@dataclass(frozen=True)
class Number:
    """A number as written."""

    value: float


@dataclass(frozen=True)
class Measure:
    """One thing to be computed from rows: `count`, `sum`, `mean`, `median`, `share` or `series`.

    `text` is the measure as written, its name in tables.
    """

    what: str
    deals: Deals | None = None
    whole: Deals | None = None
    span: Span | None = None
    series: str = ""
    text: str = field(default="", compare=False)
    place: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Sum:
    """Two parts joined by + - * /."""

    sign: str
    left: Node
    right: Node
    place: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Less:
    """The negative of a part."""

    part: Node


Node = Number | Measure | Sum | Less

_MIXED: Final = gettext_noop("%(left)s and %(right)s cannot be added or taken from each other.")
_TIMES: Final = gettext_noop("%(left)s and %(right)s cannot be multiplied.")
_SPLIT: Final = gettext_noop("%(left)s cannot be divided by %(right)s.")
_NAMES: Final = {
    "plain": gettext_noop("a plain number"),
    "money": gettext_noop("money"),
    "days": gettext_noop("days"),
}


def measures(node: Node) -> Iterator[Measure]:
    """Everything in a formula that is computed from rows, each once, in order."""
    seen: list[Measure] = []
    for one in _walk(node):
        if isinstance(one, Measure) and one not in seen:
            seen.append(one)
            yield one


def dimension(node: Node, series: dict[str, str] | None = None) -> str:
    """What a formula gives: `plain`, `money` or `days`.

    `series` maps keys of registered series to their unit. Raises: FormulaWrong where units do not go together.
    """
    if isinstance(node, Number):
        return "plain"
    if isinstance(node, Less):
        return dimension(node.part, series)
    if isinstance(node, Measure):
        return _of_measure(node, series or {})
    left, right = dimension(node.left, series), dimension(node.right, series)
    if node.sign in "+-":
        # A bare number may be added to anything: "- 3" days.
        if left == right or isinstance(node.left, Number) or isinstance(node.right, Number):
            return left if right == "plain" else right
        raise _wrong(_MIXED, left, right, node.place)
    if node.sign == "*":
        if "plain" in (left, right):
            return right if left == "plain" else left
        raise _wrong(_TIMES, left, right, node.place)
    if right == "plain" or left == right:
        return left if right == "plain" else "plain"
    raise _wrong(_SPLIT, left, right, node.place)


def fits(unit: str, found: str) -> bool:
    """Whether a unit can be said of what a formula gives."""
    return unit == found if found != "plain" else unit in ("count", "share", "number")


def natural(node: Node, series: dict[str, str] | None = None) -> Unit:
    """The unit a formula has by itself."""
    found = dimension(node, series)
    if found == "money":
        return "money"
    if found == "days":
        return "days"
    if isinstance(node, Measure):
        if node.what == "series":
            return "count" if (series or {}).get(node.series) == "count" else "number"
        return "share" if node.what == "share" else "number" if node.span else "count"
    return "number"


def adds_up(node: Node, flows: frozenset[str] = frozenset()) -> bool:
    """Whether a formula grows through a period (a count, a sum), so that half a period has half of it.

    A share, a median, a level (`open`) and whatever is divided by something counted do not. `flows` are the keys of
    registered series that grow.
    """
    if isinstance(node, Number):
        return False
    if isinstance(node, Less):
        return adds_up(node.part, flows)
    if isinstance(node, Measure):
        if node.what == "series":
            return node.series in flows
        return node.what in ("count", "sum") and node.deals is not None and node.deals.kind != "open"
    if node.sign in "+-":
        return adds_up(node.left, flows) and adds_up(node.right, flows)
    if node.sign == "*":
        return (isinstance(node.left, Number) and adds_up(node.right, flows)) or (
            isinstance(node.right, Number) and adds_up(node.left, flows)
        )
    return adds_up(node.left, flows) and isinstance(node.right, Number)


def size(node: Node) -> tuple[int, int]:
    """How many parts a formula has and how deep it is."""
    if isinstance(node, Sum):
        (n, deep), (m, deeper) = size(node.left), size(node.right)
        return n + m + 1, max(deep, deeper) + 1
    if isinstance(node, Less):
        n, deep = size(node.part)
        return n + 1, deep + 1
    return 1, 1


def _of_measure(node: Measure, series: dict[str, str]) -> str:
    if node.what == "series":
        unit = series.get(node.series, "number")
        return unit if unit in ("money", "days") else "plain"
    if node.what in ("count", "share"):
        return "plain"
    if node.span is None:
        return "money"
    return "plain" if node.span.unit == "hours" else "days"


def _walk(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Sum):
        yield from _walk(node.left)
        yield from _walk(node.right)
    elif isinstance(node, Less):
        yield from _walk(node.part)


def _wrong(message: str, left: str, right: str, place: int) -> FormulaWrong:
    return FormulaWrong(Said(message, left=Message(_NAMES[left]), right=Message(_NAMES[right])), place)
