"""The queue of Today, put together from what the domains report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from polku.access.logic import Actor
from polku.access.queries import users
from polku.ui import registry
from polku.ui.registry import TodayRow

SHOWN = 200
_FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Kind:
    """A chip above the queue: the rows of one act."""

    name: str
    rows: int
    is_chosen: bool


@dataclass(frozen=True)
class Queue:
    """What waits for a person, in order, and the kinds it is of."""

    rows: list[TodayRow]
    kinds: list[Kind]
    total: int
    kind: str
    folded: list[TodayRow] = field(default_factory=list)

    @classmethod
    def load(cls, actor: Actor, at: datetime, *, kind: str = "") -> Queue:
        """Ask every source this person may see; the work of other desks is folded away."""
        rows, folded = _parted(actor, at)
        counts = Counter(_kind(row) for row in rows if _kind(row))
        chosen = kind if kind in counts else ""
        shown = sorted((row for row in rows if chosen in ("", _kind(row))), key=_urgency)
        kinds = [Kind(name, count, name == chosen) for name, count in counts.most_common()]
        folded = [] if chosen else sorted(folded, key=_urgency)[:SHOWN]
        return cls(shown[:SHOWN], kinds, len(rows), chosen, folded)

    @property
    def first_brief(self) -> str:
        """The brief shown before any row is chosen."""
        return next((row.brief_url for row in self.rows if row.brief_url), "")

    @property
    def has_briefs(self) -> bool:
        """Whether a place beside the queue is needed."""
        return bool(self.first_brief)


def _parted(actor: Actor, at: datetime) -> tuple[list[TodayRow], list[TodayRow]]:
    """Rows of this person, and those of a desk at which somebody else sits."""
    mine: list[TodayRow] = []
    theirs: dict[str, list[TodayRow]] = {}
    for source in registry.today_sources.for_actor(actor):
        for row in source.load(actor, at):
            if source.desk in ("", actor.role) or row.own:
                mine.append(row)
            else:
                theirs.setdefault(source.desk, []).append(row)
    manned = set(users().filter(role__in=theirs).values_list("role", flat=True)) if theirs else set()
    for desk, rows in theirs.items():
        if desk not in manned:
            mine += rows
    return mine, [row for desk, rows in theirs.items() if desk in manned for row in rows]


def _kind(row: TodayRow) -> str:
    return str(row.kind or row.act_label)


def _urgency(row: TodayRow) -> tuple[int, datetime, str]:
    return row.rank, row.due or _FAR, row.title
