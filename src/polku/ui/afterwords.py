"""What happened by itself because of an act, said with the word about the act: the deal moved on."""

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar, Token
from types import TracebackType

from polku.eventlog import subscriptions
from polku.eventlog.models import Event
from polku.kernel.registry import Registry

Teller = Callable[[Sequence[Event]], str]
"""What to say of the events that a request wrote; nothing for most."""

tellers: Registry[Teller] = Registry("afterwords")
_heard: ContextVar[list[Event] | None] = ContextVar("heard", default=None)


class listening:  # noqa: N801 -- reads as a verb: `with listening():`
    """While a request is answered, what it brought about is kept in mind."""

    def __enter__(self) -> None:
        self._token: Token[list[Event] | None] = _heard.set([])

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _heard.reset(self._token)


def register(key: str, kinds: Iterable[str], teller: Teller) -> None:
    """Let a domain tell of events of these kinds; its `apps.py` registers it."""
    tellers.register(key, teller)
    for kind in kinds:
        subscriptions.on(kind, _hear)


def afterwords() -> str:
    """What to add to the word about an act."""
    events = _heard.get()
    return " ".join(said for one in tellers if (said := one(events))) if events else ""


def _hear(events: Sequence[Event]) -> None:
    heard = _heard.get()
    if heard is not None:
        heard.extend(events)
