"""What may be done about a figure from its page: about the whole of it, and about its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlencode

from polku.access.logic import Actor
from polku.insight.hooks import About, FigureAct, acts_on
from polku.insight.logic.deviations import Deviation
from polku.insight.logic.tables import Value
from polku.insight.web.asking import page_of
from polku.insight.web.figures import Figure
from polku.insight.web.showing import Cell, Shown

# Rows of other figures are cohorts, weeks or single acts: nothing to change at them.
_BY_ROW: Final = frozenset(
    {
        "funnel",
        "dropout",
        "stage-time",
        "bottlenecks",
        "waiting",
        "deviations",
        "rework",
        "causes",
        "stage-causes",
        "handovers",
        "like-for-like",
        "skills",
    }
)
# A group of these is a filter.
_GROUPS: Final = frozenset({"source", "campaign", "product", "segment", "owner", "team"})
_OF_PEOPLE: Final = frozenset({"like-for-like", "skills"})
_ROWS: Final = 20
_CELLS: Final = 6
_NOTHING: Final = frozenset({"", "0", "–", "0%", "0 %"})


@dataclass(frozen=True)
class Acts:
    """What may be done about a figure; `rows` has the act of each of its rows by their place."""

    whole: tuple[FigureAct, ...] = ()
    rows: Mapping[int, FigureAct] = field(default_factory=dict)


def of(figure: Figure, shown: Shown, actor: Actor) -> Acts:
    """The acts a person has on a figure that is shown."""
    if shown.is_empty:
        return Acts()
    said = "; ".join([f"{shown.title}: n {shown.n}", *shown.remarks])
    whole = acts_on(actor, _about(figure, shown, said))
    if figure.name not in _BY_ROW:
        return Acts(tuple(whole))
    listed = len(shown.rows) if figure.name in _OF_PEOPLE else min(len(shown.rows), _ROWS)
    found = {place: _of_row(figure, shown, place, actor) for place in range(listed)}
    return Acts(tuple(whole), {place: act for place, act in found.items() if act})


def _of_row(figure: Figure, shown: Shown, place: int, actor: Actor) -> FigureAct | None:
    found = next((act for act in acts_on(actor, _row(figure, shown, place)) if act.of_row), None)
    if found is None or figure.name not in _OF_PEOPLE:
        return found
    # The first cell of a row says what stands there, a team or a person; the second says who.
    return replace(found, label=f"{found.label}: {shown.rows[place][1].said}")


def _row(figure: Figure, shown: Shown, place: int) -> About:
    row = dict(zip(figure.table.keys, figure.table.rows[place], strict=True))
    about = _about(figure, shown, _said(shown, shown.rows[place]), _stage_of(row))
    if figure.name in _OF_PEOPLE:
        return _of_group(about, figure, row)
    if row.get("attribute") not in _GROUPS:
        return about
    pairs = [pair for pair in figure.filter.pairs() if pair[0] != row["attribute"]]
    pairs.append((str(row["attribute"]), str(row["value"] or "-")))
    return replace(about, query=urlencode(pairs))


def _of_group(about: About, figure: Figure, row: Mapping[str, Value]) -> About:
    """A team is a filter, a person is named; deals of nobody are neither."""
    key = str(row["key"])
    if key == "0":
        return about
    if row["kind"] == "team":
        pairs = [pair for pair in figure.filter.pairs() if pair[0] != "team"]
        return replace(about, query=urlencode([*pairs, ("team", key)]))
    plain = row.get("plain")
    return replace(about, person_id=int(key), share=float(plain) if plain is not None else None)


def _stage_of(row: Mapping[str, Value]) -> str:
    """The stage a row is about, if it is about one."""
    if code := row.get("deviation"):
        return Deviation.of(str(code)).stage
    return str(row.get("stage") or "")


def _said(shown: Shown, cells: tuple[Cell, ...]) -> str:
    """A row in words: its name, then its figures that are not nothing."""
    pairs = list(zip(shown.headings, cells, strict=True))[1:]
    figures = [
        f"{head.said} {cell.said}"
        for head, cell in pairs
        if cell.said not in _NOTHING and "<" not in cell.said
    ]
    return f"{shown.title}, {cells[0].said}: {'; '.join(figures[:_CELLS])}."


def _about(figure: Figure, shown: Shown, said: str, stage: str = "") -> About:
    address = f"{page_of(figure.name)}?{shown.query}" if shown.query else page_of(figure.name)
    known = stage or str(figure.facts.get("stage") or "")
    return About(figure.name, figure.filter.process, known, figure.filter.query(), said, address)
