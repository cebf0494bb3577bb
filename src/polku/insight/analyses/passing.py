"""Who came to a part of the line, got past it or left in it; when, and by group; and what came of it in the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final

from polku.insight.analyses.causes import is_told_after
from polku.insight.analyses.clock import between, by_clock
from polku.insight.analyses.cohort import GONE, WON, cohort, settled
from polku.insight.analyses.groups import COLUMNS
from polku.insight.analyses.parts import Part, behind, inside, part_of
from polku.insight.engine import Marts
from polku.insight.filters import Drill, Filter
from polku.insight.logic.asked import MONTH, PERIOD, WEEK, Asked
from polku.insight.logic.passing import FINDING, LEAST, Passed, Passing

_ENDED: Final = ("won", "finished")


def passing(marts: Marts, f: Filter, asked: Asked) -> Passing:
    """Deals that came to the chosen part of the line: past it ever after, lost in it, still on the way; won in the end.

    By the week or month of first coming to it, or by another group. Weeks of few deals are put together to
    months, unless weeks are asked for. Without a choice the part is where customers are found. Nothing is left out:
    open and lost deals count as not past it, so young weeks look worse. A deal that came back after it had got past
    counts once, as past it.
    """
    f = of_part(settled(marts, f))
    part = part_of(marts, f) or Part((), ())
    attribute = asked.by if asked.by in COLUMNS else PERIOD
    per, deals = asked.per or WEEK, travelled(marts, f, part)
    if attribute == PERIOD:
        deals = _since(marts, deals, part)
        per = asked.per or _usual_per(marts, deals)
        came_at = by_clock(marts, deals.came_at)
        at = came_at.truncate("W" if per == WEEK else "M").date().cast("string")
    else:
        at = deals[COLUMNS[attribute]].cast("string")
    keyed = deals.mutate(key=at.fill_null(""))
    won = keyed.outcome.isin(WON)
    counted = keyed.group_by("key").agg(
        n=keyed.count(),
        passed=keyed.passed.sum(),
        **{how: (keyed.ended == how).sum() for how in GONE},
        won=won.sum(),
        valued=keyed.value_company_minor.count(where=won),
        value=keyed.value_company_minor.sum(where=won),
    )
    groups = [(row[0], _passed(*(int(value or 0) for value in row[1:]))) for row in marts.rows(counted)]
    whole = _sum([one for _, one in groups])
    if attribute == PERIOD:
        dated = sorted((row for row in groups if row[0]), key=lambda row: row[0], reverse=True)
        undated = sum(one.n for key, one in groups if not key)
        return Passing(attribute, per, whole, tuple(dated), part.stages, undated)
    groups.sort(key=lambda row: (-row[1].n, row[0]))
    late = is_told_after([(key, one.n, one.n - one.passed) for key, one in groups])
    return Passing(attribute, per, whole, tuple(groups), part.stages, is_told_after=late)


def of_part(f: Filter) -> Filter:
    """The filter with a part of the line: finding customers, where none was chosen."""
    return f if f.phases else f.having(phases=(FINDING,))


def travelled(marts: Marts, f: Filter, part: Part) -> Any:
    """The deals that came to the part, each with whether it got past it, how it left if not, and where it is now.

    Judged once per shape of a walk: `passed` (0 or 1), `ended` ('' for the deals that are past it or not at an end),
    `is_behind` (its last visit is in a later stage).
    """
    shapes = marts.shapes
    there = shapes.filter(inside(shapes, part))
    firsts = there.group_by("shape_id").agg(from_seq=there.seq.min())
    walked = shapes.inner_join(firsts, "shape_id")
    walked = walked.filter(walked.seq >= walked.from_seq)
    past = behind(walked, part) | walked.leaving.isin(_ENDED)
    gone = walked.is_last & walked.leaving.isin(GONE)
    judged = walked.group_by("shape_id").agg(
        passed=past.cast("int64").max(),
        how=gone.ifelse(walked.leaving.cast("string"), "").max(),
        is_behind=(walked.is_last & behind(walked, part)).cast("int64").max(),
    )
    judged = judged.select(
        "shape_id", "passed", "is_behind", ended=(judged.passed == 1).ifelse("", judged.how)
    )
    return cohort(marts, f).inner_join(judged, "shape_id")


def _usual_per(marts: Marts, deals: Any) -> str:
    """Weeks, or months where a week brings fewer deals than a share can be said of."""
    weeks = by_clock(marts, deals.came_at).truncate("W")
    ((n, many),) = marts.rows(deals.agg(n=weeks.count(), many=weeks.nunique()))
    return WEEK if n >= LEAST * many else MONTH


def _since(marts: Marts, deals: Any, part: Part) -> Any:
    """The deals with when they first came to the part."""
    visits = marts.visits
    there = visits.filter(inside(visits, part))
    firsts = there.group_by("case_id").agg(seq=there.seq.min())
    came = there.inner_join(firsts, ["case_id", "seq"]).select("case_id", came_at="entered_at")
    return deals.inner_join(came, "case_id")


def _passed(
    n: int, passed: int, lost: int, paused: int, no_decision: int, won: int, valued: int, value: int
) -> Passed:
    still = n - passed - lost - paused - no_decision
    return Passed(n, passed, lost, paused, no_decision, still, won, valued, value)


def _sum(parts: list[Passed]) -> Passed:
    names = Passed.__dataclass_fields__
    return Passed(**{name: sum(getattr(one, name) for one in parts) for name in names})


def _drill(what: Callable[[Any], Any]) -> Callable[[Marts, Drill, datetime], Any]:
    """The deals of a row: of a week or month (`week:2026-11-02`), or all of the filter."""

    def found(marts: Marts, wanted: Drill, now: datetime) -> Any:
        f = of_part(settled(marts, wanted.filter))
        part = part_of(marts, f) or Part((), ())
        deals = travelled(marts, f, part)
        deals = deals.filter(what(deals))
        per, _, day = wanted.other.partition(":")
        if not per:
            return deals
        dated = _since(marts, deals, part)
        if not day:
            return dated.filter(dated.came_at.isnull())
        first = date.fromisoformat(day)
        end = first + timedelta(weeks=1) if per == WEEK else (first + timedelta(days=31)).replace(day=1)
        return dated.filter(*between(marts, dated.came_at, first, end))

    return found


def _later(outcome: str) -> Callable[[Any], Any]:
    """What became of deals that got past: see `behind_it`."""
    return lambda deals: (deals.passed == 1) & (deals.is_behind == 1) & (deals.outcome == outcome)


DRILLS: Final[dict[str, Callable[[Marts, Drill, datetime], Any]]] = {
    "came": _drill(lambda deals: deals.case_id.notnull()),
    "passed": _drill(lambda deals: deals.passed == 1),
    "part_gone": _drill(lambda deals: deals.ended != ""),
    "part_open": _drill(lambda deals: (deals.passed == 0) & (deals.ended == "")),
    "part_won": _drill(lambda deals: deals.outcome.isin(WON)),
    "behind_back": _drill(
        lambda deals: (deals.passed == 1) & (deals.is_behind == 0) & ~deals.outcome.isin(WON)
    ),
    **{f"behind_{one}": _drill(_later(one)) for one in (*GONE, "open")},
}
"""The deals behind a part's figures, by the name in the token."""
