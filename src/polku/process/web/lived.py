"""The lived process: which deals are meant, what insight knows of them, the same as a table with its rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from polku.access.logic import Actor
from polku.company.queries import calendar
from polku.insight import queries as insight
from polku.insight import words
from polku.insight.filters import Drill, Filter
from polku.insight.logic.figures import MapFigures
from polku.insight.logic.stage_losses import StageCauses
from polku.insight.logic.tables import Column, Table
from polku.insight.rules import InsightPermission
from polku.kernel.errors import gettext_noop
from polku.process import queries
from polku.process.logic.definition import Definition, Stage
from polku.process.logic.figures import Figures, Row, rows
from polku.process.logic.lived import lived
from polku.process.logic.wording import SIGNAL_NAMES
from polku.process.models import Process
from polku.process.web import causing
from polku.process.web.showing import language, wording
from polku.ui import locale_formats

DEALS: Final = "/deals/"
"""The list of deals, which a later domain keeps."""

COLUMNS: Final = (
    Column("stage", gettext_noop("Stage"), "stage"),
    Column("role", gettext_noop("Responsible"), "key"),
    Column("reached", gettext_noop("Reached"), drill="reached"),
    Column("advanced", gettext_noop("Moved on"), drill="advanced"),
    Column("back", gettext_noop("Went back"), drill="back"),
    Column("lost", gettext_noop("Lost"), drill="lost"),
    Column("paused", gettext_noop("Paused"), drill="paused"),
    Column("no_decision", gettext_noop("No decision"), drill="no_decision"),
    Column("open", gettext_noop("Still here"), drill="open"),
    Column("waiting_late", gettext_noop("Of them late"), drill="late"),
    Column("left_share", gettext_noop("Left here"), "share", drill="gone"),
    Column("median_days", gettext_noop("Median"), "days"),
    Column("target_days", gettext_noop("Target"), "days"),
    Column("time", gettext_noop("Time"), "signal"),
    Column("overrides", gettext_noop("Overrides"), drill="override"),
    Column("skipped", gettext_noop("Left out"), drill="skipped"),
    Column("wins_lost", gettext_noop("Wins lost here"), "wins"),
    Column("goes_with", gettext_noop("Goes with"), "cause"),
)
"""The map as a table; medians and targets are working days."""

_DIMENSIONS: Final = {
    "version": gettext_lazy("Version"),
    "team": gettext_lazy("Team"),
    "owner": gettext_lazy("Owner"),
    "source": gettext_lazy("Source"),
    "campaign": gettext_lazy("Campaign"),
    "product": gettext_lazy("Product"),
    "segment": gettext_lazy("Segment"),
    "kind": gettext_lazy("Customers"),
}
_WORDS_OF: Final = {"kind": "customer_kind"}


@dataclass(frozen=True)
class Cell:
    """A figure of the table, and the address of the deals behind it."""

    column: Column
    value: object
    url: str = ""
    signal: str = ""

    @property
    def label(self) -> str:
        """The column's heading."""
        return _(self.column.label)

    @property
    def said(self) -> str:
        """The figure as the reader writes it; what is not known is a dash."""
        if self.column.kind == "signal":
            return signal_name(self.signal)
        if self.column.kind == "key":
            return wording().role(str(self.value)) if self.value else ""
        if self.column.kind == "cause":
            return str(self.value or "–")
        if self.value is None or not isinstance(self.value, int | float):
            return "–"
        if self.column.kind == "share":
            return wording().share(self.value, 1)
        if self.column.kind == "wins":
            return causing.wins(self.value)
        if self.column.kind == "days":
            return _("%(days)s d") % {"days": locale_formats.number(self.value, 1)}
        return locale_formats.number(self.value)


@dataclass(frozen=True)
class Line:
    """A stage of the table. `stage` is None for one that only earlier versions had."""

    key: str
    name: str
    stage: Stage | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Back:
    """Deals that went back from one stage to an earlier one."""

    from_name: str
    to_name: str
    count: int
    url: str


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address of the map without it."""

    label: str
    value: str
    remove: str


@dataclass(frozen=True)
class Lived:
    """One process as it is lived by the deals of a filter."""

    definition: Definition
    filter: Filter
    known: MapFigures
    figures: Figures
    causes: StageCauses

    @cached_property
    def lines(self) -> list[Line]:
        """The table: every stop of the map, then the stages that only earlier versions had."""
        known = {stage.funnel.key: stage for stage in self.known.stages}
        roles = rows(self.definition, self.figures)
        found = [self._line(row, known.get(row.key)) for row in roles]
        return found + [self._former(stage) for stage in self.known.stages if self._is_former(stage.funnel)]

    @cached_property
    def backs(self) -> list[Back]:
        """Moves back, the most frequent first."""
        names = self._names
        return [
            Back(
                names.get(move.from_key, move.from_key),
                names.get(move.to_key, move.to_key),
                move.count,
                self.deals("move", move.from_key, move.to_key),
            )
            for move in sorted(self.figures.back, key=lambda one: -one.count)
        ]

    def line_of(self, key: str) -> Line | None:
        """The row of one stage."""
        return next((line for line in self.lines if line.key == key), None)

    def deals(self, what: str, stage: str, other: str = "") -> str:
        """The address of the deals behind a figure."""
        token = Drill(self.filter, what, stage, other).token()
        return f"{DEALS}?{urlencode({'process': self.definition.key, 'outcome': 'all', 'drill': token})}"

    def table(self) -> Table:
        """The same for a file: keys and plain numbers."""
        found = tuple(tuple(_plain(cell.value) for cell in line.cells) for line in self.lines)
        return Table("process-map", self.known.n, COLUMNS, found)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """What stages are called, those of earlier versions too."""
        said: dict[str, str] = {}
        wanted = {stage.funnel.key for stage in self.known.stages} | {one.to_key for one in self.figures.back}
        if wanted - self.definition.by_key.keys():
            process = queries.process(self.definition.key)
            ids = set(queries.versions(process).values_list("pk", flat=True))
            for _number, earlier in sorted(queries.definitions(ids).items()):
                said |= {stage.key: stage.name.to(language()) for stage in earlier.stages}
        return said | {stage.key: stage.name.to(language()) for stage in self.definition.stages}

    @cached_property
    def _wins(self) -> Mapping[str, float]:
        return {one.stage: one.wins for one in self.causes.stages}

    @cached_property
    def _groups(self) -> Mapping[str, str]:
        """What the most wins lost at a stage go with, in words."""
        dearest = self.causes.dearest
        said = causing.names(list(dearest.values()))
        return {key: words.group(one.attribute, one.value, said) for key, one in dearest.items()}

    def _is_former(self, funnel: Any) -> bool:
        return funnel.key not in self.definition.by_key and funnel.reached > 0

    def _line(self, row: Row, known: Any) -> Line:
        name = row.name.to(language())
        return Line(row.key, name, self.definition.by_key[row.key], tuple(self._cells(row, known)))

    def _former(self, known: Any) -> Line:
        name = self._names.get(known.funnel.key, known.funnel.key)
        cells = [Cell(column, self._former_value(column, known)) for column in COLUMNS]
        counted = tuple(
            Cell(one.column, one.value, self.deals(one.column.drill, known.funnel.key))
            if one.column.drill and one.value
            else one
            for one in cells
        )
        return Line(known.funnel.key, name, None, counted)

    def _former_value(self, column: Column, known: Any) -> object:
        if column.key == "stage":
            return known.funnel.key
        if column.key == "waiting_late":
            return known.waiting_late
        return getattr(known.funnel, column.key, None)

    def _cells(self, row: Row, known: Any) -> Iterator[Cell]:
        for column in COLUMNS:
            value: object = getattr(row, "key" if column.key == "stage" else column.key, None)
            if column.key == "back":
                value = known.funnel.back if known else 0
            elif column.key == "waiting_late":
                value = known.waiting_late if known else 0
            elif column.key == "time":
                value = row.signal
            elif column.key == "wins_lost":
                value = self._wins.get(row.key)
            elif column.key == "goes_with":
                value = self._groups.get(row.key)
            url = self.deals(column.drill, row.key) if column.drill and value else ""
            if column.kind == "cause" and value:
                url = causing.address(self.filter)
            yield Cell(column, value, url, row.signal or "" if column.key == "time" else "")


def may_see(actor: Actor) -> bool:
    """Whether the person may see figures at all."""
    return actor.may(InsightPermission.SEE)


def filter_of(actor: Actor, process: Process, query: Mapping[str, Any]) -> Filter:
    """The deals meant by an address, within what the person may see.

    Raises: NotAllowed, Invalid.
    """
    return Filter.of(actor, query).having(process=process.key)


def lived_process(chosen: Filter, *, now: datetime) -> Lived:
    """A process as it is lived, on the line of the newest version in question."""
    known = insight.stage_figures(chosen, now)
    overrides = {stage.stage: stage.override for stage in insight.conformance(chosen).stages}
    figures = lived(known, seconds_per_day=calendar().seconds_per_day, overrides=overrides)
    return Lived(line(chosen), chosen, known, figures, causing.causes_of(chosen, now))


def line(chosen: Filter) -> Definition:
    """The newest version among those chosen, or the one in force."""
    in_force = queries.published(chosen.process)
    found = [
        one
        for one in queries.definitions(set(chosen.version_ids)).values()
        if one.process_id == in_force.process_id
    ]
    return max(found, key=lambda one: one.number, default=in_force)


def state(chosen: Filter) -> str:
    """The filter as the query of a process's own pages, which name the process in their path."""
    return urlencode([(name, text) for name, text in chosen.pairs() if name != "process"])


def chips(process: Process, chosen: Filter) -> list[Chip]:
    """The filters in force, each with the way to drop it."""
    pairs = [(name, text) for name, text in chosen.pairs() if name != "process"]
    address = reverse("process:map", args=[process.key])
    found = []
    for name, label in [
        ("from", pgettext("a day", "From")),
        ("to", pgettext("a day", "To")),
        *_DIMENSIONS.items(),
    ]:
        texts = [text for key, text in pairs if key == name]
        if texts:
            words = names(name, texts) if name in _DIMENSIONS else {}
            rest = urlencode([("show", "lived"), *((key, text) for key, text in pairs if key != name)])
            said = ", ".join(words.get(text, text) for text in texts)
            found.append(Chip(str(label), said, f"{address}?{rest}"))
    return found


def names(name: str, keys: list[str]) -> dict[str, str]:
    """What the keys of a filter are called; versions by their number alone, 0 is nobody."""
    if name == "version":
        wanted = {int(key) for key in keys if key.isdigit()}
        return {str(pk): str(one.number) for pk, one in queries.definitions(wanted).items()}
    said = insight.words(_WORDS_OF.get(name, name), [key for key in keys if key != "0"], language())
    return said | ({"0": _("none")} if "0" in keys else {})


def headings() -> list[tuple[str, bool]]:
    """The columns' headings, and whether figures stand under them."""
    return [(_(column.label), column.kind not in ("stage", "key", "signal", "cause")) for column in COLUMNS]


def signal_name(signal: str) -> str:
    """Time against target in a word."""
    return _(SIGNAL_NAMES[signal]) if signal else ""


def _plain(value: object) -> Any:
    return round(value, 6) if isinstance(value, float) else value
