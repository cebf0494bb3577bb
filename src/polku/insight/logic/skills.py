"""How well each seller brings deals over each stage beside like deals of the others, as frozen values and as a table.

Sources: direct standardisation to the mix of the others (Fleiss, Levin and Paik, Statistical Methods for Rates and
Proportions, 2003, chapter 19), the normal interval of a difference of standardised shares, false discoveries after
Benjamini and Hochberg (1995).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Final

from polku.insight.logic.differences import Z, binomial
from polku.insight.logic.figures import Share
from polku.insight.logic.tables import Column, Table
from polku.kernel.errors import gettext_noop

COMPARABLE: Final = 0.5
"""The part of the others' deals that has to be like those of a person, for anything to be said."""
SURE: Final = 0.05
Counts = Sequence[tuple[int, int]]
"""Moved on, and judged, per stratum."""


@dataclass(frozen=True)
class Beside:
    """A person's share with the others' mix, the others' share in the same strata, and how far they are apart."""

    share: float
    others: float
    low: float
    high: float
    p: float

    @property
    def apart(self) -> float:
        """The person less the others."""
        return self.share - self.others


@dataclass(frozen=True)
class Skill:
    """A person at a stage: of the deals that ended there, those that moved on; `q` is the false discovery rate."""

    person: int
    stage: str
    moved: Share
    beside: Beside
    q: float

    @property
    def is_finding(self) -> bool:
        """Whether it is more than chance, among all that was tested."""
        return self.q <= SURE


@dataclass(frozen=True)
class Skills:
    """People stage by stage over `n` deals; `is_said` unless hardly any loss is written down."""

    n: int
    people: int
    is_said: bool
    rows: tuple[Skill, ...]


def beside(mine: Counts, others: Counts) -> Beside | None:
    """A person beside the others in the strata that both have; none where too little of the others' deals is alike."""
    both = [(own, rest) for own, rest in zip(mine, others, strict=True) if own[1] and rest[1]]
    weight = sum(rest[1] for _, rest in both)
    if not weight or weight < COMPARABLE * sum(n for _, n in others):
        return None
    share = sum(n * own[0] / own[1] for own, (_, n) in both) / weight
    theirs = sum(k for _, (k, _) in both) / weight
    spread = sqrt(sum((rest[1] / weight) ** 2 * (binomial(*own) + binomial(*rest)) for own, rest in both))
    apart, wide = share - theirs, Z * spread
    p = 2 * (1 - NormalDist().cdf(abs(apart) / spread))
    return Beside(share, theirs, max(-1.0, apart - wide), min(1.0, apart + wide), p)


def table(found: Skills) -> Table:
    """A row per person and stage that was tested, those beyond chance first."""
    columns = (
        Column("kind", gettext_noop("What"), "between"),
        Column("key", gettext_noop("Who"), "group"),
        Column("stage", gettext_noop("Stage"), "stage"),
        Column("n", gettext_noop("Deals"), drill="judged_by"),
        Column("k", gettext_noop("Moved on"), drill="advanced_by"),
        Column("moved", gettext_noop("Share"), "share"),
        Column("share", gettext_noop("With the mix of the others"), "share"),
        Column("others", gettext_noop("The others with like deals"), "share"),
        Column("gap", gettext_noop("Apart"), "points"),
        Column("gap_low", gettext_noop("95 % from"), "points"),
        Column("gap_high", gettext_noop("95 % to"), "points"),
        Column("q", gettext_noop("False discovery rate"), "chance"),
    )
    rows = tuple(
        (
            "person", str(one.person), one.stage, one.moved.n, one.moved.k, one.moved.share, one.beside.share,
            one.beside.others, one.beside.apart, one.beside.low, one.beside.high, one.q,
        )
        for one in found.rows
    )  # fmt: skip
    handles = tuple((str(one.person), one.stage) for one in found.rows)
    return Table("skills", found.n, columns, rows, handles)
