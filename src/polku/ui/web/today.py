"""The queue of Today, put together from what the domains report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from polku.access.logic import Actor
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

    @classmethod
    def load(cls, actor: Actor, at: datetime, *, kind: str = "") -> Queue:
        """Ask every source this person may see."""
        rows = [row for source in registry.today_sources.for_actor(actor) for row in source.load(actor, at)]
        counts = Counter(_kind(row) for row in rows if _kind(row))
        chosen = kind if kind in counts else ""
        shown = sorted((row for row in rows if chosen in ("", _kind(row))), key=_urgency)
        kinds = [Kind(name, count, name == chosen) for name, count in counts.most_common()]
        return cls(shown[:SHOWN], kinds, len(rows), chosen)

    @property
    def first_brief(self) -> str:
        """The brief shown before any row is chosen."""
        return next((row.brief_url for row in self.rows if row.brief_url), "")

    @property
    def has_briefs(self) -> bool:
        """Whether a place beside the queue is needed."""
        return bool(self.first_brief)


def _kind(row: TodayRow) -> str:
    return str(row.kind or row.act_label)


def _urgency(row: TodayRow) -> tuple[int, datetime, str]:
    return row.rank, row.due or _FAR, row.title
