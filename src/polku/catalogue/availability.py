"""How much of goods is free now, as a later domain tells: what is offered and ordered says what it is short of.

Filled in its `apps.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from polku.access.logic import Actor

Load = Callable[[Actor, Sequence[int]], Mapping[int, Decimal]]
"""How much of these products is promised to nobody, as far as this person may see it; what is not kept is left out."""

_sources: dict[str, Load] = {}


@dataclass(frozen=True)
class Short:
    """A line of which not all is free: so much of what is wanted."""

    free: Decimal
    wanted: Decimal


def register(name: str, load: Load) -> None:
    """Tell what is free, in one query."""
    _sources[name] = load


def short_of(actor: Actor, wanted: Sequence[tuple[int | None, Decimal]]) -> list[Short | None]:
    """For each product and quantity whether it is short: what one line takes, the next one finds no more."""
    ids = sorted({product_id for product_id, _quantity in wanted if product_id is not None})
    left: dict[int, Decimal] = {}
    for load in _sources.values() if ids else ():
        left.update(load(actor, ids))
    found: list[Short | None] = []
    for product_id, quantity in wanted:
        if product_id is None or product_id not in left:
            found.append(None)
            continue
        free = min(left[product_id], quantity)
        left[product_id] -= free
        found.append(Short(free, quantity) if free < quantity else None)
    return found
