"""Things that messages are about: who may see and send them, where they stand. Filled in `apps.py: ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from polku.access.logic import Actor
from polku.access.scopes import Scoped
from polku.kernel.registry import Registry


@dataclass(frozen=True)
class About:
    """A kind of thing: its rows, the right to send what is written about it, its page."""

    rows: Callable[[], Scoped[Any]]
    send: StrEnum
    url: Callable[[int], str]

    def is_seen(self, actor: Actor, row_id: int) -> bool:
        """Whether this person may see the thing, and so what became of its messages."""
        return self.rows().visible_to(actor).filter(pk=row_id).exists()

    def is_sent(self, actor: Actor, row_id: int) -> bool:
        """Whether this person may send what is written about it."""
        if not actor.may(self.send):
            return False
        return self.rows().visible_to(actor).reached_by(actor, self.send).filter(pk=row_id).exists()


abouts: Registry[About] = Registry("things that messages are about")
"""By the `subject_type` of their messages."""
