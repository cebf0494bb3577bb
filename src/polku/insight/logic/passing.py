"""A part of the line as a process of its own: who came to it, got past it, left in it, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from polku.insight.logic.asked import PERIOD
from polku.insight.logic.figures import Share
from polku.insight.logic.finding_tables import HIGH, LOW, shared
from polku.insight.logic.tables import LABELS, Column, Table, Value
from polku.kernel.errors import gettext_noop

FINDING: Final = "finding"
"""The name of the phases that come before selling, whatever a process calls them."""
AFTER: Final = "(after)"
"""Stands for all stages behind the part, where a stage is named; no stage can be called so."""
LEAST: Final = 5
"""Of fewer deals no share is drawn, and weeks are put together to months."""
PASSING_DRILLS: Final = ("came", "passed", "part_gone", "part_open", "part_won")
"""What a part's figures count, as drills name it."""
_BEFORE_SELLING: Final = ("find", "qualify")


def finding_phases(phases: Sequence[str]) -> tuple[str, ...]:
    """The phase in which customers are found, of the phases of a line in their order; none where all is selling.

    That is `find`; a line without it finds customers while it qualifies them. A phase that nothing follows leads to no
    selling.
    """
    known = [phase for phase in _BEFORE_SELLING if phase in phases]
    return (known[0],) if known and phases[-1] != known[0] else ()


@dataclass(frozen=True)
class Passed:
    """Deals that came to a part of the line. Each stands in exactly one place:

    n = passed (came to a later stage ever after, or was won or finished from here) + lost + paused + no_decision +
    open (not past it yet). `won` are those that were won in the end; of them `valued` say for how much.
    """

    n: int = 0
    passed: int = 0
    lost: int = 0
    paused: int = 0
    no_decision: int = 0
    open: int = 0
    won: int = 0
    valued: int = 0
    won_value_minor: int = 0

    @property
    def share(self) -> Share:
        """Got past it, of all that came: open ones count as not past it yet."""
        return Share(self.passed, self.n)

    @property
    def won_share(self) -> Share:
        """Won in the end, of all that came."""
        return Share(self.won, self.n)

    @property
    def gone(self) -> int:
        """Left the line before they got past it."""
        return self.lost + self.paused + self.no_decision


@dataclass(frozen=True)
class Passing:
    """Deals that came to a part of the line, by when they came (weeks or months) or by another group.

    `stages` are those of the part; without any the process has no such phase. `undated` deals came in no known week.
    `is_told_after`: the group was written down of deals that got further alone.
    """

    attribute: str
    per: str
    whole: Passed
    groups: tuple[tuple[str, Passed], ...]
    stages: tuple[str, ...]
    undated: int = 0
    is_told_after: bool = False


_COUNTS: Final = (
    Column("n", gettext_noop("Came to it"), drill="came"),
    Column("passed", gettext_noop("Got further"), drill="passed"),
    Column("share", gettext_noop("Share"), "share"),
    Column("low", LOW, "share"),
    Column("high", HIGH, "share"),
    Column("gone", gettext_noop("Left before"), drill="part_gone"),
    Column("open", gettext_noop("On the way"), drill="part_open"),
    Column("won", gettext_noop("Won"), drill="part_won"),
    Column("won_share", gettext_noop("Of all"), "share"),
    Column("won_low", LOW, "share"),
    Column("won_high", HIGH, "share"),
    Column("valued", gettext_noop("With a value")),
    Column("won_value_minor", gettext_noop("Won value"), "minor"),
)


def table(found: Passing, name: str = "passing") -> Table:
    """A row per group; named by a dimension, the group is its first column as in other figures by that dimension."""
    is_dated = found.attribute == PERIOD
    handles = tuple((found.attribute, f"{found.per}:{key}" if is_dated else key) for key, _ in found.groups)
    if is_dated:
        first: tuple[Column, ...] = (Column("period", gettext_noop("Came to it from"), "day"),)
    elif name == found.attribute:
        first = (Column(name, LABELS[name], "key"),)
    else:
        first = (
            Column("attribute", gettext_noop("By"), "attribute"),
            Column("value", gettext_noop("Group"), "value"),
        )
    head = 1 if len(first) == 1 else 2
    rows = tuple(((found.attribute, key)[-head:] + _row(one)) for key, one in found.groups)
    return Table(name, found.whole.n, (*first, *_COUNTS), rows, handles)


def facts(found: Passing) -> dict[str, Value]:
    """The whole part in numbers."""
    whole = found.whole
    share, low, high = shared(whole.share)
    won_share, won_low, won_high = shared(whole.won_share)
    return {
        "by": found.attribute,
        "per": found.per,
        "stages": ",".join(found.stages),
        "passed": whole.passed,
        "share": share,
        "low": low,
        "high": high,
        "lost": whole.lost,
        "paused": whole.paused,
        "no_decision": whole.no_decision,
        "open": whole.open,
        "won": whole.won,
        "won_share": won_share,
        "won_low": won_low,
        "won_high": won_high,
        "valued": whole.valued,
        "won_value_minor": whole.won_value_minor,
        "undated": found.undated,
        "told_after": found.attribute if found.is_told_after else "",
    }


def _row(one: Passed) -> tuple[Value, ...]:
    return (
        one.n, one.passed, *shared(one.share), one.gone, one.open, one.won, *shared(one.won_share), one.valued,
        one.won_value_minor,
    )  # fmt: skip
