"""What goes out of the log, format by format."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

WON: Final = "Won"
ENDINGS: Final = {
    "won": WON,
    "upgraded": "Upgraded",
    "lost": "Lost",
    "paused": "Paused",
    "no_decision": "No decision",
    "finished": "Finished",
}
"""What an ending is called in a file: always the same, whoever reads it."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a case. `at` is None where the time is not known; `by` is the id of who did it."""

    id: str
    activity: str
    at: datetime | None
    by: int | None
    stage: str
    kind: str
    subject: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A deal with its events in order. `name` is what the case is called in the file."""

    id: int
    name: str
    process: str
    events: tuple[Told, ...]


def moment(at: datetime) -> str:
    """A moment as every reader takes it: UTC, ISO 8601."""
    return at.astimezone(UTC).isoformat(timespec="microseconds" if at.microsecond % 1000 else "milliseconds")


def counted(pieces: Iterable[str], size: int = 64 * 1024) -> Iterator[str]:
    """The same text in pieces of a useful size."""
    held: list[str] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= size:
            yield "".join(held)
            held, length = [], 0
    if held:
        yield "".join(held)
