"""What a later domain marks deals with: a column of the list, a choice of its filter, a column of its file.

A domain registers a `Mark` in its `entries.register`; deals import none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from polku.deals.models.deal import DealQuerySet
from polku.kernel.registry import DEFAULT_ORDER
from polku.ui.registry import Shelf, Words


@dataclass(frozen=True)
class Mark:
    """One kind of mark: its key is its name in addresses.

    `values` are the words of each value, `narrow(rows, values)` keeps the deals with one of them, `of(deal ids)`
    tells the value of many deals in one query; a deal that it leaves out has none.
    """

    key: str
    label: Words
    values: Mapping[str, Words]
    narrow: Callable[[DealQuerySet, Sequence[str]], DealQuerySet]
    of: Callable[[Sequence[int]], Mapping[int, str]]
    permission: StrEnum | None = None
    order: int = DEFAULT_ORDER


marks: Shelf[Mark] = Shelf("marks of deals")
