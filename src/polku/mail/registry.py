"""What ranks above and is asked when a message is made. Filled in `apps.py: ready()`."""

from collections.abc import Callable

from polku.kernel.registry import Registry
from polku.mail.logic.layout import Brand

brands: Registry[Callable[[], Brand | None]] = Registry("brands of messages")
"""How the firm shows itself: the first one counts."""


def brand(fallback: str) -> Brand:
    """The firm's brand; one with this name where nobody says."""
    return next((found for load in brands if (found := load())), Brand(fallback))
