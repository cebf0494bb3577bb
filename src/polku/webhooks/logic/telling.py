"""What another system is told of an event, and when it is tried again. Pure."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

PAUSES: Final = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24),
)  # fmt: skip
"""How long to wait after each try: three days in all."""

EVERYTHING: Final = "*"


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries; None to give up."""
    return PAUSES[tries - 1] if tries <= len(PAUSES) else None


def hears(kinds: Sequence[str], kind: str) -> bool:
    """Whether an endpoint wants a kind of event: by its name, its domain (`billing.*`) or everything (`*`)."""
    return EVERYTHING in kinds or kind in kinds or f"{kind.partition('.')[0]}.*" in kinds


def body_of(
    *,
    event_id: int,
    kind: str,
    at: datetime,
    recorded_at: datetime,
    case_id: int | None,
    subject: tuple[str, int],
    stage: str,
    actor_id: int | None,
    payload: Mapping[str, Any],
) -> bytes:
    """The request's body, the same at every try: ids, keys, figures and moments."""
    data = {
        "event_id": event_id,
        "at": _moment(at),
        "case_id": case_id,
        "subject": {"type": subject[0], "id": subject[1]},
        "stage": stage,
        "actor_id": actor_id,
        "payload": dict(payload),
    }
    told = {"type": kind, "timestamp": _moment(recorded_at), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
