"""Offers accepted at once and what went before them, as frozen values and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from polku.insight.logic.differences import LEAST, Difference, false_discovery, p_of_shares, shares_apart
from polku.insight.logic.figures import Share
from polku.insight.logic.finding_tables import HIGH, LOW, gap
from polku.insight.logic.tables import Column, Table
from polku.kernel.calendars import WorkingCalendar
from polku.kernel.errors import gettext_noop

SURE: Final = 0.05
"""The share of false findings that is put up with (Benjamini and Hochberg 1995)."""
DAYS: Final = 1
"""Working days after that of the offer within which a yes comes at once, unless others are asked for."""


@dataclass(frozen=True)
class WentBefore:
    """One kind of act: offers accepted at once of those that it went before, and of those that it did not.

    `before` is the share of the offers accepted at once that it went before, `others` that of the other offers. `q` is
    none where either side has too few offers to compare.
    """

    act: str
    with_it: Share
    without: Share
    before: Share
    others: Share
    gap: Difference | None = None
    q: float | None = None

    @property
    def is_finding(self) -> bool:
        """Whether it holds among all acts that were compared."""
        return self.q is not None and self.q <= SURE


@dataclass(frozen=True)
class AtOnce:
    """First offers of deals: how many were accepted at once, as they were; `young` ones are not old enough to say."""

    days: int
    share: Share
    young: int
    tested: int
    acts: tuple[WentBefore, ...]


def is_working(calendar: WorkingCalendar, day: date) -> bool:
    """Whether anybody works on a day."""
    return bool(calendar.week[day.weekday()]) and day not in calendar.holidays


def last_day(calendar: WorkingCalendar, sent: date, days: int) -> date:
    """The day by whose end a yes came at once: so many working days after the one on which the offer went out."""
    day, left = sent, days
    while left and (day - sent).days < 370:
        day += timedelta(days=1)
        left -= is_working(calendar, day)
    return day


def went_before(counted: Sequence[tuple[str, int, int]], at_once: int, offers: int) -> list[WentBefore]:
    """(act, offers at once that it went before, all that it went before) as findings, the surest first.

    Newcombe's interval, Fisher's exact or Pearson's test; sides below the least number are not tested.
    """
    rows = []
    for act, hits, n in counted:
        rest = offers - n
        shares = Share(hits, n), Share(at_once - hits, rest)
        sides = Share(hits, at_once), Share(n - hits, offers - at_once)
        rows.append(WentBefore(act, *shares, *sides))
    tested = [one for one in rows if min(one.with_it.n, one.without.n) >= LEAST and 0 < at_once < offers]
    p_values = [p_of_shares(one.with_it.k, one.with_it.n, one.without.k, one.without.n) for one in tested]
    found = []
    for one, q in zip(tested, false_discovery(p_values), strict=True):
        apart = shares_apart(one.with_it.k, one.with_it.n, one.without.k, one.without.n)
        found.append(WentBefore(one.act, one.with_it, one.without, one.before, one.others, gap=apart, q=q))
    found.sort(key=lambda one: (not one.is_finding, -(one.gap.value if one.gap else 0.0), one.act))
    few = sorted((one for one in rows if one not in tested), key=lambda one: (-one.with_it.n, one.act))
    return [*found, *few]


def table(found: AtOnce) -> Table:
    """A row per kind of act, those beyond chance first."""
    columns = (
        Column("act", gettext_noop("What went before"), "act"),
        Column("with", gettext_noop("Offers with it"), drill="offer_after"),
        Column("accepted", gettext_noop("Of them at once"), drill="at_once"),
        Column("share_with", gettext_noop("Accepted at once"), "share"),
        Column("without", gettext_noop("Offers without it")),
        Column("share_without", gettext_noop("Accepted at once"), "share"),
        Column("gap", gettext_noop("Apart"), "points"),
        Column("gap_low", LOW, "points"),
        Column("gap_high", HIGH, "points"),
        Column("before", gettext_noop("Went before those at once"), "share"),
        Column("others", gettext_noop("Before the others"), "share"),
        Column("q", gettext_noop("False discovery rate"), "chance"),
    )
    rows = tuple(
        (
            one.act, one.with_it.n, one.with_it.k, one.with_it.share, one.without.n, one.without.share, *gap(one.gap),
            one.before.share, one.others.share, one.q,
        )
        for one in found.acts
    )  # fmt: skip
    handles = tuple((one.act, str(found.days)) for one in found.acts)
    return Table("at-once", found.share.n, columns, rows, handles)
