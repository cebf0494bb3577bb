"""Links from a count to the deals that were counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from polku.insight.filters import Drill, Filter
from polku.insight.logic.asked import ANSWERED, FIRST_WIN, PERIOD, PROMISED
from polku.insight.logic.passing import AFTER, PASSING_DRILLS
from polku.insight.logic.tables import Column
from polku.insight.web.figures import Figure

DEALS: Final = "/deals/"
_LISTS: Final = {"source": "sources", "campaign": "campaigns", "product": "products", "segment": "segments"}
_IDS: Final = {"owner": "owners", "team": "teams", "version": "version_ids"}


_BY_PERSON: Final = {"judged_by": "judged", "advanced_by": "advanced"}
"""Drills of a person at a stage."""
_BEHIND: Final = {"reached": "passed", "advanced": "part_won", "won": "part_won"}
"""What the columns of a funnel are called in the row behind a part of the line."""


def link(drill: Drill) -> str:
    """The list of deals behind a figure."""
    return f"{DEALS}?{urlencode({'outcome': 'all', 'drill': drill.token()})}"


def of_cell(figure: Figure, column: Column, row: dict[str, Any], place: int) -> Drill | None:
    """What stands behind one number of a table; none where it is no count of deals."""
    if not column.drill or not row[column.key]:
        return None
    f = figure.filter
    if figure.name == "funnel" and row["stage"] == AFTER:
        return Drill(f, _BEHIND.get(column.drill, f"behind_{column.drill}"))
    if figure.table.handles:
        return _of_finding(f, column.drill, *figure.table.handles[place])
    match figure.name:
        case "variants":
            return Drill(f, "variant", path_id=figure.path_ids[place])
        case "moves":
            return Drill(f, "move", str(row["stage"]), str(row["next_stage"]))
        case "dropout":
            return Drill(f, "reason", str(row["stage"]), f"{row['outcome']}:{row['reason']}")
    if "stage" in row:
        return Drill(f, column.drill, str(row["stage"]))
    return _of_group(f, figure.name, str(row[figure.name]), column.drill)


def _of_finding(f: Filter, what: str, stage: str, other: str) -> Drill | None:
    """A row of a finding says itself what it needs; a group of deals is a narrower filter."""
    if what == "deviation_of":
        return Drill(f.having(owners=(int(stage),)), "deviation", other=other)
    if what in _BY_PERSON:
        return Drill(f.having(owners=(int(stage),)), _BY_PERSON[what], other)
    if what == "lost_here_of":
        attribute, _, value = other.partition(":")
        of_group = _of_group(f, attribute, value, "lost_here")
        return replace(of_group, stage=stage) if of_group else None
    if what in PASSING_DRILLS:
        return _of_part(f, what, stage, other)
    if what.startswith(("scored", "orders_")) or what in ("first_won", "came_back"):
        return _of_buyers(f, what, stage, other)
    if what != "group":
        return None if what == "handover" and stage == "role" else Drill(f, what, stage, other)
    if stage == "value_band":
        low, _, high = other.partition("-")
        changes = {"value_from": int(low) if low else None, "value_to": int(high) - 1 if high else None}
        return Drill(f.having(**changes), "decided") if other else None
    if stage == "opened":
        return Drill(f, "decided_in", other=other) if other else None
    return _of_group(f, stage, other, "decided")


def _of_part(f: Filter, what: str, attribute: str, value: str) -> Drill | None:
    """Of a week or month (`week:2026-11-02`), or of a group."""
    if attribute == PERIOD:
        return Drill(f, what, other=value)
    return _of_group(f, attribute, value, what)


def _of_buyers(f: Filter, what: str, attribute: str, value: str) -> Drill | None:
    if attribute == "stage":
        return Drill(f, what, value)
    if attribute in (ANSWERED, FIRST_WIN, PROMISED):
        return Drill(f, what, other=value)
    return _of_group(f, attribute, value, what)


def _of_group(f: Filter, dimension: str, key: str, what: str) -> Drill | None:
    if dimension == "period":
        return Drill(f, "period", other=key) if what == "cohort" and key else None
    if dimension in _LISTS:
        return Drill(f.having(**{_LISTS[dimension]: (key,)}), what)
    if dimension in _IDS:
        return Drill(f.having(**{_IDS[dimension]: (int(key or 0),)}), what)
    return Drill(f.having(customer_kind=key), what) if key else None
