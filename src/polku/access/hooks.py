"""What later domains say about a person: why they cannot leave a team now."""

from collections.abc import Callable

from polku.kernel.registry import Registry

LeavingGuard = Callable[[int, int], object | None]

leaving_guards: Registry[LeavingGuard] = Registry("guards of leaving a team")
"""Each gives a message why the person of this id cannot leave the team of this id now, or None."""
