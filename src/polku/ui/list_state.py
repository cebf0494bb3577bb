"""What a list was asked for, as its address says it: the parts, the choices of its filters, its headings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from urllib.parse import urlencode

from django.utils.functional import Promise

LENGTH_MAX = 120


@dataclass(frozen=True)
class Option:
    """A choice of a filter."""

    label: str | Promise
    value: str
    is_chosen: bool


@dataclass(frozen=True)
class Heading:
    """A column by which the list can be ordered: its address, and how it is ordered now."""

    label: str | Promise
    query: str
    sorted: str
    is_number: bool = False
    is_minor: bool = False


class Address:
    """The whole state of a list is its address: what was said of each of its `parts`. `order_part` narrows nothing."""

    parts: ClassVar[tuple[str, ...]] = ()
    order_part: ClassVar[str] = "sort"

    def __init__(self, query: Mapping[str, str]) -> None:
        self.said = {name: query.get(name, "").replace("\0", "")[:LENGTH_MAX] for name in self.parts}

    @property
    def query(self) -> str:
        """The state as a query, without the place one has scrolled to."""
        return self.having()

    def having(self, **changes: str) -> str:
        """The query with parts replaced."""
        return urlencode({name: value for name, value in (self.said | changes).items() if value})

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list."""
        return any(self.said[name] for name in self.parts if name != self.order_part)

    def heading(
        self, name: str, label: str | Promise, sort: str, *, is_number: bool = False, is_minor: bool = False
    ) -> Heading:
        """A column of a list that is ordered by `sort`: chosen again, it turns round."""
        up, down = sort == name, sort == f"-{name}"
        query = self.having(**{self.order_part: f"-{name}" if up else name})
        state = "ascending" if up else "descending" if down else "none"
        return Heading(label, query, state, is_number, is_minor)


def options(pairs: Iterable[tuple[str, str | Promise]], chosen: str) -> list[Option]:
    """Choices by value and label, one of them chosen."""
    return [Option(label, value, value == chosen) for value, label in pairs]


def number_of(text: str) -> int | None:
    """A row's number; None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def day_of(text: str) -> date | None:
    """A day as inputs write it; None for what is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
