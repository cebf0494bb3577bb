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
# What no row fills is left to the marts: they know positions and the next stage themselves.
_LEFT_OUT: Final = frozenset({("visits", "position"), ("visits", "next_stage")})
_FILLED: Final = {
    name: [column for column, _ in columns if (name, column) not in _LEFT_OUT]
    for name, columns in sources.MARTS.items()
}


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
        self.rows = {name: {column: [] for column in columns} for name, columns in _FILLED.items()}

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
            seconds = round(stop.expected_days * 8 * 3600)
            version = self.versions[number]
            row = self.process_id, PROCESS_KEY, version, number, stop.key, place, stop.phase, False, seconds
            self._add("stages", row)

    def _open(self, event: Event) -> None:
        deal, company = self.run.deals[event.number], self.run.company
        rep = company.reps[deal.rep]
        self._case[event.number] = len(self._case)
        self._add("cases", (
            event.number + 1, self.process_id, self.versions[deal.version], company.sources[deal.source].key, "",
            company.products[deal.product][0], self.owners[deal.rep], self.teams[rep.team - 1], deal.customer + 1,
            "person" if deal.private else "company", "", deal.value_minor, "open", None, event.at, None, False,
        ))  # fmt: skip

    def _enter(self, event: Event, before: str, path: int, seq: int) -> None:
        deal = self.run.deals[event.number]
        visits = self.rows["visits"]
        self.last[event.number] = len(visits["visit_id"])
        self._add("visits", (
            len(visits["visit_id"]) + 1, event.number + 1, self.process_id, self.versions[deal.version], event.key, seq,
            event.at, None, "", before, None, None, self._node(path, event.key), self.owners[deal.rep], False, False,
            False, "",
        ))  # fmt: skip

    def _leave(self, event: Event, leaving: str) -> tuple[str, int, int]:
        visits, place = self.rows["visits"], self.last[event.number]
        visits["left_at"][place], visits["leaving"][place] = event.at, leaving
        return visits["stage"][place], visits["path_id"][place], visits["seq"][place]

    def _act(self, event: Event) -> None:
        deal = self.run.deals[event.number]
        outcome = "reached" if event.key == "call" else "done"
        self._add("acts", (
            len(self.rows["acts"]["act_id"]) + 1, event.number + 1, event.at, f"engage.{event.key}", outcome, True,
            self.owners[deal.rep], "",
        ))  # fmt: skip

    def _node(self, parent: int, stage: str) -> int:
        known = self.nodes.get((parent, stage))
        if known is None:
            known = self.nodes[parent, stage] = len(self.nodes) + 1
            depth = self.rows["paths"]["depth"][parent - 1] + 1 if parent else 1
            self._add("paths", (known, parent, self.process_id, stage, depth))
        return known

    def _add(self, mart: str, values: Sequence[Any]) -> None:
        for cells, value in zip(self.rows[mart].values(), values, strict=True):
            cells.append(value)


def _table(name: str, rows: Mapping[str, Sequence[Any]]) -> Any:
    import pyarrow as pa  # noqa: PLC0415 -- heavy library, loaded on first use

    types = {
        "TIMESTAMP": pa.timestamp("s"), "BOOLEAN": pa.bool_(), "BIGINT": pa.int64(), "INTEGER": pa.int64(),
    }  # fmt: skip
    kinds = dict(sources.MARTS[name])
    return pa.table(
        {column: pa.array(cells, types.get(kinds[column], pa.string())) for column, cells in rows.items()}
    )
