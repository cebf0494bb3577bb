"""What reminders ask for beside a bill, and how much of it still counts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OnTop:
    """What reminders asked for beside a bill: `left_minor` of it is not paid, `letters` what each asked for."""

    item_id: int
    customer_id: int
    currency: str
    left_minor: int
    letters: frozenset[int]

    def explains(self, minor: int) -> bool:
        """Whether somebody who pays so much on top does what a reminder asked for."""
        return minor in self.letters or minor == self.left_minor


def asked_minor(letters: Sequence[tuple[int, int]]) -> int:
    """All that letters asked for, each by its fee and interest.

    Each letter has a fee of its own; the interest of each counts from the due date, so the most that was asked counts.
    """
    return sum(fee for fee, _ in letters) + max((interest for _, interest in letters), default=0)


def on_top(
    item_id: int, customer_id: int, currency: str, letters: Sequence[tuple[int, int]], kept_minor: int
) -> OnTop:
    """What is left of what letters asked for, after so much of it came."""
    left = max(0, asked_minor(letters) - kept_minor)
    each = {fee + interest for fee, interest in letters}
    return OnTop(item_id, customer_id, currency, left, frozenset(one for one in each if 0 < one <= left))
