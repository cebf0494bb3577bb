"""Made companies: a log in plain Python, as Arrow tables for the engine, and counted by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from polku.insight import marts, sources
from polku.kernel.calendars import DEFAULT

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
STAGES = ("find", "qualify", "offer", "close", "deliver")
WON = ("won", "upgraded")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Visit:
    """One stay; `days` is None where the source gives no dates."""

    stage: str
    leaving: str = "moved"
    days: float | None = 1.0
    override: bool = False
    automatic: bool = False
    history: bool = False
    not_needed: str = ""


@dataclass(frozen=True)
class Case:
    """One deal: where it went, from when on, and how it ended."""

    visits: tuple[Visit, ...]
    opened_at: datetime | None = NOW - 30 * DAY
    outcome: str = "open"
    source: str = "web"
    product: str = ""
    owner_id: int | None = 1
    team_id: int = 1
    version_id: int = 1
    process_id: int = 1
    value: int | None = 1000
    reason: str = ""
    voided: bool = False
    closed_at: datetime | None = None
    customer_kind: str = "company"
    customer_id: int | None = None
    campaign: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def walk(*steps: str, end: str = "", days: float = 1.0, **given: Any) -> Case:
    """A deal that walked these stages, a day in each, and ended at the last in a way ('' = still there)."""
    visits = [Visit(step, days=days) for step in steps[:-1]] + [Visit(steps[-1], end, days=days)]
    outcome = end or "open"
    opened = given.pop("opened_at", NOW - 30 * DAY)
    closed = (
        opened + timedelta(days=days) * len(steps)
        if end in (*WON, "lost", "no_decision") and opened
        else None
    )
    return Case(tuple(visits), opened, outcome, closed_at=given.pop("closed_at", closed), **given)


def timed(case: Case) -> list[tuple[datetime | None, datetime | None]]:
    """When each stay began and ended."""
    moment, found = case.opened_at, []
    for visit in case.visits:
        if moment is None or visit.days is None:
            found.append((None, None))
            continue
        ends = None if visit.leaving == "" else moment + timedelta(days=visit.days)
        found.append((moment, ends))
        moment = ends or moment
    return found


def visit_rows(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Rows of the visits mart."""
    rows, nodes = [], _nodes(cases)
    for number, case in enumerate(cases, 1):
        walked: tuple[str, ...] = ()
        for place, (visit, (entered, left)) in enumerate(zip(case.visits, timed(case), strict=True)):
            walked = (*walked, visit.stage)
            timed_here = entered is not None and left is not None and visit.leaving != "mapped"
            rows.append(
                {
                    "visit_id": len(rows) + 1,
                    "case_id": number,
                    "process_id": case.process_id,
                    "version_id": case.version_id,
                    "stage": visit.stage,
                    "position": STAGES.index(visit.stage),
                    "seq": place,
                    "entered_at": _naive(entered),
                    "left_at": _naive(left),
                    "leaving": visit.leaving,
                    "previous_stage": case.visits[place - 1].stage if place else "",
                    "working_seconds": DEFAULT.working_seconds(entered, left) if timed_here else None,
                    "calendar_seconds": int((left - entered).total_seconds()) if timed_here else None,
                    "path_id": nodes[case.process_id, walked],
                    "by_id": case.owner_id,
                    "history": visit.history,
                    "automatic": visit.automatic,
                    "override": visit.override,
                    "not_needed": visit.not_needed,
                }
            )
    return rows


def case_rows(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Rows of the cases mart."""
    return [
        {
            "case_id": number,
            "process_id": case.process_id,
            "version_id": case.version_id,
            "source": case.source,
            "campaign": case.campaign,
            "product": case.product,
            "owner_id": case.owner_id,
            "team_id": case.team_id,
            "customer_id": case.customer_id or number,
            "customer_kind": case.customer_kind,
            "value_company_minor": case.value,
            "outcome": case.outcome,
            "reason": case.reason,
            "opened_at": _naive(case.opened_at),
            "closed_at": _naive(case.closed_at),
            "voided": case.voided,
        }
        for number, case in enumerate(cases, 1)
    ]


def path_rows(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Rows of the paths mart."""
    nodes = _nodes(cases)
    return [
        {
            "id": node,
            "parent_id": nodes.get((process, walked[:-1]), 0),
            "process_id": process,
            "stage": walked[-1],
            "depth": len(walked),
        }
        for (process, walked), node in nodes.items()
    ]


def stage_rows(expected: int | None = 16 * 3600) -> list[dict[str, Any]]:
    """One published version of the five stages."""
    return [
        {
            "process_id": 1,
            "process_key": "made",
            "version_id": 1,
            "number": 1,
            "key": key,
            "position": place,
            "phase": key,
            "after_win": key == "deliver",
            "expected_seconds": expected,
        }
        for place, key in enumerate(STAGES)
    ]


def tables(cases: Sequence[Case]) -> dict[str, Any]:
    """The four marts as Arrow tables."""
    rows = {
        "visits": visit_rows(cases),
        "cases": case_rows(cases),
        "paths": path_rows(cases),
        "stages": stage_rows(),
        "acts": [],
    }
    return {name: table(name, rows.get(name, [])) for name in marts.ORDER}


def table(name: str, rows: Sequence[dict[str, Any]]) -> Any:
    """Rows of a mart as an Arrow table of its declared types."""
    types = {
        "TIMESTAMP": pa.timestamp("us"),
        "BOOLEAN": pa.bool_(),
        "BIGINT": pa.int64(),
        "INTEGER": pa.int64(),
    }
    return pa.table(
        {
            column: pa.array([row.get(column) for row in rows], types.get(kind, pa.string()))
            for column, kind in sources.MARTS[name]
        }
    )


def _nodes(cases: Sequence[Case]) -> dict[tuple[int, tuple[str, ...]], int]:
    nodes: dict[tuple[int, tuple[str, ...]], int] = {}
    for case in cases:
        walked = tuple(visit.stage for visit in case.visits)
        for depth in range(1, len(walked) + 1):
            nodes.setdefault((case.process_id, walked[:depth]), len(nodes) + 1)
    return nodes


def _naive(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None)


# Counted by hand: the slow and obvious way.


def last_visits(case: Case) -> dict[str, tuple[int, Visit]]:
    """Of each stage the deal's last stay there."""
    return {visit.stage: (place, visit) for place, visit in enumerate(case.visits)}


def place(stage: str) -> int:
    """Where a stage is on the line."""
    return STAGES.index(stage)


def funnel(cases: Sequence[Case]) -> dict[str, Counter[str]]:
    """What became of the deals at each stage."""
    counts: dict[str, Counter[str]] = {stage: Counter() for stage in STAGES}
    for case in (case for case in cases if not case.voided):
        visited = [place(visit.stage) for visit in case.visits]
        spared = {stage for visit in case.visits for stage in visit.not_needed.split(",")}
        for stage in STAGES:
            if (
                place(stage) not in visited
                and stage not in spared
                and min(visited) < place(stage) < max(visited)
            ):
                counts[stage]["skipped"] += 1
        for stage, (at, visit) in last_visits(case).items():
            counts[stage]["reached"] += 1
            counts[stage]["won"] += case.outcome in WON
            if visit.leaving == "moved":
                forward = visited[at + 1] > visited[at]
                counts[stage]["advanced" if forward else "back"] += 1
            else:
                counts[stage][{"": "open", "won": "advanced"}.get(visit.leaving, visit.leaving)] += 1
    return counts


def stays(
    cases: Sequence[Case], stage: str, *, working: bool, until: datetime = NOW
) -> list[tuple[float, bool]]:
    """(seconds, ended) of all dated stays in a stage."""
    found = []
    for case in (case for case in cases if not case.voided):
        for visit, (entered, left) in zip(case.visits, timed(case), strict=True):
            if visit.stage == stage and entered is not None:
                end = left or until
                seconds = (
                    DEFAULT.working_seconds(entered, end) if working else (end - entered).total_seconds()
                )
                found.append((max(0, seconds), visit.leaving != ""))
    return found


def steps(cases: Sequence[Case]) -> dict[tuple[str, str], tuple[int, float | None]]:
    """Moves with count and plain median of calendar seconds."""
    found: dict[tuple[str, str], list[float | None]] = {}
    for case in (case for case in cases if not case.voided):
        stayed = timed(case)
        for at, visit in enumerate(case.visits[:-1]):
            entered, left = stayed[at]
            seconds = (left - entered).total_seconds() if entered and left else None
            found.setdefault((visit.stage, case.visits[at + 1].stage), []).append(seconds)
    return {
        pair: (len(all_), median(known) if (known := [s for s in all_ if s is not None]) else None)
        for pair, all_ in found.items()
    }


def sequences(cases: Sequence[Case]) -> Counter[tuple[str, ...]]:
    """Whole paths."""
    return Counter(tuple(visit.stage for visit in case.visits) for case in cases if not case.voided)


@st.composite
def logs(draw: st.DrawFn) -> list[Case]:
    """A log of up to 40 deals that go forward, back, skip, end and come without dates."""
    cases = []
    for _ in range(draw(st.integers(1, 40))):
        stops = draw(st.lists(st.sampled_from(STAGES), min_size=1, max_size=6))
        stops = [stop for at, stop in enumerate(stops) if at == 0 or stop != stops[at - 1]]
        end = draw(st.sampled_from(["", "", "lost", "won", "paused", "no_decision"]))
        dated = draw(st.integers(0, 5)) > 0
        days = [draw(st.sampled_from([0.0, 0.5, 1.0, 1.25, 3.0, 10.0])) if dated else None for _ in stops]
        visits = [
            Visit(
                stop,
                "moved" if at < len(stops) - 1 else end,
                days[at],
                draw(st.integers(0, 9)) == 0,
                not_needed=draw(st.sampled_from(["", ",".join(passed)]))
                if at and (passed := STAGES[place(stops[at - 1]) + 1 : place(stop)])
                else "",
            )
            for at, stop in enumerate(stops)
        ]
        cases.append(
            Case(
                tuple(visits),
                NOW - draw(st.integers(60, 90)) * DAY if dated else None,
                end or "open",
                team_id=draw(st.integers(1, 3)),
                owner_id=draw(st.sampled_from([1, 2, 3, None])),
                source=draw(st.sampled_from(["web", "fair", ""])),
                voided=draw(st.integers(0, 9)) == 0,
            )
        )
    return cases
