"""The rows of one case as the course of a deal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Protocol

from polku.deals.logic.incoming import PastStep


class Row(Protocol):
    """What is read of a row."""

    @property
    def activity(self) -> str: ...
    @property
    def at(self) -> datetime | None: ...
    @property
    def row(self) -> int: ...
    @property
    def resource(self) -> str: ...


@dataclass(frozen=True)
class Course:
    """The steps of a deal, and how it stands after them."""

    steps: tuple[PastStep, ...]
    outcome: str
    ended_at: datetime | None


def in_order(rows: Sequence[Row]) -> list[Row]:
    """By time; one without a time keeps its place behind the row before it in the file, ties as the file has them."""
    listed = sorted(rows, key=attrgetter("row"))
    placed: list[tuple[datetime, int, Row]] = []
    times = [row.at for row in listed if row.at is not None]
    last = min(times, default=None)
    for row in listed:
        last = row.at or last
        placed.append((last or datetime.min, row.row, row))  # noqa: DTZ901 -- only where no row has a time
    return [row for _, _, row in sorted(placed, key=lambda one: one[:2])]


def course_of(
    rows: Sequence[Row],
    stages: Mapping[str, str],
    endings: Mapping[str, str],
    *,
    first: str,
    after_win: frozenset[str],
    people: Mapping[str, int],
) -> Course:
    """The course that the rows tell. An ending that comes first begins the deal at an unknown time."""
    steps: list[PastStep] = []
    outcome, ended_at = "open", None
    for row in in_order(rows):
        by = people.get(row.resource)
        ending = endings.get(row.activity, "")
        if not steps and ending:
            steps.append(PastStep("", first, None, by))
        if ending:
            steps.append(PastStep(ending, "", row.at, by))
            if ending != "finished":
                outcome, ended_at = ending, row.at
            continue
        stage = stages[row.activity]
        if not steps:
            steps.append(PastStep("", stage, row.at, by))
        elif outcome == "open" or (outcome == "won" and stage in after_win):
            steps.append(PastStep("moved", stage, row.at, by))
        else:
            steps.append(PastStep("reopened", stage, row.at, by))
            outcome, ended_at = "open", None
    return Course(tuple(steps), outcome, ended_at)
