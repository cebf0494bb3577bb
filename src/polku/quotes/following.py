"""What followed an accepted offer, told by later domains. Filled in their `apps.py: ready()`."""

from collections.abc import Callable
from dataclasses import dataclass

from polku.kernel.registry import Registry


@dataclass(frozen=True)
class Followed:
    """What an offer became: an order, by its id and number; `url` is its page inside."""

    kind: str
    id: int
    number: str
    url: str = ""


Tell = Callable[[int], Followed | None]
"""What an accepted offer became, None while there is nothing."""

_tellers: Registry[Tell] = Registry("what follows a quote")


def register(name: str, tell: Tell) -> None:
    """Let a later domain tell."""
    _tellers.register(name, tell)


def followed(quote_id: int) -> list[Followed]:
    """All that a quote became."""
    return [found for tell in _tellers if (found := tell(quote_id)) is not None]
