"""What later domains show of an invoice: how it was paid, and how it stands. Filled in their `apps.py: ready()`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from polku.access.logic import Actor
from polku.ui.registry import Panel, Shelf, Signal

invoice_panels: Shelf[Panel] = Shelf("invoice panels")


@dataclass(frozen=True)
class Standing:
    """How a document stands with its money, in words; a signal where somebody should look."""

    said: str
    signal: Signal = ""
    is_settled: bool = False


Load = Callable[[Actor, Sequence[int]], Mapping[int, Standing]]
"""How these documents stand, as far as this person may see it; those that are not booked are left out."""

_standings: dict[str, Load] = {}


def register_standings(name: str, load: Load) -> None:
    """Tell how documents stand, in one query."""
    _standings[name] = load


def standings(actor: Actor, invoice_ids: Sequence[int]) -> dict[int, Standing]:
    """How each of these documents stands with its money."""
    found: dict[int, Standing] = {}
    for load in _standings.values() if invoice_ids else ():
        found.update(load(actor, invoice_ids))
    return found
