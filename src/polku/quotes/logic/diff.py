"""What differs between two versions of an offer, in facts that can be said in words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from polku.quotes.logic.costs import NONE, Costs

LINE_FIELDS: Final = (
    "description",
    "quantity",
    "unit",
    "unit_price",
    "discount_percent",
    "tax_percent",
    "optional",
    "group",
)
"""What of a line is compared, in the order it is said."""


@dataclass(frozen=True)
class LineFacts:
    """A line as far as it is compared."""

    position: int
    product_id: int | None
    sku: str
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    discount_percent: Decimal
    tax_percent: Decimal
    optional: bool
    group: str
    net_minor: int

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two lines the same thing sold: its product, else its number, else its words."""
        if self.product_id is not None:
            return ("product", self.product_id)
        return ("sku", self.sku) if self.sku else ("words", self.description.casefold())


@dataclass(frozen=True)
class VersionFacts:
    """A version as far as it is compared."""

    lines: tuple[LineFacts, ...]
    title: str
    needs: str
    terms: Mapping[str, str]
    payment_terms: str
    due_days: int
    valid_until: date
    prices_include_tax: bool
    net_minor: int
    tax_minor: int
    gross_minor: int
    costs: Costs = NONE


@dataclass(frozen=True)
class Change:
    """A value that became another."""

    field: str
    before: object
    after: object


@dataclass(frozen=True)
class LineChange:
    """A line that is in both versions and differs."""

    before: LineFacts
    after: LineFacts
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Difference:
    """All that differs; empty where nothing does."""

    added: tuple[LineFacts, ...]
    removed: tuple[LineFacts, ...]
    changed: tuple[LineChange, ...]
    terms: tuple[Change, ...]
    totals: tuple[Change, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the two say the same."""
        return not (self.added or self.removed or self.changed or self.terms or self.totals)


def difference(before: VersionFacts, after: VersionFacts) -> Difference:
    """What `after` says otherwise than `before`."""
    pairs, added, removed = _paired(before.lines, after.lines)
    changed = [
        LineChange(old, new, changes) for old, new in pairs if (changes := _changes(old, new, LINE_FIELDS))
    ]
    terms = list(_changes(before, after, ("title", "needs")))
    for key in dict.fromkeys([*before.terms, *after.terms]):
        old, new = before.terms.get(key, ""), after.terms.get(key, "")
        if old != new:
            terms.append(Change(f"terms.{key}", old, new))
    terms += _changes(
        before, after, ("payment_terms", "due_days", "valid_until", "prices_include_tax", "costs")
    )
    totals = _changes(before, after, ("net_minor", "tax_minor", "gross_minor"))
    return Difference(tuple(added), tuple(removed), tuple(changed), tuple(terms), totals)


def _changes(before: object, after: object, names: Sequence[str]) -> tuple[Change, ...]:
    return tuple(
        Change(name, getattr(before, name), getattr(after, name))
        for name in names
        if getattr(before, name) != getattr(after, name)
    )


def _paired(
    before: Sequence[LineFacts], after: Sequence[LineFacts]
) -> tuple[list[tuple[LineFacts, LineFacts]], list[LineFacts], list[LineFacts]]:
    """Lines that are the same thing in both, alike ones first; what is new; what is gone."""
    left = list(before)
    pairs: list[tuple[LineFacts, LineFacts]] = []
    rest: list[LineFacts] = []
    for line in after:
        same = [one for one in left if one.key == line.key]
        if not same:
            rest.append(line)
            continue
        best = min(same, key=lambda one: len(_changes(one, line, LINE_FIELDS)))
        left.remove(best)
        pairs.append((best, line))
    # A line whose words alone were rewritten stays at its place with its price.
    for line in list(rest):
        twin = next((one for one in left if _rewritten(one, line)), None)
        if twin is not None:
            left.remove(twin)
            rest.remove(line)
            pairs.append((twin, line))
    pairs.sort(key=lambda pair: pair[1].position)
    return pairs, rest, left


def _rewritten(before: LineFacts, after: LineFacts) -> bool:
    if before.product_id is not None or after.product_id is not None:
        return False
    return before.position == after.position and (before.quantity, before.unit_price) == (
        after.quantity,
        after.unit_price,
    )
