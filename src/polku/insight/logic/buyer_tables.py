"""How content buyers are and whether they come back, as tables; see `finding_tables`."""

from __future__ import annotations

from typing import Final

from polku.insight.logic.buyers import HORIZONS, SCORES, Retention, ReturningGroup, Satisfaction, Scores
from polku.insight.logic.figures import CurvePoint
from polku.insight.logic.finding_tables import HIGH, LOW, shared
from polku.insight.logic.tables import Column, Table, Value
from polku.kernel.errors import gettext_noop

_BY: Final = (
    Column("attribute", gettext_noop("By"), "attribute"),
    Column("value", gettext_noop("Group"), "value"),
)
_WITHIN: Final = {
    90: gettext_noop("Back within 90 days"),
    180: gettext_noop("Back within 180 days"),
    365: gettext_noop("Back within 365 days"),
}
_NOTHING: Final = (None, None, None)


def satisfaction(found: Satisfaction) -> Table:
    """A row per group; the scores from 5 to 1 as they are named on the page."""
    columns = (
        *_BY,
        Column("n", gettext_noop("Said so"), drill="scored"),
        Column("share", gettext_noop("Content (4 and 5)"), "share", few=True),
        Column("low", LOW, "share"),
        Column("high", HIGH, "share"),
        Column("mean", gettext_noop("Mean score"), "score", few=True),
        Column("mean_low", LOW, "score"),
        Column("mean_high", HIGH, "score"),
        *(Column(f"score_{score}", str(score), drill=f"scored_{score}") for score in reversed(SCORES)),
    )
    rows = tuple(
        (found.attribute, one.value, one.scores.n, *told(one.scores), *reversed(one.scores.counts))
        for one in found.groups
    )
    handles = tuple((found.attribute, one.value) for one in found.groups)
    return Table("satisfaction", found.whole.n, columns, rows, handles)


def told(scores: Scores) -> tuple[Value, ...]:
    """The content ones and the mean, each with its interval; nothing where too few said anything."""
    content, mean = scores.content, scores.mean
    said = shared(content) if content else _NOTHING
    return (*said, *(round(one, 4) for one in mean)) if mean else (*said, *_NOTHING)


def retention(found: Retention) -> Table:
    """A row per group of customers."""
    columns = (
        *_BY,
        Column("n", gettext_noop("Customers"), drill="first_won"),
        Column("returned", gettext_noop("Came back so far"), drill="came_back"),
        *(
            column
            for days in HORIZONS
            for column in (
                Column(f"within_{days}", _WITHIN[days], "share", few=True),
                Column(f"within_{days}_low", LOW, "share"),
                Column(f"within_{days}_high", HIGH, "share"),
            )
        ),
    )
    rows = tuple((found.attribute, one.value, one.n, one.returned, *returned(one)) for one in found.groups)
    handles = tuple((found.attribute, one.value) for one in found.groups)
    return Table("retention", found.n, columns, rows, handles)


def returned(group: ReturningGroup) -> tuple[Value, ...]:
    """The shares back with their intervals; nothing where too few customers are known, or none for so long."""
    points = group.back if group.is_enough else (None,) * len(HORIZONS)
    return tuple(value for point in points for value in _back(point))


def _back(point: CurvePoint | None) -> tuple[Value, Value, Value]:
    if point is None:
        return _NOTHING
    return round(1 - point.left, 6), round(1 - point.high, 6), round(1 - point.low, 6)
