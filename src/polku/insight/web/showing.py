"""A figure in the reader's words and numbers: headings, cells, charts, what is said above them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from polku.company.queries import company
from polku.insight import queries
from polku.insight.logic import charts
from polku.insight.logic.tables import Column, Value
from polku.insight.web import drawing, drills
from polku.insight.web.definitions import DEFINITIONS, OUTCOMES, TITLES
from polku.insight.web.figures import Figure
from polku.insight.worktime import calendar
from polku.ui import locale_formats

SMALL = 30
_DAY = 86_400
_NUMBERS = {"count", "share", "hours", "days", "minor"}


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


def shown(figure: Figure) -> Shown:
    """Everything that the page says about a figure."""
    names = _names(figure)
    columns = [column for column in figure.table.columns if column.key != "high"]
    is_group = figure.name in queries.DIMENSIONS
    headings = [
        Heading(_heading(column), "r" if column.kind in _NUMBERS and column.key != "low" else "")
        for column in columns
    ]
    rows = [_row(figure, columns, names, place) for place in range(len(figure.table.rows))]
    if is_group and rows:
        top, mean = _scale(figure)
        said = _("0 to %(top)s, line at all") % {"top": locale_formats.percent(top)}
        headings.insert(5, Heading(said, ""))
        rows = [(*row[:5], Cell(_dots(figure, place, top, mean)), *row[5:]) for place, row in enumerate(rows)]
    return Shown(
        name=figure.name,
        title=TITLES[figure.name],
        definition=DEFINITIONS[figure.name],
        n=locale_formats.number(figure.table.n),
        is_empty=figure.table.n == 0,
        remarks=tuple(_remarks(figure)),
        charts=drawing.charts_of(figure, names.get("stage", {})),
        panels=drawing.panels_of(figure, names.get("stage", {})),
        headings=tuple(headings),
        rows=tuple(rows),
        query=figure.filter.query(),
    )


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
        said = _interval(row) if column.key == "low" else _said(column, row[column.key], names, figure)
        few = column.kind == "key" and isinstance(row.get("n"), int) and int(row["n"] or 0) < SMALL
        cls = "q" if column.key == "low" else _side(column)
        tag = _("n below %(least)s") % {"least": SMALL} if few and figure.name != "period" else ""
        cells.append(Cell(said, cls, drills.link(drill) if drill else "", tag))
    return tuple(cells)


def _said(column: Column, value: Value, names: Mapping[str, Mapping[str, str]], figure: Figure) -> str:
    if value is None:
        return "–"
    text = str(value)
    match column.kind:
        case "stage" | "reason":
            return names.get(column.kind, {}).get(text, text) or _("not given")
        case "key":
            return names.get(figure.name, {}).get(text, text) or _("not given")
        case "outcome":
            return str(OUTCOMES.get(text, text))
        case "path":
            return " → ".join(names.get("stage", {}).get(part, part) for part in text.split(" > "))
        case "flag":
            return _("Yes") if value else _("No")
    if isinstance(value, str):
        return text
    if column.kind == "share":
        return locale_formats.percent(value)
    if column.kind == "minor":
        return locale_formats.money(int(value), company().currency, cents=False)
    if column.kind == "hours":
        day = calendar().seconds_per_day if "working" in column.key else _DAY
        return drawing.lasting(value * 3600, day)
    return locale_formats.number(value, 1 if column.kind == "days" else 0)


def _side(column: Column) -> str:
    """Numbers to the right; an interval is read as words."""
    return "r" if column.kind in _NUMBERS and column.key != "low" else ""


def _interval(row: Mapping[str, Value]) -> str:
    if row.get("share") is None:
        return "–"
    low, high = (locale_formats.number(100 * float(row[key] or 0)) for key in ("low", "high"))
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _heading(column: Column) -> str:
    return _("95 % interval") if column.key == "low" else _(column.label)


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
    return {dimension: queries.words(dimension, sorted(keys), language) for dimension, keys in wanted.items()}


def _scale(figure: Figure) -> tuple[float, float | None]:
    highs = [float(row[5] or 0) for row in figure.table.rows]
    top = min(1.0, max(0.1, -(-max(highs) * 10 // 1) / 10))
    n = figure.table.n
    return top, (figure.facts.get("won") or 0) / n if n else None


def _dots(figure: Figure, place: int, top: float, mean: float | None) -> SafeString:
    _key, _n, _won, share, low, high, *_rest = figure.table.rows[place]
    drawn = charts.interval(float(share or 0), float(low or 0), float(high or 0), top=top, mean=mean)
    return SafeString(drawn)


def _remarks(figure: Figure) -> list[str]:
    """What is said beside the title: the other counts, and up to when deals were watched."""
    facts, said = figure.facts, []
    number = locale_formats.number
    if figure.name == "funnel":
        said.append(
            _("%(won)s won, %(lost)s lost, %(open)s open")
            % {key: number(facts[key] or 0) for key in ("won", "lost", "open")}
        )
    if figure.name == "time-to-win":
        said.append(_("%(n)s won with both dates") % {"n": number(facts["n"] or 0)})
        said += _medians(facts)
    if figure.name == "variants":
        n = int(facts["distinct"] or 0)
        said.append(ngettext("%(n)s sequence", "%(n)s sequences", n) % {"n": number(n)})
    if figure.name == "conformance":
        said.append(_("%(n)s kept to the line") % {"n": number(facts["conforming"] or 0)})
    if figure.name == "dropout":
        said.append(_("%(n)s left the line") % {"n": number(facts["gone"] or 0)})
    if figure.watched_until is not None:
        said.append(_("watched until %(moment)s") % {"moment": locale_formats.exact(figure.watched_until)})
    return said


def _medians(facts: Mapping[str, float | int | None]) -> list[str]:
    wins, everything = facts["median_days_of_wins"], facts["median_days"]
    said = []
    if wins is not None:
        said.append(_("median of wins %(days)s days") % {"days": locale_formats.number(wins, 1)})
    if everything is None:
        said.append(_("median of all deals unknown: fewer than half are won"))
    else:
        said.append(_("median of all deals %(days)s days") % {"days": locale_formats.number(everything, 1)})
    if facts["median_days_delivered"] is not None:
        n, days = int(facts["delivered"] or 0), locale_formats.number(facts["median_days_delivered"], 1)
        said.append(
            _("from the win to delivered and paid: median %(days)s days, n %(n)s") % {"days": days, "n": n}
        )
    return said
