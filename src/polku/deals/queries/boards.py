"""The board: columns of cards by stage. Counts exact to 10,000; sums and signals come in a second request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db.models import Count, Q, Sum

from polku.access.logic import Actor
from polku.company.queries import calendar, company
from polku.deals.logic.outcomes import WINS, Outcome
from polku.deals.logic.pace import Pace, Signal, entered_before, pace, stuck_days
from polku.deals.models import Deal
from polku.deals.models.deal import DealQuerySet
from polku.deals.queries.filters import DealFilter
from polku.deals.queries.parts import newest, parts
from polku.kernel.calendars import WorkingCalendar
from polku.process.logic.definition import Definition, Stage
from polku.process.queries import definitions, published

COUNTED: Final = 10_000
CARDS: Final = 8
WITH_FINISHED: Final = frozenset({"won", "ended", "all"})
_WIDEST, _NARROWEST = 16.0, 3.0
_TOLD_FROM: Final = 1 / 3
"""A stage is called late or stuck when so many of its deals are."""


@dataclass(frozen=True)
class Card:
    """A deal on the board or in a list, with how it stands in its stage."""

    deal: Deal
    stage: Stage | None
    pace: Pace


@dataclass(frozen=True)
class Sums:
    """What a column adds up to, in the company's currency."""

    deals: int
    value_minor: int
    late: int
    stuck: int

    @property
    def signal(self) -> Signal:
        """How the stage as a whole stands."""
        if not self.deals:
            return "ok"
        if self.stuck / self.deals >= _TOLD_FROM:
            return "stuck"
        return "late" if self.late / self.deals >= _TOLD_FROM else "ok"


@dataclass(frozen=True)
class Column:
    """One stage with its first cards; `count` is 10,001 where there are more than 10,000."""

    stage: Stage
    cards: list[Card]
    count: int
    after: int | None
    width: float = _NARROWEST
    before: float = 0
    is_last: bool = False
    is_waiting: bool = False

    @property
    def left(self) -> int:
        """Cards not shown yet."""
        return max(0, self.count - len(self.cards))


@dataclass(frozen=True)
class Board:
    """The line of a process with the deals on it."""

    definition: Definition
    columns: list[Column]

    @property
    def total(self) -> int:
        """Deals before the win."""
        return sum(column.count for column in self.columns if not column.stage.after_win)

    @property
    def shown(self) -> int:
        """Cards that are there before the win."""
        return sum(len(column.cards) for column in self.columns if not column.stage.after_win)


def definition_of(f: DealFilter) -> Definition:
    """The process that is meant: the one chosen, else the default."""
    return published(f.process or None)


def frame(f: DealFilter) -> Board:
    """The columns without their cards, each to be asked for on its own."""
    definition = definition_of(f)
    empty = [Column(stage, [], 0, None, is_waiting=True) for stage in definition.stages]
    return Board(definition, _drawn([one for one in empty if not f.stages or one.stage.key in f.stages]))


def board(f: DealFilter, actor: Actor, at: datetime, *, cards: int = CARDS) -> Board:
    """Every column with its count and its newest cards: two queries a column for each team of the person.

    On a board of open deals the stages after the win hold the deals that were won and are being served.
    """
    definition = definition_of(f)
    rows, hours = parts(f, actor, at), calendar()
    columns = []
    for stage in definition.stages:
        if f.stages and stage.key not in f.stages:
            columns.append(Column(stage, [], 0, None))
            continue
        there = _in_stage(rows, definition, stage, f)
        found = newest([part.select_related("customer", "owner") for part in there], cards + 1)
        count = len(found) if len(found) <= cards else _count(there)
        after = found[cards - 1].id if len(found) > cards else None
        columns.append(Column(stage, as_cards(found[:cards], at, hours), count, after))
    return Board(definition, _drawn(columns))


def column(
    f: DealFilter, stage_key: str, after: int | None, actor: Actor, at: datetime, *, cards: int = CARDS * 2
) -> Column:
    """The next page of one column.

    Raises: KeyError for a stage the process does not have.
    """
    definition = definition_of(f)
    stage = definition.by_key[stage_key]
    there = _in_stage(parts(f, actor, at), definition, stage, f)
    if after is not None:
        there = [part.filter(id__lt=after) for part in there]
    found = newest([part.select_related("customer", "owner") for part in there], cards + 1)
    count = len(found) if len(found) <= cards else _count(there)
    last = found[cards - 1].id if len(found) > cards else None
    return Column(stage, as_cards(found[:cards], at, calendar()), count, last)


def sums(f: DealFilter, actor: Actor, at: datetime) -> dict[str, Sums]:
    """Deals, value, late and stuck ones per stage: one query a column, from the index alone on the common boards."""
    definition, hours = definition_of(f), calendar()
    rows = parts(f, actor, at)
    found = {}
    for stage in definition.stages:
        if f.stages and stage.key not in f.stages:
            continue
        totals = [_sum(part, stage, at, hours) for part in _in_stage(rows, definition, stage, f)]
        found[stage.key] = Sums(*(sum(one[place] for one in totals) for place in range(4)))
    return found


def as_cards(deals: Sequence[Deal], at: datetime, hours: WorkingCalendar | None = None) -> list[Card]:
    """Deals with how they stand in their stage; one query for process versions not known yet."""
    hours = hours or calendar()
    known = definitions({deal.version_id for deal in deals})
    cards = []
    for deal in deals:
        stage = known[deal.version_id].by_key.get(deal.stage)
        running = deal.outcome == Outcome.OPEN or (stage is not None and stage.after_win)
        shown = pace(stage, deal.stage_entered_at, at, hours) if running else Pace(None, None, "")
        cards.append(Card(deal, stage, shown))
    return cards


def currency() -> str:
    """In what sums are said."""
    return company().currency


def _in_stage(
    rows: Sequence[DealQuerySet], definition: Definition, stage: Stage, f: DealFilter
) -> list[DealQuerySet]:
    wanted = _outcomes(f, stage)
    here = [part.filter(process_id=definition.process_id, stage=stage.key) for part in rows]
    found = [part.filter(outcome=outcome, finished_at=None) for part in here for outcome in wanted]
    if stage.after_win and f.outcome in WITH_FINISHED:
        done = [outcome for outcome in wanted if outcome in WINS]
        found += [
            part.filter(outcome=outcome, finished_at__isnull=False) for part in here for outcome in done
        ]
    return found


def _outcomes(f: DealFilter, stage: Stage) -> list[str]:
    every: Mapping[str, list[str]] = {
        "open": sorted(WINS) if stage.after_win else [Outcome.OPEN],
        "won": sorted(WINS),
        "all": [one.value for one in Outcome],
        "ended": [one.value for one in Outcome if one != Outcome.OPEN],
    }
    return every.get(f.outcome, [f.outcome])


def _count(rows: Sequence[DealQuerySet]) -> int:
    total = 0
    for part in rows:
        total += part.order_by()[: COUNTED + 1].count()
        if total > COUNTED:
            return COUNTED + 1
    return total


def _sum(rows: DealQuerySet, stage: Stage, at: datetime, hours: WorkingCalendar) -> tuple[int, int, int, int]:
    asked = {"deals": Count("id"), "value": Sum("value_company_minor")}
    for name, days in (("late", stage.expected_days), ("stuck", stuck_days(stage))):
        if days is not None:
            asked[name] = Count("id", filter=Q(stage_entered_at__lt=entered_before(days, at, hours)))
    found = rows.order_by().aggregate(**asked)
    return found["deals"], found["value"] or 0, found.get("late", 0), found.get("stuck", 0)


def _drawn(columns: Sequence[Column]) -> list[Column]:
    """The line above the columns: as wide as the share of deals that are still on it."""
    on_line = [0 if column.stage.after_win else column.count for column in columns]
    total = sum(on_line) or 1
    widths = [
        max(_NARROWEST, round(_WIDEST * sum(on_line[place:]) / total, 1)) for place in range(len(columns))
    ]
    last = len(columns) - 1
    return [
        replace(one, width=widths[place], before=widths[place - 1] if place else 0, is_last=place == last)
        for place, one in enumerate(columns)
    ]
