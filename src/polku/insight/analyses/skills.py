"""What each seller does better or worse than the others, stage by stage."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from polku.insight.analyses.causes import band_of
from polku.insight.analyses.cohort import LOST, cohort, onward, settled
from polku.insight.analyses.parts import part_of
from polku.insight.analyses.sides import hardly_lost
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.differences import LEAST, false_discovery
from polku.insight.logic.figures import Share
from polku.insight.logic.skills import Skill, Skills, beside

_Stratum = tuple[str, ...]
_Counts = dict[_Stratum, tuple[int, int]]


def skills(marts: Marts, f: Filter) -> Skills:
    """Each owner at each stage beside the others with like deals; false discoveries held to 5 %.

    Of the deals whose last stay at a stage ended in a move on or in a loss, the share that moved on, as it would be
    with the others' mix of source, product and quarter of the value. A person and the others have 30 such deals at
    least, and half of the others' deals are like some of the person's, or nothing is said; nor where losses are hardly
    ever written down. A deal counts for its present owner. Of a part of the line, its stages alone.
    """
    f = settled(marts, f)
    counted = _counted(marts, f)
    if (part := part_of(marts, f)) is not None:
        counted = {stage: people for stage, people in counted.items() if stage in part.stages}
    is_said = not hardly_lost(marts, f)
    tested = [one for stage, people in counted.items() for one in _at(stage, people)] if is_said else []
    rates = false_discovery([one.beside.p for one in tested])
    found = [replace(one, q=q) for one, q in zip(tested, rates, strict=True)]
    found.sort(
        key=lambda one: (not one.is_finding, -abs(one.beside.apart) * one.moved.n, one.stage, one.person)
    )
    deals = cohort(marts, f)
    (n,) = marts.rows(deals.agg(n=deals.owner_id.count()))[0]
    return Skills(n, len({one.person for one in found}), is_said, tuple(found))


def _counted(marts: Marts, f: Filter) -> dict[str, dict[int, _Counts]]:
    """Moved on and judged by stage, owner and stratum; by the shapes of walks, as nothing here needs a clock."""
    shapes = marts.shapes
    ended = shapes.filter(shapes.last_of_stage, onward(shapes) | shapes.leaving.isin(LOST))
    ended = ended.select("shape_id", stage=ended.stage.cast("string"), moved=onward(ended))
    cases = cohort(marts, f)
    cases = cases.filter(cases.owner_id.notnull())
    cases = cases.select(
        "shape_id",
        "owner_id",
        source=cases.source.cast("string").fill_null(""),
        product=cases["product"].cast("string").fill_null(""),
        band=band_of(marts, cases),
    )
    names = ("owner_id", "source", "product", "band")
    rows = ended.inner_join(cases.group_by("shape_id", *names).agg(deals=cases.count()), "shape_id")
    summed = rows.group_by("stage", *names).agg(k=rows.deals.sum(where=rows.moved), n=rows.deals.sum())
    found: dict[str, dict[int, _Counts]] = defaultdict(lambda: defaultdict(dict))
    for stage, owner, *stratum, k, n in marts.rows(summed):
        found[stage][owner][tuple(stratum)] = (k or 0, n)
    return found


def _at(stage: str, people: dict[int, _Counts]) -> list[Skill]:
    """Everybody at a stage of whom enough is known."""
    strata = sorted({key for counts in people.values() for key in counts})
    whole = [_added([counts.get(key, (0, 0)) for counts in people.values()]) for key in strata]
    found = []
    for person, counts in sorted(people.items()):
        mine = [counts.get(key, (0, 0)) for key in strata]
        others = [(k - own[0], n - own[1]) for (k, n), own in zip(whole, mine, strict=True)]
        own, rest = _added(mine), _added(others)
        apart = beside(mine, others) if own[1] >= LEAST and rest[1] >= LEAST else None
        if apart is not None:
            found.append(Skill(person, stage, Share(*own), apart, 1.0))
    return found


def _added(counts: list[tuple[int, int]]) -> tuple[int, int]:
    return sum(k for k, _ in counts), sum(n for _, n in counts)
