"""What a quote is in, and what may follow."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """From a draft to the buyer's answer."""

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.DRAFT: frozenset({State.WAITING, State.APPROVED, State.SENT, State.WITHDRAWN}),
    State.WAITING: frozenset({State.APPROVED, State.DRAFT, State.WITHDRAWN}),
    State.APPROVED: frozenset({State.SENT, State.DRAFT, State.WITHDRAWN}),
    State.SENT: frozenset({State.ACCEPTED, State.DECLINED, State.EXPIRED, State.WITHDRAWN, State.DRAFT}),
    State.EXPIRED: frozenset({State.DRAFT, State.WITHDRAWN}),
    State.DECLINED: frozenset({State.DRAFT}),
    State.ACCEPTED: frozenset(),
    State.WITHDRAWN: frozenset({State.DRAFT}),
}
"""DRAFT after SENT means a new version; ACCEPTED is the end."""
