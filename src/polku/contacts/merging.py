"""What later domains must do when two customers become one: they register a mover each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from polku.kernel.registry import Registry


class Move(Protocol):
    """Points a domain's rows from the merged customer to the kept one.

    `contacts` maps merged contacts to those kept. Gives what `restore` needs, as JSON values.
    """

    def __call__(self, *, kept_id: int, merged_id: int, contacts: Mapping[int, int]) -> Any: ...


class Restore(Protocol):
    """Puts back what a move gave."""

    def __call__(self, *, kept_id: int, merged_id: int, moved: Any) -> None: ...


class Count(Protocol):
    """How many rows of a domain hang on a customer, for the preview of a merge."""

    def __call__(self, *, customer_id: int) -> int: ...


@dataclass(frozen=True)
class Mover:
    """A domain's rows that hang on a customer. `label` is a translatable noun for the preview."""

    table: str
    label: str
    move: Move
    restore: Restore
    count: Count


movers: Registry[Mover] = Registry("customer merge movers")


def register(mover: Mover) -> None:
    """Let rows of a later domain follow a merge; its `apps.py` calls it."""
    movers.register(mover.table, mover)
