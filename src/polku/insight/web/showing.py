"""A figure in the reader's words and numbers: headings, cells, charts, what is said above them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from polku.company.queries import company
from polku.insight import queries
from polku.insight.filters import Filter
from polku.insight.logic import charts
from polku.insight.logic.late_delivery import ON_TIME
from polku.insight.logic.passing import AFTER
from polku.insight.logic.tables import Column, Value
from polku.insight.web import drawing, drills, plotting, remarks, sayings
from polku.insight.web.definitions import DEFINITIONS, OUTCOMES, PART, PART_DEFINITIONS, PART_TITLES, TITLES
from polku.insight.web.figures import Figure, knows_phases
from polku.insight.web.needing import needed, waited_for
from polku.insight.worktime import calendar
from polku.ui import locale_formats

SMALL = 30
MOST = 100
"""A page shows so many rows; the files hold all."""
_DAY = 86_400
_OF_FINDINGS = {
    "day", "act", "deviation", "shape", "attribute", "value", "between", "group", "series", "of_series",
    "delivery",
}  # fmt: skip
_STAGES_TOLD = ("stage", "until", "dearest")
"""Facts that name a stage, which need not be in any row."""
_NUMBERS = {"count", "share", "hours", "days", "minor", "points", "apart", "score", "chance"}


@dataclass(frozen=True)
class Heading:
    """The head of a column."""

    said: str
    cls: str


@dataclass(frozen=True)
class Cell:
    """One value as shown; `href` leads to the rows behind it, `tag` is a remark beside it."""

    said: str
    cls: str = ""
    href: str = ""
    tag: str = ""


@dataclass(frozen=True)
class Shown:
    """A figure ready for the template."""

    name: str
    title: str | Promise
    definition: str | Promise
    n: str
    is_empty: bool
    remarks: tuple[str, ...]
    charts: tuple[SafeString, ...]
    panels: tuple[drawing.TimePanel, ...]
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    query: str
    legend: tuple[tuple[int, str], ...] = ()
    note: str = ""
    left_off: int = 0
    has_no_part: bool = False
    needs: str = ""
    waits_for: str = ""


def shown(figure: Figure) -> Shown:
    """Everything that the page says about a figure."""
    names = _names(figure)
    drawn = plotting.drawn(figure.name, figure.found, names) if figure.found is not None else plotting.Drawn()
    columns = [column for column in figure.table.columns if not _is_end(column, "high")]
    is_group = figure.name in queries.DIMENSIONS
    headings = [
        Heading(_heading(column), _side(column) if place else "") for place, column in enumerate(columns)
    ]
    listed = min(len(figure.table.rows), MOST)
    rows = [_row(figure, columns, names, place) for place in range(listed)]
    if is_group and rows:
        top, mean = _scale(figure)
        said = _("0 to %(top)s, line at all") % {"top": locale_formats.percent(top)}
        headings.insert(5, Heading(said, ""))
        rows = [(*row[:5], Cell(_dots(figure, place, top, mean)), *row[5:]) for place, row in enumerate(rows)]
    return Shown(
        name=figure.name,
        title=title_of(figure.name, figure.filter),
        definition=_definition(figure),
        n=locale_formats.number(figure.table.n),
        is_empty=figure.table.n == 0,
        remarks=(*remarks.of(figure, names), *_of_whole_line(figure)),
        charts=drawn.charts or drawing.charts_of(figure, names.get("stage", {})),
        panels=drawing.panels_of(figure, names.get("stage", {})),
        headings=tuple(headings),
        rows=tuple(rows),
        query=urlencode([*figure.filter.pairs(), *figure.asked.pairs()]),
        legend=drawn.legend,
        note=drawn.note,
        left_off=len(figure.table.rows) - listed,
        needs="" if rows else needed(figure.name, locale_formats.number(figure.table.n)),
        waits_for=waited_for(figure.name, locale_formats.number(0)) if figure.table.n == 0 else "",
        has_no_part=_of_part(figure) and not queries.part(figure.filter),
    )


def title_of(name: str, f: Filter) -> str | Promise:
    """What a figure is called; of a part of the line, what it says of that."""
    return PART_TITLES.get(name, TITLES[name]) if f.phases and knows_phases(name) else TITLES[name]


def _of_part(figure: Figure) -> bool:
    return bool(figure.filter.phases) and knows_phases(figure.name)


def _of_whole_line(figure: Figure) -> list[str]:
    return [_("of the whole line")] if figure.filter.phases and not knows_phases(figure.name) else []


def _definition(figure: Figure) -> str | Promise:
    if not _of_part(figure):
        return DEFINITIONS[figure.name]
    return PART_DEFINITIONS.get(figure.name) or format_lazy("{} {}", DEFINITIONS[figure.name], PART)


def heading_words(figure: Figure) -> list[str]:
    """The headings of all columns, for files."""
    return [_(column.label) for column in figure.table.columns]


def _row(
    figure: Figure, columns: list[Column], names: Mapping[str, Mapping[str, str]], place: int
) -> tuple[Cell, ...]:
    row = dict(zip(figure.table.keys, figure.table.rows[place], strict=True))
    cells = []
    for column in columns:
        drill = drills.of_cell(figure, column, row, place)
        is_low = _is_end(column, "low")
        said = _interval(column, row) if is_low else _said(column, row, names, figure)
        few = column.kind == "key" and isinstance(row.get("n"), int) and int(row["n"] or 0) < SMALL
        cls = "q" if is_low else _side(column)
        tag = _("n below %(least)s") % {"least": SMALL} if few and figure.name != "period" else ""
        cells.append(Cell(said, cls, drills.link(drill) if drill else "", tag))
    return tuple(cells)


def _said(
    column: Column, row: Mapping[str, Value], names: Mapping[str, Mapping[str, str]], figure: Figure
) -> str:
    value = row[column.key]
    if value is None:
        is_few = (column.kind == "points" or column.few) and row.get("delivery") != ON_TIME
        return _("too few") if is_few else "–"
    text = str(value)
    if column.kind in _OF_FINDINGS:
        return _of_finding(column, text, row, names)
    match column.kind:
        case "stage" | "reason":
            return names.get(column.kind, {}).get(text, text) or _("not given")
        case "key":
            return names.get(figure.name, {}).get(text, text) or _("not given")
        case "outcome":
            return str(OUTCOMES.get(text) or plotting.outcome(text))
        case "path":
            return " → ".join(names.get("stage", {}).get(part, part) for part in text.split(" > "))
        case "flag":
            return _("Yes") if value else _("No")
    if isinstance(value, str):
        return text
    if column.kind == "share":
        return locale_formats.percent(value)
    if column.kind == "points":
        return sayings.points(value)
    if column.kind == "chance":
        return sayings.chance(value)
    if column.kind == "score":
        return _scored(value)
    if column.kind == "minor":
        return locale_formats.money(int(value), company().currency, cents=False)
    if column.kind == "hours":
        day = calendar().seconds_per_day if "working" in column.key else _DAY
        return drawing.lasting(value * 3600, day)
    return locale_formats.number(value, 1 if column.kind == "days" else 0)


def _side(column: Column) -> str:
    """Numbers to the right; an interval is read as words."""
    return "r" if column.kind in _NUMBERS and not _is_end(column, "low") else ""


def _is_end(column: Column, end: str) -> bool:
    """Whether a column is an end of an interval: `low`, `gap_low`, `value_apart_low_minor`."""
    return end in column.key.split("_")


def _interval(column: Column, row: Mapping[str, Value]) -> str:
    """Both ends as one cell, in the numbers of its kind."""
    ends = [row.get(column.key), row.get(column.key.replace("low", "high"))]
    if any(end is None for end in ends) or ("share" in row and row["share"] is None):
        return "–"
    low, high = (_end(column.kind, float(end or 0)) for end in ends)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _end(kind: str, value: float) -> str:
    if kind == "points":
        return sayings.points(value)
    if kind == "minor":
        return locale_formats.money(int(value), company().currency, cents=False)
    if kind == "share":
        return locale_formats.number(100 * value)
    return _scored(value) if kind == "score" else locale_formats.number(value, 1)


def _scored(value: float) -> str:
    """A score, or a difference of scores."""
    return locale_formats.number(value, 2).replace("-", "−")


def _of_finding(
    column: Column, text: str, row: Mapping[str, Value], names: Mapping[str, Mapping[str, str]]
) -> str:
    first = str(next(iter(row.values())))
    match column.kind:
        case "day":
            return sayings.week(text)
        case "act":
            return names.get("act", {}).get(text, text)
        case "deviation":
            return sayings.deviation(text, names)
        case "shape":
            return sayings.shape(text, names)
        case "attribute":
            return str(sayings.ATTRIBUTES[text])
        case "value":
            money = partial(locale_formats.money, currency=company().currency, cents=False)
            return sayings.attribute_value(first, text, names, money)
        case "between":
            return str(sayings.KINDS[text])
        case "group":
            return sayings.person_or_group(first, text, names)
        case "series":
            return str(sayings.SERIES[text])
        case "delivery":
            return str(sayings.DELIVERIES[text])
    if first == "variant":
        return sayings.shape(text, names)
    return names.get("stage", {}).get(text, text) or "–"


def _heading(column: Column) -> str:
    return _("95 % interval") if _is_end(column, "low") else _(column.label)


def _names(figure: Figure) -> dict[str, dict[str, str]]:
    """Words for every key in the table, one load per dimension."""
    language = get_language() or "en"
    wanted: dict[str, set[str]] = {}
    for place, column in enumerate(figure.table.columns):
        values = {str(row[place]) for row in figure.table.rows}
        if column.kind in ("stage", "path"):
            wanted.setdefault("stage", set()).update(part for value in values for part in value.split(" > "))
        elif column.kind == "reason":
            wanted["reason"] = values
        elif column.kind == "key":
            wanted[figure.name] = values
    if told := {str(figure.facts.get(name) or "") for name in _STAGES_TOLD} - {""}:
        wanted["stage"] = wanted.get("stage", set()) | told
    own = sayings.names_in(figure.table) if figure.found is not None else {}
    both = {name: keys | set(own.get(name, {})) for name, keys in wanted.items()}
    named = own | {
        dimension: queries.words(dimension, sorted(keys), language) for dimension, keys in both.items()
    }
    if figure.funnel is not None and figure.funnel.after:
        named["stage"][AFTER] = _("Got further")
    return named


def _scale(figure: Figure) -> tuple[float, float | None]:
    highs = [float(row[5] or 0) for row in figure.table.rows]
    top = min(1.0, max(0.1, -(-max(highs) * 10 // 1) / 10))
    n = figure.table.n
    return top, (figure.facts.get("won") or 0) / n if n else None


def _dots(figure: Figure, place: int, top: float, mean: float | None) -> SafeString:
    _key, _n, _won, share, low, high, *_rest = figure.table.rows[place]
    drawn = charts.interval(float(share or 0), float(low or 0), float(high or 0), top=top, mean=mean)
    return SafeString(drawn)
