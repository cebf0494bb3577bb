"""How a deal can end, and from where."""

from enum import StrEnum


class Outcome(StrEnum):
    """How a deal stands. Upgraded is a win with added value and counts as won everywhere."""

    OPEN = "open"
    WON = "won"
    UPGRADED = "upgraded"
    LOST = "lost"
    PAUSED = "paused"
    NO_DECISION = "no_decision"


WINS = frozenset({Outcome.WON, Outcome.UPGRADED})
OVER = frozenset({Outcome.LOST, Outcome.NO_DECISION})
"""Ended without a win: a reason is told, and no next step is left."""
TRANSITIONS: dict[Outcome, frozenset[Outcome]] = {
    Outcome.OPEN: frozenset(
        {Outcome.WON, Outcome.UPGRADED, Outcome.LOST, Outcome.PAUSED, Outcome.NO_DECISION}
    ),
    Outcome.PAUSED: frozenset({Outcome.OPEN, Outcome.LOST, Outcome.NO_DECISION}),
    Outcome.WON: frozenset({Outcome.UPGRADED, Outcome.OPEN}),
    Outcome.UPGRADED: frozenset({Outcome.UPGRADED, Outcome.OPEN}),
    Outcome.LOST: frozenset({Outcome.OPEN}),
    Outcome.NO_DECISION: frozenset({Outcome.OPEN, Outcome.LOST}),
}
"""Which outcome may follow which. Open again is `reopen`."""

REASONS = (
    "no_need", "no_money", "no_authority", "not_now", "rival", "repairs_the_old", "paperwork", "support", "upkeep",
    "price", "trust", "no_answer", "other",
)  # fmt: skip
"""Ready codes for why a deal was lost, paused or undecided."""
