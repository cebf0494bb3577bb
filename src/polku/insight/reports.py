"""The figures as reports: a table, and the plain values that the command line and the API give alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from polku.insight import queries
from polku.insight.filters import Filter
from polku.insight.logic import answers, tables
from polku.insight.logic.asked import Asked
from polku.insight.logic.passing import FINDING
from polku.insight.logic.tables import Table
from polku.insight.sights import SIGHTS, Sight, answer
from polku.kernel.errors import Invalid, Message, gettext_noop

Made = tuple[Table, dict[str, Any]]


@dataclass(frozen=True)
class Report:
    """A report by name, what it says, and how it is made; a finding may be asked more (`asks` of `Asked`)."""

    name: str
    about: str
    made: Callable[[Filter, datetime], Made]
    sight: Sight | None = None

    @property
    def asks(self) -> tuple[str, ...]:
        """What it heeds beside the filter."""
        return self.sight.asks if self.sight else ()

    def make(self, f: Filter, now: datetime, asked: Asked | None = None) -> Made:
        """The table and the plain values."""
        if self.sight is None or asked is None:
            return self.made(f, now)
        return _seen(self.sight, f, now, asked)


def checked(f: Filter, *, report: str = "") -> Filter:
    """The filter, if its process is one that is published, its phases are on the line and the report knows them.

    Raises: Invalid, naming what there is.
    """
    known = [key for key, _ in queries.processes(f.scope)]
    if f.process and f.process not in known:
        message = gettext_noop("No process “%(process)s” is published; there are: %(known)s.")
        told = Message(message, process=f.process[:60], known=", ".join(known) or "–")
        raise Invalid(told, field="process", code="unknown_process")
    if f.phases:
        _check_phases(f, report)
    return f


def _check_phases(f: Filter, report: str) -> None:
    if not queries.knows_phases(report):
        said = Message(gettext_noop("This report is of the whole line; it can't be asked for a phase."))
        raise Invalid(said, field="phase", code="whole_line")
    on_line = queries.phases(f)
    if unknown := [phase for phase in f.phases if phase not in (*on_line, FINDING)]:
        message = gettext_noop("The process has no phase “%(phase)s”; there are: %(known)s.")
        told = Message(message, phase=unknown[0][:60], known=", ".join(on_line) or "–")
        raise Invalid(told, field="phase", code="unknown_phase")


def _seen(sight: Sight, f: Filter, now: datetime, asked: Asked) -> Made:
    seen = sight.see(f, now, asked)
    return seen.table, answer(seen)


def _of_sight(sight: Sight) -> Report:
    def made(f: Filter, now: datetime) -> Made:
        return _seen(sight, f, now, Asked())

    return Report(sight.name, sight.about, made, sight)


def _funnel(f: Filter, now: datetime) -> Made:
    found = queries.funnel(f)
    return tables.funnel(found), answers.funnel(found, queries.stage_time(f, now))


def _stage_time(f: Filter, now: datetime) -> Made:
    found = queries.stage_time(f, now)
    return tables.stage_time(found), answers.stage_time(found)


def _time_to_win(f: Filter, now: datetime) -> Made:
    found = queries.time_to_win(f, now)
    answer = answers.time_to_win(found)
    columns = (tables.Column("figure", "Figure", "text"), tables.Column("value", "Value", "text"))
    rows = tuple((key, value) for key, value in answer.items() if key != "quantiles")
    return Table("time-to-win", found.of, columns, rows), answer


def _sources(f: Filter, now: datetime) -> Made:
    found = queries.by(f, "source")
    return tables.breakdown(found), answers.sources(found)


def _variants(f: Filter, now: datetime) -> Made:
    found = queries.variants(f)
    return tables.variants(found), answers.variants(found)


def _moves(f: Filter, now: datetime) -> Made:
    found = queries.moves(f)
    return tables.moves(found), answers.moves(found)


def _dropout(f: Filter, now: datetime) -> Made:
    found = queries.dropout(f)
    return tables.dropout(found), answers.dropout(found)


_ALL: Final = (
    Report("funnel", "Reached, moved on, lost, still there, per stage; open and lost deals kept.", _funnel),
    Report("stage-time", "Time in each stage by Kaplan-Meier, deals still there censored.", _stage_time),
    Report(
        "time-to-win",
        "From opening to winning: the median of wins and the one over all deals.",
        _time_to_win,
    ),
    Report("sources", "Deals and won share by source, with the 95 % interval (Wilson).", _sources),
    Report("variants", "Sequences of stages as walked, most frequent first.", _variants),
    Report("moves", "Steps from stage to stage, most frequent first, and the time before each.", _moves),
    Report("dropout", "Where deals leave the line, how and why.", _dropout),
)
REPORTS: Final[Mapping[str, Report]] = {
    one.name: one for one in (*_ALL, *(_of_sight(sight) for sight in SIGHTS.values()))
}
