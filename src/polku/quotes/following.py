"""What followed an accepted offer, told by later domains on the buyer's page. Filled in their `apps.py: ready()`."""

from collections.abc import Callable

from polku.kernel.registry import Registry

Tell = Callable[[int], str]
"""The number of what an accepted quote became (an order), empty while there is none."""

_tellers: Registry[Tell] = Registry("what follows a quote")


def register(name: str, tell: Tell) -> None:
    """Let a later domain tell."""
    _tellers.register(name, tell)


def numbers(quote_id: int) -> list[str]:
    """The numbers of what a quote became."""
    return [number for tell in _tellers if (number := tell(quote_id))]
