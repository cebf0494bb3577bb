"""A row that every request asks for and hardly anybody changes, kept in memory for a moment.

Other processes are told nothing: for the same moment they still go by the row as it was.
"""

from collections.abc import Callable
from copy import copy
from time import monotonic
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")
KEPT_SECONDS: Final = 2.0
_all: "list[KeptRow[Any]]" = []


class KeptRow(Generic[T]):
    """One row, read again when it is older than two seconds, or as said; who asks gets a copy of its own."""

    def __init__(self, read: Callable[[], T], *, seconds: float = KEPT_SECONDS) -> None:
        self._read = read
        self._seconds = seconds
        self._kept: tuple[float, T] | None = None
        _all.append(self)

    def __call__(self) -> T:
        """The row. Raises: whatever reading it raises."""
        now = monotonic()
        if self._kept is None or now - self._kept[0] > self._seconds:
            self._kept = (now, self._read())
        return copy(self._kept[1])

    def forget(self) -> None:
        """Read it anew the next time: it was changed in this process."""
        self._kept = None


def forget_all() -> None:
    """Read every such row anew the next time: the database is another one, or much of it is gone."""
    for one in _all:
        one.forget()
