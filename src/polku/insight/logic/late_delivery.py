"""How content buyers said they are, by how their delivery kept its day: frozen values and the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from polku.insight.logic.buyer_tables import told
from polku.insight.logic.buyers import CONTENT, LEAST_SAID, SCORES, Scores
from polku.insight.logic.differences import Difference, means_apart, shares_apart
from polku.insight.logic.finding_tables import HIGH, LOW
from polku.insight.logic.tables import Column, Table, Value
from polku.kernel.errors import gettext_noop

ON_TIME: Final = "on_time"
LATE: Final = "late"
WAITING: Final = "waiting"
_FROM: Final = (1, 4, 8, 15)
"""The days late from which each band begins."""
BANDS: Final = tuple(f"{LATE}_{days}" for days in _FROM)
GROUPS: Final = (ON_TIME, LATE, *BANDS, WAITING)
"""Delivered by the promised day; after it, all together and by bands of days; not yet there when the buyer spoke."""
_NOTHING: Final = (None, None, None)


def band(days_late: int) -> str:
    """The group of a delivery that came so many days after the promised one."""
    return next((f"{LATE}_{first}" for first in reversed(_FROM) if days_late >= first), ON_TIME)


def groups_of(group: str) -> tuple[str, ...]:
    """Every group that a delivery counts in: those that came late in their band and in all that are late."""
    return (LATE, group) if group in BANDS else (group,)


@dataclass(frozen=True)
class AfterDelivery:
    """Scores of buyers who knew how their delivery had kept its day.

    `groups` are (one of `GROUPS`, scores). Of `scored` deals with a score, `early` spoke before the delivery and before
    the promised day was over; the rest that stands in no group has no order with a promised day.
    """

    scored: int
    early: int
    groups: tuple[tuple[str, Scores], ...]

    @property
    def n(self) -> int:
        """Deals in a group, each once."""
        return sum(scores.n for group, scores in self.groups if group not in BANDS)

    def of(self, group: str) -> Scores:
        """The scores of a group."""
        return dict(self.groups)[group]

    def content_apart(self, group: str) -> Difference | None:
        """The share of content ones less that of those delivered on time (Newcombe); none where too few spoke."""
        a, b = self.of(group), self.of(ON_TIME)
        if group == ON_TIME or min(a.n, b.n) < LEAST_SAID:
            return None
        return shares_apart(_content(a), a.n, _content(b), b.n)

    def mean_apart(self, group: str) -> Difference | None:
        """The mean score less that of those delivered on time (Welch); none where too few spoke."""
        return None if group == ON_TIME else means_apart(_sums(self.of(group)), _sums(self.of(ON_TIME)))


def counted(scored: int, early: int, rows: Sequence[tuple[str, int]]) -> AfterDelivery:
    """The finding from (narrowest group, score) of each deal."""
    counts = {group: [0] * len(SCORES) for group in GROUPS}
    for narrow, score in rows:
        for group in groups_of(narrow):
            counts[group][score - 1] += 1
    return AfterDelivery(scored, early, tuple((group, Scores(tuple(one))) for group, one in counts.items()))


def table(found: AfterDelivery) -> Table:
    """A row per group, those delivered on time first: the others are set against them."""
    columns = (
        Column("delivery", gettext_noop("Delivery"), "delivery"),
        Column("n", gettext_noop("Said so"), drill="delivered"),
        Column("share", gettext_noop("Content (4 and 5)"), "share", few=True),
        Column("low", LOW, "share"),
        Column("high", HIGH, "share"),
        Column("gap", gettext_noop("Against on time"), "points"),
        Column("gap_low", LOW, "points"),
        Column("gap_high", HIGH, "points"),
        Column("mean", gettext_noop("Mean score"), "score", few=True),
        Column("mean_low", LOW, "score"),
        Column("mean_high", HIGH, "score"),
        Column("mean_apart", gettext_noop("Mean against on time"), "score", few=True),
        Column("mean_apart_low", LOW, "score"),
        Column("mean_apart_high", HIGH, "score"),
        *(Column(f"score_{score}", str(score), drill=f"delivered_{score}") for score in reversed(SCORES)),
    )
    listed = found.groups if found.n else ()
    rows = tuple(_row(found, group, scores) for group, scores in listed)
    return Table("late-delivery", found.n, columns, rows, tuple(("", group) for group, _scores in listed))


def apart(one: Difference | None) -> tuple[Value, Value, Value]:
    """A difference with its interval."""
    return (round(one.value, 6), round(one.low, 6), round(one.high, 6)) if one else _NOTHING


def _row(found: AfterDelivery, group: str, scores: Scores) -> tuple[Value, ...]:
    content, mean = told(scores)[:3], told(scores)[3:]
    return (
        group, scores.n, *content, *apart(found.content_apart(group)), *mean, *apart(found.mean_apart(group)),
        *reversed(scores.counts),
    )  # fmt: skip


def _content(scores: Scores) -> int:
    return sum(scores.counts[CONTENT - 1 :])


def _sums(scores: Scores) -> tuple[int, float, float]:
    pairs = list(zip(SCORES, scores.counts, strict=True))
    return scores.n, float(sum(s * n for s, n in pairs)), float(sum(s * s * n for s, n in pairs))
