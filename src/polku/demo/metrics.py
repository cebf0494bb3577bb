"""The sink of proofs and measurements: events of a simulation as the marts of insight, without a database."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from polku.demo.logic.simulation import Event, Run, told
from polku.demo.logic.simulation.clock import moment
from polku.insight import sources
from polku.kernel.calendars import DEFAULT, WorkingCalendar

PROCESS_ID: Final = 1
PROCESS_KEY: Final = "simulated"


def tables(
    run: Run,
    *,
    calendar: WorkingCalendar = DEFAULT,
    owners: Sequence[int] = (),
    teams: Sequence[int] = (),
    process_id: int = PROCESS_ID,
    versions: Mapping[int, int] | None = None,
    acts: bool = True,
) -> dict[str, Any]:
    """Every mart as an Arrow table, for `insight.engine.Engine.load`.

    People, teams and versions have the ids given for their places and numbers, else their places (from 1) and numbers.
    Without `acts` that mart stays empty, which takes half the time.
    """
    ids = versions or {one.number: one.number for one in run.company.editions}
    people = owners or range(1, len(run.company.reps) + 1)
    known = teams or range(1, len({rep.team for rep in run.company.reps}) + 1)
    written = _Written(run, people, known, process_id, ids)
    for event in told(run):
        if acts or event.what != "act":
            written.take(event)
    written.work(calendar)
    return {name: _table(name, rows) for name, rows in written.rows.items()}


@dataclass
class _Written:
    """Rows of the marts by column, as they grow with the events."""

    run: Run
    owners: Sequence[int]
    teams: Sequence[int]
    process_id: int
    versions: Mapping[int, int]
    rows: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    nodes: dict[tuple[int, str], int] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)
    """The place of each deal's newest visit."""

    def __post_init__(self) -> None:
        self.rows = {name: {column: [] for column, _ in columns} for name, columns in sources.MARTS.items()}

    def take(self, event: Event) -> None:
        """Write what follows from an event."""
        if event.what == "published":
            self._publish(event.number)
        elif event.what == "act":
            self._act(event)
        elif event.what == "opened":
            self._open(event)
            self._enter(event, "", 0, 0)
        elif event.what == "moved":
            stage, path, seq = self._leave(event, "moved")
            self._enter(event, stage, path, seq + 1)
        else:
            self._leave(event, event.key)
            cases = self.rows["cases"]
            place = self._case[event.number]
            cases["outcome"][place], cases["closed_at"][place] = event.key, event.at
            cases["reason"][place] = json.dumps([event.reason] if event.reason else [])

    def work(self, calendar: WorkingCalendar) -> None:
        """Fill the working and calendar seconds of the finished stays."""
        visits = self.rows["visits"]
        done = [place for place, left in enumerate(visits["left_at"]) if left is not None]
        pairs = [(moment(visits["entered_at"][place]), moment(visits["left_at"][place])) for place in done]
        worked = calendar.working_seconds_many(pairs)
        for place, seconds in zip(done, worked, strict=True):
            visits["working_seconds"][place] = seconds
            visits["calendar_seconds"][place] = visits["left_at"][place] - visits["entered_at"][place]

    _case: dict[int, int] = field(default_factory=dict)

    def _publish(self, number: int) -> None:
        for place, stop in enumerate(self.run.company.stops):
            self._add(
                "stages", process_id=self.process_id, process_key=PROCESS_KEY,
                version_id=self.versions[number], number=number, key=stop.key, position=place, phase=stop.phase,
                after_win=False, expected_seconds=round(stop.expected_days * 8 * 3600),
            )  # fmt: skip

    def _open(self, event: Event) -> None:
        deal, company = self.run.deals[event.number], self.run.company
        rep = company.reps[deal.rep]
        self._case[event.number] = len(self._case)
        self._add(
            "cases", case_id=event.number + 1, process_id=self.process_id, version_id=self.versions[deal.version],
            source=company.sources[deal.source].key, campaign="", product=company.products[deal.product][0],
            owner_id=self.owners[deal.rep], team_id=self.teams[rep.team - 1], customer_id=deal.customer + 1,
            customer_kind="person" if deal.private else "company", value_company_minor=deal.value_minor,
            outcome="open", opened_at=event.at, voided=False,
        )  # fmt: skip

    def _enter(self, event: Event, before: str, path: int, seq: int) -> None:
        deal = self.run.deals[event.number]
        visits = self.rows["visits"]
        self.last[event.number] = len(visits["visit_id"])
        self._add(
            "visits", visit_id=len(visits["visit_id"]) + 1, case_id=event.number + 1, process_id=self.process_id,
            version_id=self.versions[deal.version], stage=event.key, seq=seq, entered_at=event.at, leaving="",
            previous_stage=before, path_id=self._node(path, event.key), by_id=self.owners[deal.rep], history=False,
            automatic=False, override=False,
        )  # fmt: skip

    def _leave(self, event: Event, leaving: str) -> tuple[str, int, int]:
        visits, place = self.rows["visits"], self.last[event.number]
        visits["left_at"][place], visits["leaving"][place] = event.at, leaving
        return visits["stage"][place], visits["path_id"][place], visits["seq"][place]

    def _act(self, event: Event) -> None:
        deal = self.run.deals[event.number]
        self._add(
            "acts", act_id=len(self.rows["acts"]["act_id"]) + 1, case_id=event.number + 1, at=event.at,
            kind=f"engage.{event.key}", outcome="reached" if event.key == "call" else "done", took_place=True,
            by_id=self.owners[deal.rep], reaction="",
        )  # fmt: skip

    def _node(self, parent: int, stage: str) -> int:
        known = self.nodes.get((parent, stage))
        if known is None:
            known = self.nodes[parent, stage] = len(self.nodes) + 1
            depth = self.rows["paths"]["depth"][parent - 1] + 1 if parent else 1
            self._add(
                "paths", id=known, parent_id=parent, process_id=self.process_id, stage=stage, depth=depth
            )
        return known

    def _add(self, mart: str, **values: Any) -> None:
        for column, cells in self.rows[mart].items():
            cells.append(values.get(column))


def _table(name: str, rows: Mapping[str, Sequence[Any]]) -> Any:
    import pyarrow as pa  # noqa: PLC0415 -- heavy library, loaded on first use

    types = {
        "TIMESTAMP": pa.timestamp("s"), "BOOLEAN": pa.bool_(), "BIGINT": pa.int64(), "INTEGER": pa.int64(),
    }  # fmt: skip
    # What no row fills is left to the marts: they know positions and the next stage themselves.
    return pa.table(
        {
            column: pa.array(rows[column], types.get(kind, pa.string()))
            for column, kind in sources.MARTS[name]
            if column not in ("position", "next_stage") or name == "stages"
        }
    )
