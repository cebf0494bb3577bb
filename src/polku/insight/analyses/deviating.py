"""Deals against the version they followed: who fits, what deviates, and what goes with it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, Final

import ibis

from polku.insight.analyses.cohort import cohort, settled, visits
from polku.insight.analyses.paths import Walked, last_visits, places_of, walks
from polku.insight.analyses.shapes import NOT_NEEDED
from polku.insight.analyses.sides import WEIGHED, added, side, sums
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.deviations import BACK, OVERRIDE, Deviation, not_needed_of, of_path
from polku.insight.logic.differences import LEAST, Price, Side, family_wise, p_of_shares, shares_apart
from polku.insight.logic.figures import Share
from polku.insight.logic.findings import Deviating, DeviationPrice, Deviations, WhoDeviates

Allowed = tuple[tuple[str, str], ...]
_SURE: Final = 0.05
_EXACT: Final = 100


def deviations(marts: Marts, f: Filter, allowed: Allowed = ()) -> Deviations:
    """Every way in which deals left the line, most frequent first; `allowed` (code, reason) are held against nobody.

    Judged once per path: a deal's path says what it skipped and where it went back. Overrides stand on its stays.
    Comparable to a skipped stage are deals that got past its place; to a step back, deals that were in the stage it
    started from; to an override, deals that were in that stage. A deal that did not need a stage neither skipped it nor
    is comparable to those that did.
    """
    f = settled(marts, f)
    reasons = dict(allowed)
    rows = visits(marts, f)
    freed = [Deviation.of(code).stage for code in reasons if code.startswith(f"{OVERRIDE}:")]
    past = rows.filter(rows.override.fill_null(ibis.literal(False)))
    deals = _with_overrides(marts, f, past, freed)
    listed = marts.rows(
        deals.group_by("path_id", "version_id", NOT_NEEDED, "passed", "held").agg(**sums(deals))
    )
    judged = _judged(marts, f, [row[:3] for row in listed])
    n = fitting = strictly = 0
    by_deviation: dict[Deviation, list[Side]] = defaultdict(list)
    reached: dict[str, list[Side]] = defaultdict(list)
    for row in listed:
        of, (path, found) = side(row), judged[row[:3]]
        n += of.n
        strictly += of.n if not found and not row[3] else 0
        fitting += of.n if not row[4] and all(one.code in reasons for one in found) else 0
        for one in found:
            by_deviation[one].append(of)
        for stage in path:
            reached[stage].append(of)
    prices = _priced(by_deviation, reached) + _of_overrides(marts, f, past, reached)
    prices.sort(key=lambda one: (-one.n, one.deviation))
    told = tuple(
        DeviationPrice(
            p.deviation, p.n, p.of, p.price, p.deviation.code in reasons, reasons.get(p.deviation.code, "")
        )
        for p in prices
    )
    return Deviations(n, fitting, strictly, told)


def _with_overrides(marts: Marts, f: Filter, past: Any, freed: list[str]) -> Any:
    """Deals by path with two flags: has any override, has one that is not allowed."""
    deals = last_visits(marts, f)
    counted = past.mutate(
        held=1 - past.stage.isin(freed).cast("int64") if freed else past.override.cast("int64")
    )
    by_deal = counted.group_by("case_id").agg(passed=counted.count(), held=counted.held.sum())
    both = deals.left_join(by_deal, "case_id")
    return both.select(
        *WEIGHED,
        "path_id",
        "version_id",
        NOT_NEEDED,
        passed=both.passed.fill_null(0) > 0,
        held=both.held.fill_null(0) > 0,
    )


def _judged(
    marts: Marts, f: Filter, wanted: list[Walked]
) -> Mapping[Walked, tuple[tuple[str, ...], tuple[Deviation, ...]]]:
    """Per way walked: every place up to the farthest one that it got to but what was not needed, and its deviations."""
    paths, places = walks(marts, {path for path, *_ in wanted}), places_of(marts, f)
    found = {}
    for path_id, version_id, listed in set(wanted):
        spared = not_needed_of([listed])
        at = places(version_id)
        farthest = max((at.get(stage, -1) for stage in paths[path_id]), default=-1)
        asked = [stage for stage in at if stage in paths[path_id] or stage not in spared]
        within = [f"/{stage}" for stage in asked if at[stage] < farthest]
        found[path_id, version_id, listed] = (
            (*dict.fromkeys(paths[path_id]), *within),
            of_path(paths[path_id], at, spared),
        )
    return found


def _priced(
    by_deviation: Mapping[Deviation, list[Side]], reached: Mapping[str, list[Side]]
) -> list[DeviationPrice]:
    found = []
    for one, sides in by_deviation.items():
        with_it = added(sides)
        # A skipped stage is compared with deals that got past its place (marked by a stroke before its key).
        comparable = added(reached[one.stage] if one.kind == BACK else reached[f"/{one.stage}"])
        found.append(DeviationPrice(one, with_it.n, comparable.n, Price(with_it, comparable.less(with_it))))
    return found


def _of_overrides(
    marts: Marts, f: Filter, past: Any, reached: Mapping[str, list[Side]]
) -> list[DeviationPrice]:
    deals = last_visits(marts, f).select(*WEIGHED)
    once = past.select("case_id", "stage").distinct().inner_join(deals, "case_id")
    found = []
    for row in marts.rows(once.group_by("stage").agg(**sums(once))):
        with_it = side(row)
        comparable = added(reached[row[0]])
        price = Price(with_it, comparable.less(with_it))
        found.append(DeviationPrice(Deviation(OVERRIDE, row[0]), with_it.n, comparable.n, price))
    return found


def who_deviates(marts: Marts, f: Filter, allowed: Allowed = ()) -> WhoDeviates:
    """Each person's share of deals with each deviation beside everybody else's.

    Nobody is to be named wrongly: the chance that anybody is, among all that is tested, is held to 5 % (Holm).

    Of the deals that could have it, as in `deviations`; overrides are left out, and what is allowed too. A person and
    the rest have 30 such deals at least.
    """
    f = settled(marts, f)
    deals = last_visits(marts, f).inner_join(cohort(marts, f).select("case_id", "owner_id"), "case_id")
    deals = deals.mutate(owner=deals.owner_id.fill_null(0))
    listed = marts.rows(deals.group_by("path_id", "version_id", NOT_NEEDED, "owner").agg(n=deals.count()))
    judged = _judged(marts, f, [row[:3] for row in listed])
    hits: dict[Deviation, Counter[int]] = defaultdict(Counter)
    could: dict[str, Counter[int]] = defaultdict(Counter)
    for *walked, owner, n in listed:
        path, found = judged[walked[0], walked[1], walked[2]]
        for one in found:
            hits[one][owner] += n
        for stage in path:
            could[stage][owner] += n
    held = dict(allowed)
    tested: list[tuple[Deviation, int, int, int, int, int]] = []
    for one, by_owner in sorted(hits.items()):
        of = could[one.stage if one.kind == BACK else f"/{one.stage}"]
        k, n = by_owner.total(), of.total()
        if one.code not in held:
            large = [owner for owner in sorted(of) if owner and min(of[owner], n - of[owner]) >= LEAST]
            tested += [(one, owner, by_owner[owner], of[owner], k, n) for owner in large]
    p_values = [p_of_shares(k1, n1, k - k1, n - n1, exact_below=_EXACT) for _, _, k1, n1, k, n in tested]
    people = []
    for (one, owner, k1, n1, k, n), p, q in zip(tested, p_values, family_wise(p_values), strict=True):
        gap = shares_apart(k1, n1, k - k1, n - n1)
        mine, rest = Share(k1, n1), Share(k - k1, n - n1)
        people.append(Deviating(owner, one, mine, rest, gap, gap.value * n1, p, q))
    people.sort(key=lambda one: (one.q > _SURE or one.extra < 0, -one.extra, one.owner, one.deviation))
    return WhoDeviates(sum(row[4] for row in listed), len(tested), tuple(people))


def of_case(marts: Marts, f: Filter, case_id: int) -> tuple[Deviation, ...]:
    """The deviations of one deal, in the order of its path, overrides last; empty for a deal out of reach."""
    rows = visits(marts, f)
    own = rows.filter(rows.case_id == case_id)
    listed = marts.rows(
        own.select(
            "path_id",
            "version_id",
            "is_last",
            "override",
            stage=own.stage.cast("string"),
            seq=own.seq,
            spared=own.not_needed.cast("string").fill_null(""),
        )
    )
    spared = not_needed_of(row[6] for row in listed)
    found: dict[Deviation, None] = {}
    for path_id, version_id, is_last, *_rest in listed:
        if is_last and path_id is not None:
            at = places_of(marts, f)(version_id)
            found |= dict.fromkeys(of_path(walks(marts, [path_id])[path_id], at, spared))
    passed = [row[4] for row in sorted(listed, key=lambda row: row[5]) if row[3]]
    return (*found, *(Deviation(OVERRIDE, stage) for stage in dict.fromkeys(passed)))
