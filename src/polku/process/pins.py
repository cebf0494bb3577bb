"""Pins of the map: what other packages know of a stop, shown on it and in the list beneath.

A package registers a provider in its `apps.py: ready()`; process imports none of them:

    from polku.process import pins

    def pins_of(actor: Actor, asked: pins.Asked) -> Sequence[pins.Pin]:
        rows = Proposal.objects.visible_to(actor).filter(process__key=asked.definition.key)
        return [pins.Pin(row.stage, row.title, url=..., owner=str(row.owner), due=row.due) for row in rows]

    pins.register("proposals", pins_of)

A provider is called once for each drawn map, with one or two queries of its own whatever the number of pins, starts
at `visible_to(actor)`, and says words in the reader's language. Pins of stages that the definition does not have
are left out. `asked.query` is the filter of the lived map as its address says it (`insight.filters.Filter.of`
reads it); it is empty on the designed map, where `asked.lived` is False and nothing costly should be counted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from polku.access.logic import Actor
from polku.kernel.registry import DEFAULT_ORDER, Registry
from polku.process.logic.definition import Definition

PinKind = Literal["finding", "action", "goal", "note"]


@dataclass(frozen=True)
class Asked:
    """The map that pins are for."""

    definition: Definition
    at: datetime
    lived: bool = False
    query: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Pin:
    """One thing pinned to a stop, in the reader's language.

    `said` is its sentence, `detail` what stands under it (effect, interval, n), `owner` and `due` who sees to it by
    when. A goal carries a `signal` (ok, late, stuck) and is drawn as a square in its colour. `url` leads to it.
    """

    stage: str
    said: str
    kind: PinKind = "finding"
    detail: str = ""
    owner: str = ""
    due: date | None = None
    signal: str = ""
    url: str = ""


Provider = Callable[[Actor, Asked], Sequence[Pin]]

_providers: Registry[Provider] = Registry("pins of the map")


def register(key: str, provider: Provider, *, order: int = DEFAULT_ORDER) -> None:
    """Let a package pin things to the stops of every drawn map; a key taken twice stops the start."""
    _providers.register(key, provider, order=order)


def holding(key: str, provider: Provider) -> Any:
    """For tests alone: register for the length of a `with` block."""
    return _providers.holding(key, provider)


def pins_for(actor: Actor, asked: Asked) -> list[Pin]:
    """Every pin that the person may see, in the order of the line."""
    places = asked.definition.positions
    found = [
        pin for _key, provider in _providers.items() for pin in provider(actor, asked) if pin.stage in places
    ]
    return sorted(found, key=lambda pin: places[pin.stage])
