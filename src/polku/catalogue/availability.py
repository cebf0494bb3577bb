"""How much of goods is free now and when more comes, as a later domain tells: what is offered and ordered says what it
is short of, and until when.

Filled in its `apps.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from polku.access.logic import Actor

Load = Callable[[Actor, Sequence[int]], Mapping[int, Decimal]]
"""How much of these products is promised to nobody, as far as this person may see it; what is not kept is left out."""

Part = tuple[date | None, Decimal]
"""So much comes on a day; None for what is there already."""
Comes = Callable[[Actor, Sequence[int], date], Mapping[int, Sequence[Part]]]
"""What comes of these products from a day on, by day, that nobody waits for."""

_sources: dict[str, Load] = {}
_coming: dict[str, Comes] = {}


@dataclass(frozen=True)
class Short:
    """A line of which not all is free: so much of what is wanted; `day` is when the rest can be there, if known."""

    free: Decimal
    wanted: Decimal
    day: date | None = None


def register(name: str, load: Load, comes: Comes | None = None) -> None:
    """Tell what is free, in one query, and what comes; that is asked only where something is short."""
    _sources[name] = load
    if comes is not None:
        _coming[name] = comes


def short_of(actor: Actor, wanted: Sequence[tuple[int | None, Decimal]], on: date) -> list[Short | None]:
    """For each product and quantity whether it is short on a day: what one line takes, the next one finds no more."""
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
    return _with_days(actor, found, [product_id for product_id, _quantity in wanted], on)


def _with_days(
    actor: Actor, found: Sequence[Short | None], ids: Sequence[int | None], on: date
) -> list[Short | None]:
    """The same with the day on which the rest of each can be there; what one takes of it, the next finds no more."""
    lacking = sorted({key for key, one in zip(ids, found, strict=True) if one and key is not None})
    parts: dict[int, list[Part]] = {}
    for comes in _coming.values() if lacking else ():
        for key, told in comes(actor, lacking, on).items():
            parts.setdefault(key, []).extend(told)
    return [
        replace(one, day=take(parts[key], one.wanted - one.free)) if one and key in parts else one
        for key, one in zip(ids, found, strict=True)
    ]


def take(parts: list[Part], quantity: Decimal) -> date | None:
    """Take so much off what comes first: the day of the last of it; None where it is not enough, or there already."""
    while parts and quantity:
        day, part = parts[0]
        if part > quantity:
            parts[0] = (day, part - quantity)
            return day
        del parts[0]
        quantity -= part
        if not quantity:
            return day
    return None
