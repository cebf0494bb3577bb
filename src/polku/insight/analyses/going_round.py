"""What goes round: sequences by what they skip or repeat, returns to earlier stages, handovers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import ibis

from polku.insight.analyses.cohort import arrived, cohort, settled, visits
from polku.insight.analyses.parts import inside, part_of
from polku.insight.analyses.paths import counted_paths, places_of, walks
from polku.insight.analyses.sides import WEIGHED, side, sums, weighed
from polku.insight.analyses.times import left
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.deviations import not_needed_of, shape
from polku.insight.logic.differences import Price, Side
from polku.insight.logic.findings import (
    Handover,
    Handovers,
    Rework,
    ReworkStage,
    VariantGroup,
    VariantGroups,
)


def variant_groups(marts: Marts, f: Filter) -> VariantGroups:
    """Whole sequences put together by the stages they skipped and the ones they came to again."""
    f = settled(marts, f)
    counted = counted_paths(marts, f)
    paths = walks(marts, [row[0] for row in counted])
    places = places_of(marts, f)
    grouped: dict[str, list[tuple[int, int, Side]]] = defaultdict(list)
    for path_id, version_id, listed, of in counted:
        grouped[shape(paths[path_id], places(version_id), not_needed_of([listed]))].append(
            (of.n, path_id, of)
        )
    found = []
    for code, members in grouped.items():
        _, example, _ = max(members, key=lambda row: (row[0], -row[1]))
        found.append(
            VariantGroup(
                code,
                sum(n for n, _, _ in members),
                len({path_id for _, path_id, _ in members}),
                sum(of.won for _, _, of in members),
                sum(of.decided for _, _, of in members),
                paths[example],
            )
        )
    found.sort(key=lambda group: (-group.n, group.shape))
    return VariantGroups(sum(group.n for group in found), tuple(found))


def rework(marts: Marts, f: Filter) -> Rework:
    """Stages that a deal came to again: deals, returns, the working hours of later stays, and what goes with it.

    Beside them stand the deals that were in the stage once. A stay is later when it is not the first one there. Of a
    part of the line, its stages and the deals that came to it.
    """
    f = settled(marts, f)
    rows = visits(marts, f)
    if (part := part_of(marts, f)) is not None:
        rows = rows.filter(inside(rows, part))
    again = rows.filter(~rows.last_of_stage)
    pairs = again.select("case_id", "stage").distinct()
    theirs = rows.semi_join(pairs, ["case_id", "stage"])
    firsts = theirs.group_by("case_id", "stage").agg(first_seq=theirs.seq.min())
    later = theirs.inner_join(firsts, ["case_id", "stage"])
    later = later.filter(later.seq > later.first_seq)
    times = later.group_by("stage").agg(
        n=later.count(),
        seconds=later.working_seconds.sum(),
        undated=(left(later) & later.working_seconds.isnull()).sum(),
    )
    returns = {row[0]: row[1:] for row in marts.rows(times)}
    everyone, returned = _sides_by_stage(marts, f, rows, pairs)
    stages = [
        ReworkStage(
            stage,
            of.n,
            returns[stage][0],
            float(returns[stage][1] or 0),
            returns[stage][2] or 0,
            everyone[stage].n,
            Price(of, everyone[stage].less(of)),
        )
        for stage, of in returned.items()
    ]
    stages.sort(key=lambda one: (-one.deals, one.stage))
    deals_there = arrived(marts, f)
    (n,) = marts.rows(deals_there.agg(n=deals_there.count()))[0]
    (deals,) = marts.rows(pairs.agg(n=pairs.case_id.nunique()))[0]
    return Rework(n, deals or 0, tuple(stages))


def _sides_by_stage(
    marts: Marts, f: Filter, rows: Any, pairs: Any
) -> tuple[dict[str, Side], dict[str, Side]]:
    """Per stage the deals that reached it, and the ones of `pairs` (deal and stage)."""
    deals = weighed(cohort(marts, f)).select(*WEIGHED)
    found = []
    for chosen in (rows.filter(rows.last_of_stage).select("case_id", "stage"), pairs):
        here = chosen.inner_join(deals, "case_id")
        listed = marts.rows(here.group_by("stage").agg(**sums(here)))
        found.append({row[0]: side(row) for row in listed})
    return found[0], found[1]


def handovers(marts: Marts, f: Filter, roles: Sequence[tuple[int, str]] = ()) -> Handovers:
    """Moves made by another person than the move before, and how long the deal had stood there till then.

    `roles` say what people are, as (person, role); a machine or an import is nobody
    and hands nothing over.
    """
    f = settled(marts, f)
    rows = visits(marts, f)
    in_line = ibis.window(group_by="case_id", order_by="seq")
    steps = rows.select(
        "case_id",
        giver=rows.by_id,
        taker=rows.by_id.lead().over(in_line),
        leaving=rows.leaving,
        seconds=rows.working_seconds,
    )
    steps = steps.filter(steps.giver.notnull(), steps.taker.notnull(), steps.leaving.isin(["moved", "won"]))
    counted = marts.rows(
        steps.group_by("giver", "taker").agg(
            n=steps.count(), seconds=steps.seconds.sum(), timed=steps.seconds.count()
        )
    )
    people = [row for row in counted if row[0] != row[1]]
    same = [row for row in counted if row[0] == row[1]]
    role = dict(roles)
    by_role: dict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
    for row in people:
        by_role[role.get(row[0], ""), role.get(row[1], "")].append(row)
    return Handovers(
        n=sum(row[2] for row in counted),
        handed=sum(row[2] for row in people),
        same_working_seconds=_mean(same),
        handed_working_seconds=_mean(people),
        people=_ordered(Handover("person", str(row[0]), str(row[1]), row[2], _mean([row])) for row in people),
        roles=_ordered(
            Handover("role", giver, taker, sum(row[2] for row in some), _mean(some))
            for (giver, taker), some in by_role.items()
        ),
    )


def _mean(rows: list[tuple[Any, ...]]) -> float | None:
    timed = sum(row[4] or 0 for row in rows)
    return sum(float(row[3] or 0) for row in rows) / timed if timed else None


def _ordered(found: Any) -> tuple[Handover, ...]:
    return tuple(sorted(found, key=lambda one: (-one.n, one.giver, one.taker)))
