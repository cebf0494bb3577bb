"""What later packages offer to do about a figure, on its own page and on the process map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from polku.access.logic import Actor
from polku.kernel.registry import Registry

MAP: Final = "map"
"""The name under which the process map asks."""


@dataclass(frozen=True)
class About:
    """What is acted on: a figure by name, or one row of it.

    `said` are its figures in the reader's words, `query` its filter as an address says it, `address` where it stands;
    `is_slow` says that time is what is wrong there. A row about a person names them, and the share they stand at.
    """

    figure: str
    process: str = ""
    stage: str = ""
    query: str = ""
    said: str = ""
    address: str = ""
    is_slow: bool = False
    person_id: int | None = None
    share: float | None = None


@dataclass(frozen=True)
class FigureAct:
    """Something to do about a figure; one `of_row` stands beside each of its rows, too."""

    label: str
    url: str
    icon: str = ""
    is_dialog: bool = False
    of_row: bool = False


Offer = Callable[[Actor, About], Sequence[FigureAct]]

figure_acts: Registry[Offer] = Registry("acts on figures")


def acts_on(actor: Actor, about: About) -> list[FigureAct]:
    """Everything the person may do about a figure."""
    return [act for offer in figure_acts for act in offer(actor, about)]
