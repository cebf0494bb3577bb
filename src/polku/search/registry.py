"""What can be found: each domain registers its kinds in `apps.py: ready()`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from polku.kernel.registry import DEFAULT_ORDER, Registry
from polku.search.logic import Doc

Words = str | Promise


@dataclass(frozen=True)
class Kind:
    """A kind of record.

    `documents(ids)` gives the documents of these rows, or of all with None, in order of id; a row that must
    not be found gives none. `permission` is the right whose reach bounds what a person finds.
    """

    key: str
    label: Words
    url: Callable[[int], str]
    documents: Callable[[Sequence[int] | None], Iterable[Doc]]
    permission: StrEnum
    icon: str = "arrow"
    order: int = DEFAULT_ORDER


kinds: Registry[Kind] = Registry("search kinds")


def register(kind: Kind) -> None:
    """Let records of a kind be found."""
    kinds.register(kind.key, kind, order=kind.order)
