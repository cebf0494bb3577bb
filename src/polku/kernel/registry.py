"""Printable lists through which a later domain shows something in an earlier one without an import."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")

DEFAULT_ORDER = 100


class DuplicateKey(ValueError):
    """Two registrations want the same key."""


class UnknownKey(LookupError):
    """Nothing is registered under the key."""


class Registry(Generic[T]):
    """Items by key, shown by (order, key); filled in `apps.py: ready()` and nowhere else."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._items: dict[str, tuple[int, T]] = {}

    def register(self, key: str, item: T, *, order: int = DEFAULT_ORDER) -> T:
        """Add an item; a key taken twice is a mistake in the wiring and stops the start."""
        if key in self._items:
            raise DuplicateKey(f"{self.name}: “{key}” is registered twice")
        self._items[key] = (order, item)
        return item

    def get(self, key: str) -> T:
        """Give the item, or raise UnknownKey naming what there is."""
        if key not in self._items:
            raise UnknownKey(f"{self.name}: no “{key}”; there are: {', '.join(self.keys()) or 'none'}")
        return self._items[key][1]

    def find(self, key: str) -> T | None:
        """Give the item, or None."""
        found = self._items.get(key)
        return found[1] if found else None

    def keys(self) -> tuple[str, ...]:
        """The keys by (order, key)."""
        return tuple(sorted(self._items, key=lambda key: (self._items[key][0], key)))

    def all(self) -> tuple[T, ...]:
        """The items by (order, key)."""
        return tuple(self._items[key][1] for key in self.keys())

    def items(self) -> tuple[tuple[str, T], ...]:
        """The pairs of key and item by (order, key)."""
        return tuple((key, self._items[key][1]) for key in self.keys())

    def describe(self) -> str:
        """Print what is registered, one line each."""
        lines = [f"  {self._items[key][0]:>4}  {key}  {_named(item)}" for key, item in self.items()]
        return "\n".join([f"{self.name} ({len(lines)})", *lines])

    @contextmanager
    def holding(self, key: str, item: T, *, order: int = DEFAULT_ORDER) -> Iterator[T]:
        """Register for the length of a block only, for tests."""
        self.register(key, item, order=order)
        try:
            yield item
        finally:
            del self._items[key]

    def __iter__(self) -> Iterator[T]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __repr__(self) -> str:
        return f"<Registry {self.name}: {', '.join(self.keys())}>"


def _named(item: object) -> str:
    module, name = getattr(item, "__module__", None), getattr(item, "__qualname__", None)
    return f"{module}.{name}" if module and name else repr(item)
