"""What followed an accepted offer, told by later domains. Filled in their `apps.py: ready()`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from polku.kernel.registry import DEFAULT_ORDER, Registry


@dataclass(frozen=True)
class Followed:
    """What an offer became: an order, by its id and number; `url` is its page inside."""

    kind: str
    id: int
    number: str
    url: str = ""


@dataclass(frozen=True)
class Fact:
    """Something that happened on the way, in the buyer's words; `url` opens its paper."""

    title: str
    amount: str = ""
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class Step:
    """A stop on the way of what an offer became. `coming` says what is next while it is not done."""

    label: str
    is_done: bool
    coming: str
    facts: Sequence[Fact] = ()
    order: int = DEFAULT_ORDER


@dataclass(frozen=True)
class Way:
    """How far what an offer became has come; `is_off` says that it goes no further."""

    steps: Sequence[Step]
    is_off: bool = False

    @property
    def now(self) -> Step | None:
        """The stop it is at; None where it has passed them all."""
        return next((step for step in self.steps if not step.is_done), None)


Tell = Callable[[int], Followed | None]
"""What an accepted offer became, None while there is nothing."""
Show = Callable[[int, str], Way | None]
"""How far that is, for the page that the buyer opens by the offer's token."""

_tellers: Registry[Tell] = Registry("what follows a quote")
ways: Registry[Show] = Registry("ways of what follows a quote")


def register(name: str, tell: Tell) -> None:
    """Let a later domain tell."""
    _tellers.register(name, tell)


def followed(quote_id: int) -> list[Followed]:
    """All that a quote became."""
    return [found for tell in _tellers if (found := tell(quote_id)) is not None]


def way_of(quote_id: int, token: str) -> Way | None:
    """How far what a quote became has come, as the first later domain tells it; stops that are done stand first."""
    found = next((way for show in ways if (way := show(quote_id, token)) is not None), None)
    if found is None:
        return None
    return replace(found, steps=sorted(found.steps, key=lambda one: (not one.is_done, one.order)))
