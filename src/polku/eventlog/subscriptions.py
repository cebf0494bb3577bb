"""Who wants to know: handlers that run in the same transaction as the event, in batches."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from polku.eventlog.models import Event

Handler = Callable[[Sequence[Event]], None]
_handlers: dict[str, list[Handler]] = defaultdict(list)


ANY = "*"


def on(kind: str, handler: Handler) -> None:
    """Call `handler` with every batch of events of `kind` (or of `ANY`); a domain's `apps.py` registers it."""
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


def tell(events: Sequence[Event]) -> None:
    """Hand events to the handlers of their kinds. History states what is past, so nobody reacts to it."""
    groups: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if not event.history:
            for kind in {event.kind, ANY} & _handlers.keys():
                groups[kind].append(event)
    for kind, group in groups.items():
        for handler in _handlers[kind]:
            handler(group)
