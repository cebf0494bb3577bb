"""What an event type is: a frozen dataclass in the past tense whose fields may stand in the log."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Any, ClassVar

Plain = str | int | float | bool | None


class Via(IntEnum):
    """The door an event came through."""

    WEB = 0
    API = 1
    CLI = 2
    IMPORT = 3
    FORM = 4
    AUTOMATIC = 5
    DEMO = 6


@dataclass(frozen=True)
class Happened:
    """Base of every event type. `kind` is `domain.noun_verbed`; `says` is its sentence on the timeline.

    `says` is a translatable format string over the payload and `{actor}`; the timeline fills it. Strings in a
    payload are keys (a stage, a reason, a source), never free text: that lives in a row the event points to.
    `takes_back` is the kind of event that this one says never was, where it names none.
    `private` holds the fields, of the payload and of what an event changed, that not everybody is told who may know
    of it: cost, margin, what we yield. A reader needs one of the named rights.
    """

    kind: ClassVar[str] = ""
    says: ClassVar[str] = ""
    icon: ClassVar[str] = "dot"
    takes_back: ClassVar[str] = ""
    private: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    def payload(self) -> dict[str, Any]:
        """The event as plain JSON values; a date or datetime as ISO text. Fields that are None are left out."""
        return {name: _plain(value) for name, value in vars(self).items() if value is not None}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    raise TypeError(f"an event payload cannot hold {type(value).__name__}")


_types: dict[str, type[Happened]] = {}


def register(*types: type[Happened]) -> None:
    """Make event types known by their kind; a domain's `apps.py` calls it."""
    for event_type in types:
        known = _types.setdefault(event_type.kind, event_type)
        if known is not event_type or not event_type.kind:
            raise ValueError(f"event kind '{event_type.kind}' of {event_type.__name__} is taken or empty")


def known_types() -> dict[str, type[Happened]]:
    """Every registered event type by kind."""
    return dict(sorted(_types.items()))


def takes_back(kind: str) -> str:
    """The kind of event that one of this kind says never was; empty for what happens anew."""
    known = _types.get(kind)
    return known.takes_back if known else ""


def private_fields(kind: str) -> Mapping[str, tuple[str, ...]]:
    """The fields of a kind that not everybody is told, each with the rights of which a reader needs one."""
    known = _types.get(kind)
    return known.private if known else {}


def fields_of(kind: str) -> tuple[str, ...]:
    """The payload's field names of a kind, in order."""
    return tuple(field.name for field in fields(_types[kind]))
