"""What ranks above and is asked when a message is made. Filled in `apps.py: ready()`."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import QuerySet

from polku.kernel.registry import Registry
from polku.mail.logic.layout import Brand
from polku.mail.models import Outgoing

brands: Registry[Callable[[], Brand | None]] = Registry("brands of messages")
"""How the firm shows itself: the first one counts."""


def brand(fallback: str) -> Brand:
    """The firm's brand; one with this name where nobody says."""
    return next((found for load in brands if (found := load())), Brand(fallback))


once_only: Registry[bool] = Registry("messages that hold a secret")
"""Kinds of things whose messages hold a link that opens a door: it is kept until the message has left, no longer."""


def holds_secret(subject_type: str) -> bool:
    """Whether what is written about a thing of this kind is a secret."""
    return once_only.find(subject_type) is not None


needless: Registry[Callable[[QuerySet[Outgoing]], Iterable[tuple[int, str]]]] = Registry(
    "messages that come too late"
)
"""By what they are about: which of some messages nobody needs any more, each with why, still to be translated."""

outdated: Registry[Callable[[QuerySet[Outgoing], datetime], None]] = Registry(
    "messages that are not so any more"
)
"""By what they are about: write those of some messages anew that tell what has changed since."""
