"""The hook of double opt-in: whoever can send mail registers how a confirmation is sent, once, in `apps.py: ready()`.

    confirmations.register(send)

Until somebody does, no form can ask for a confirmation: nobody could give one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from polku.kernel.registry import DuplicateKey
from polku.kernel.words import Text


@dataclass(frozen=True)
class Confirmation:
    """What a person is asked who left a mail address: to open `link` before `until`, or to do nothing."""

    capture_id: int
    email: str
    name: str
    language: str
    form_title: Text
    link: str
    until: datetime


Send = Callable[[Confirmation], None]
_senders: list[Send] = []


def register(send: Send) -> None:
    """Say how confirmations are sent. `send` is called inside the request: it should only put the mail in a queue."""
    if _senders:
        raise DuplicateKey("confirmations of lead forms are sent by somebody already")
    _senders.append(send)


def sender() -> Send | None:
    """How confirmations are sent; None where nobody can."""
    return _senders[0] if _senders else None


@contextmanager
def holding(send: Send) -> Iterator[None]:
    """Register for the length of a block only, for tests."""
    before, _senders[:] = list(_senders), [send]
    try:
        yield
    finally:
        _senders[:] = before
