"""Every figure as a table: what pages show beside a chart, what CSV and XLSX hold, what the command line prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from polku.insight.logic import figures
from polku.kernel.errors import gettext_noop

Value = str | int | float | None
HOUR: Final = 3600


@dataclass(frozen=True)
class Column:
    """A column: its key in files, its heading, and what its values are.

    `kind` is text, stage, key (a value of the table's dimension), count, share, hours, days, minor (money of the
    company in minor units) how (an outcome), reason, path, flag, day, act, owner, role, group (of the row's `kind`),
    value (of the row's `attribute`), deviation, shape, delivery, points (a difference of shares), apart (a difference
    of numbers), score (1 to 5) or chance. `drill` names the rows behind each count; `few` says that nothing there means
    too few to say.
    """

    key: str
    label: str
    kind: str = "count"
    drill: str = ""
    few: bool = False


@dataclass(frozen=True)
class Table:
    """A figure in rows. `n` is what it was counted over.

    `handles` name for each row what its drills need: (stage, other).
    """

    name: str
    n: int
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    handles: tuple[tuple[str, str], ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns' keys: the header of a CSV file."""
        return tuple(column.key for column in self.columns)


_STAGE: Final = Column("stage", gettext_noop("Stage"), "stage")
_SHARE: Final = (
    Column("share", gettext_noop("Share"), "share"),
    Column("low", gettext_noop("95 % from"), "share"),
    Column("high", gettext_noop("95 % to"), "share"),
)


def funnel(found: figures.Funnel) -> Table:
    """The funnel, a row per stage."""
    columns = (
        _STAGE,
        Column("reached", gettext_noop("Reached"), drill="reached"),
        Column("advanced", gettext_noop("Moved on"), drill="advanced"),
        *_SHARE,
        Column("back", gettext_noop("Went back"), drill="back"),
        Column("lost", gettext_noop("Lost"), drill="lost"),
        Column("paused", gettext_noop("Paused"), drill="paused"),
        Column("no_decision", gettext_noop("No decision"), drill="no_decision"),
        Column("open", gettext_noop("Still there"), drill="open"),
        Column("won", gettext_noop("Won in the end"), drill="won"),
        Column("skipped", gettext_noop("Skipped"), drill="skipped"),
    )
    rows = [
        (
            s.key, s.reached, s.advanced, *_interval(found.moved_on(s)), s.back, s.lost, s.paused, s.no_decision,
            s.open, s.won, s.skipped,
        )
        for s in found.rows
    ]  # fmt: skip
    return Table("funnel", found.n, columns, tuple(rows))


def stage_time(found: figures.StageTimes) -> Table:
    """Time in stage, a row per stage."""
    columns = (
        _STAGE,
        Column("visits", gettext_noop("Stays"), drill="reached"),
        Column("undated", gettext_noop("Without dates")),
        Column("n", gettext_noop("Timed")),
        Column("ended", gettext_noop("Of them ended")),
        Column("median_working_hours", gettext_noop("Half within, working time"), "hours"),
        Column("p90_working_hours", gettext_noop("90 % within, working time"), "hours"),
        Column("median_calendar_hours", gettext_noop("Half within, calendar time"), "hours"),
        Column("p90_calendar_hours", gettext_noop("90 % within, calendar time"), "hours"),
    )
    rows = [
        (
            s.key, s.visits, s.undated, s.working.n, s.working.ended, in_hours(s.working.median),
            in_hours(s.working.p90), in_hours(s.calendar.median), in_hours(s.calendar.p90),
        )
        for s in found.stages
    ]  # fmt: skip
    return Table("stage-time", sum(s.visits for s in found.stages), columns, tuple(rows))


def time_to_win(found: figures.TimeToWin) -> Table:
    """Time to win, a row per share of deals."""
    columns = (
        Column("share", gettext_noop("Share of all deals"), "share"),
        Column("days", gettext_noop("Won within, days"), "days"),
    )
    return Table("time-to-win", found.of, columns, tuple((s, rounded(days)) for s, days in found.quantiles))


def breakdown(found: figures.Breakdown) -> Table:
    """The cohort by a dimension, a row per value."""
    columns = (
        Column(found.dimension, LABELS[found.dimension], "key"),
        Column("n", gettext_noop("Deals"), drill="cohort"),
        Column("won", gettext_noop("Won"), drill="won"),
        *_SHARE,
        Column("lost", gettext_noop("Lost")),
        Column("open", gettext_noop("Open")),
        Column("won_value_minor", gettext_noop("Won value"), "minor"),
    )
    rows = [
        (g.key, g.n, g.won, *_interval(g.won_share), g.lost, g.open, g.won_value_minor) for g in found.groups
    ]
    return Table(found.dimension, found.n, columns, tuple(rows))


LABELS: Final = {
    "source": gettext_noop("Source"),
    "campaign": gettext_noop("Campaign"),
    "product": gettext_noop("Product"),
    "owner": gettext_noop("Owner"),
    "team": gettext_noop("Team"),
    "version": gettext_noop("Process version at the start"),
    "customer_kind": gettext_noop("Kind of customer"),
    "segment": gettext_noop("Segment"),
    "period": gettext_noop("Month of opening"),
}


def dropout(found: figures.DropOut) -> Table:
    """Drop-out, a row per stage, ending and reason."""
    columns = (
        _STAGE,
        Column("outcome", gettext_noop("How"), "outcome"),
        Column("reason", gettext_noop("Reason"), "reason"),
        Column("n", gettext_noop("Deals"), drill="reason"),
    )
    return Table(
        "dropout", found.n, columns, tuple((r.stage, r.outcome, r.reason, r.n) for r in found.reasons)
    )


def variants(found: figures.Variants) -> Table:
    """Variants, a row per sequence."""
    columns = (
        Column("path", gettext_noop("Stages in order"), "path"),
        Column("n", gettext_noop("Deals"), drill="variant"),
        Column("share_of_all", gettext_noop("Share of all"), "share"),
        Column("won", gettext_noop("Won")),
    )
    rows = [(" > ".join(v.path), v.n, v.n / found.n, v.won) for v in found.variants]
    return Table("variants", found.n, columns, tuple(rows))


def moves(found: figures.Moves) -> Table:
    """Moves, a row per step."""
    columns = (
        _STAGE,
        Column("next_stage", gettext_noop("Next stage"), "stage"),
        Column("n", gettext_noop("Times"), drill="move"),
        Column("median_working_hours", gettext_noop("Median before it, working time"), "hours"),
        Column("median_calendar_hours", gettext_noop("Median before it, calendar time"), "hours"),
        Column("forward", gettext_noop("Forward"), "flag"),
    )
    rows = [
        (
            m.stage, m.next_stage, m.n, in_hours(m.median_working_seconds), in_hours(m.median_calendar_seconds),
            int(m.forward),
        )
        for m in found.moves
    ]  # fmt: skip
    return Table("moves", found.n, columns, tuple(rows))


def conformance(found: figures.Conformance) -> Table:
    """How visits came about, a row per stage."""
    columns = (
        _STAGE,
        Column("visits", gettext_noop("Stays"), drill="reached"),
        Column("automatic", gettext_noop("By itself"), drill="automatic"),
        Column("override", gettext_noop("Past a criterion"), drill="override"),
        Column("history", gettext_noop("Imported"), drill="history"),
        Column("back", gettext_noop("Steps back"), drill="went_back"),
        Column("repeats", gettext_noop("Repeated"), drill="repeated"),
        Column("skipped", gettext_noop("Skipped"), drill="skipped"),
    )
    rows = [
        (s.stage, s.visits, s.automatic, s.override, s.history, s.back, s.repeats, s.skipped)
        for s in found.stages
    ]
    return Table("conformance", found.n, columns, tuple(rows))


def volume(found: Iterable[figures.Volume]) -> Table:
    """Volume, a row per month."""
    listed = tuple(found)
    columns = (
        Column("month", gettext_noop("Month"), "text"),
        Column("opened", gettext_noop("Opened")),
        Column("won", gettext_noop("Won")),
        Column("lost", gettext_noop("Lost")),
        Column("won_value_minor", gettext_noop("Won value"), "minor"),
    )
    rows = tuple((v.month, v.opened, v.won, v.lost, v.won_value_minor) for v in listed)
    return Table("volume", sum(v.opened for v in listed), columns, rows)


def in_hours(seconds: float | None) -> float | None:
    """Seconds as hours for a file, to the second decimal."""
    return None if seconds is None else round(seconds / HOUR, 2)


def rounded(value: float | None) -> float | None:
    """A number of days for a file: four decimals are nine seconds."""
    return None if value is None else round(value, 4)


def _interval(share: figures.Share | None) -> tuple[float | None, float | None, float | None]:
    if share is None or share.share is None:
        return None, None, None
    return round(share.share, 6), round(share.low, 6), round(share.high, 6)
