"""What pages of a journey show: each step with its cells, each entry with its live count and the way to its deals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from polku.journey.logic.matrix import ROWS, Entry, Matrix, Step
from polku.journey.logic.over import over
from polku.journey.models import Journey
from polku.journey.queries.counting import Counted
from polku.journey.queries.journeys import in_force, over_process
from polku.journey.words import PHASE_LABELS, ROW_HINTS, ROW_LABELS, link_label
from polku.kernel.errors import NotFound
from polku.kernel.words import Text
from polku.process.buyers import Side
from polku.process.logic.definition import Definition
from polku.process.queries import published
from polku.ui import locale_formats


@dataclass(frozen=True)
class ShownEntry:
    """An entry as the matrix shows it. `count` and `share` are empty where it counts nothing or nobody is there."""

    key: str
    words: str
    counts: str
    count: int | None
    whole: int
    share: str
    more: str
    url: str
    edit_url: str
    is_hot: bool


@dataclass(frozen=True)
class ShownCell:
    """A cell: the row it is in, its entries, where one is added."""

    row: str
    label: object
    entries: list[ShownEntry]
    add_url: str


@dataclass(frozen=True)
class ShownStep:
    """A step: its name, how many deals stand there, our stages under it."""

    key: str
    name: str
    phase: str
    begins: bool
    count: int
    url: str
    edit_url: str
    stages: list[str]
    cells: list[ShownCell]


def definition_of(row: Journey) -> Definition | None:
    """The process a journey lies over, the default one where it lies over all."""
    try:
        return published(row.process.key if row.process else None)
    except NotFound:
        return None


def headings() -> list[tuple[str, object, object]]:
    """The rows of the matrix: key, name, what belongs there."""
    return [(row, ROW_LABELS[row], ROW_HINTS[row]) for row in ROWS]


def steps_of(
    row: Journey,
    matrix: Matrix,
    counted: Counted,
    obstacles: Mapping[str, str],
    query: str,
    *,
    may_edit: bool,
) -> list[ShownStep]:
    """The whole matrix."""
    definition = definition_of(row)
    places = over(matrix, definition) if definition else {}
    language = get_language() or "en"
    under: dict[str, list[str]] = {}
    for stage in definition.stages if definition else ():
        if (step := places.get(stage.key)) is not None:
            under.setdefault(step.key, []).append(stage.name.to(language))
    found, before = [], ""
    for step in matrix.steps:
        url = reverse("journey:behind", args=[row.id, step.key]) + query
        cells = [_cell(row, step, one, counted, obstacles, url, may_edit) for one in ROWS]
        found.append(
            ShownStep(
                key=step.key,
                name=step.name.to(language),
                phase=str(PHASE_LABELS[step.phase]),
                begins=step.phase != before,
                count=len(counted.at_step.get(step.key, ())),
                url=url,
                edit_url=reverse("journey:step", args=[row.id, step.key]) if may_edit else "",
                stages=under.get(step.key, []),
                cells=cells,
            )
        )
        before = step.phase
    return found


def _cell(
    row: Journey,
    step: Step,
    place: str,
    counted: Counted,
    obstacles: Mapping[str, str],
    url: str,
    may_edit: bool,
) -> ShownCell:
    entries = [_entry(row, step, place, one, counted, obstacles, url, may_edit) for one in step.cell(place)]
    add = reverse("journey:new_entry", args=[row.id, step.key, place]) if may_edit else ""
    return ShownCell(place, ROW_LABELS[place], entries, add)


def _entry(
    row: Journey,
    step: Step,
    place: str,
    entry: Entry,
    counted: Counted,
    obstacles: Mapping[str, str],
    url: str,
    may_edit: bool,
) -> ShownEntry:
    language = get_language() or "en"
    cell = (step.key, place, entry.key)
    held, whole = counted.of(cell)
    told = bool(entry.link) and whole > 0
    joint = "&" if "?" in url else "?"
    more = ""
    if told and place == "know" and held:
        more = _("%(n)s of them read") % {"n": len(counted.opened.get(cell, ()))}
    return ShownEntry(
        key=entry.key,
        words=entry.words.to(language),
        counts=link_label(entry.link, obstacles) if entry.link and entry.link_kind != "material" else "",
        count=held if told else None,
        whole=whole,
        share=locale_formats.percent(held / whole) if told else "",
        more=more,
        url=f"{url}{joint}row={place}&entry={entry.key}" if told and held else "",
        edit_url=reverse("journey:entry", args=[row.id, step.key, place, entry.key]) if may_edit else "",
        is_hot=place == "obstacle" and told and held * 4 >= whole and held > 1,
    )


def menu(rows: list[Journey], current: Journey) -> list[tuple[str, str, bool]]:
    """The journeys to switch between, by persona."""
    language = get_language() or "en"
    return [
        (row.persona.name.to(language), reverse("journey:journey", args=[row.id]), row.id == current.id)
        for row in rows
    ]


def above(definition: Definition) -> Side | None:
    """The journey in force as the thin line above a process: each step named where it begins."""
    row = over_process(definition.process_id)
    version = in_force(row) if row is not None else None
    if row is None or version is None:
        return None
    steps: dict[str, tuple[Text, str]] = {}
    places, before = over(version.matrix, definition), ""
    for stage in definition.stages:
        if (step := places.get(stage.key)) is not None:
            steps[stage.key] = (step.name if step.key != before else Text(), step.phase)
            before = step.key
    return Side(reverse("journey:journey", args=[row.id]), steps)


def tabs(current: str) -> list[tuple[Any, str, bool]]:
    """The pages of the buyer's side."""
    pages = (
        ("home", _("Journey")),
        ("obstacles", _("Obstacles")),
        ("gaps", _("What is missing")),
        ("answers", _("What buyers say")),
    )
    return [(label, reverse(f"journey:{name}"), name == current) for name, label in pages]
