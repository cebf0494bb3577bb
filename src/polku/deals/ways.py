"""What a person can do about a fact: the acts that a deal's page offers beside a criterion that is not met.

Later domains add theirs in `apps.py: ready()`: `ways.register(Way("demo_held", _("Log a demo"), url))`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

from polku.kernel.registry import Registry
from polku.process.facts import ITEM


@dataclass(frozen=True)
class Way:
    """An act that changes a fact. `kind` says how: a dialog opened at `url(deal_id)`, a tick, or a page to go to.

    `field` is the part of the form for missing items that asks for it; empty where the act is another page's.
    """

    fact: str
    label: str | Promise
    url: Callable[[int], str]
    kind: Literal["dialog", "tick", "page"] = "dialog"
    field: str = ""
    named: Callable[[int], str] | None = None
    """What it is called on a deal, where that differs from deal to deal."""

    def label_on(self, deal_id: int) -> str:
        """What the act is called on this deal."""
        return self.named(deal_id) if self.named else str(self.label)


ways: Registry[Way] = Registry("ways to meet a fact")
_ticks: list[Callable[[str], Way]] = []


def register(*new: Way) -> None:
    """Offer acts for facts."""
    for way in new:
        ways.register(way.fact, way)


def register_ticks(make: Callable[[str], Way]) -> None:
    """Say how items of checklists are ticked: one way for each item's key."""
    _ticks.append(make)


def way_of(fact: str) -> Way | None:
    """The act that changes a fact, if there is one."""
    if fact.startswith(ITEM) and _ticks:
        return _ticks[-1](fact.removeprefix(ITEM))
    return ways.find(fact)
