"""Cash where the smallest coins are not used: amounts are rounded to a step, the difference is told apart. Pure."""

from typing import Final

STEP_MAX_MINOR: Final = 10_000
"""No currency's cash is rounded to more than this (minor units)."""


def rounded(minor: int, step: int) -> int:
    """An amount to the nearest multiple of a step, halves up: 12.52 to 12.50 and 12.53 to 12.55 by 0.05."""
    return (minor + step // 2) // step * step if step > 1 else minor


def settling(due_minor: int, offered_minor: int, step: int) -> tuple[int, int]:
    """What of an offered sum settles a bill, and the rounding with it: all that is due where its rounded sum comes.

    Who offers another sum than all of it pays that sum, without rounding.
    """
    handed = rounded(due_minor, step)
    if handed and offered_minor in (due_minor, handed):
        return due_minor, handed - due_minor
    return offered_minor, 0
