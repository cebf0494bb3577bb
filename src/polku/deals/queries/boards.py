"""The board: columns of cards by stage. Counts exact to 10,000; sums and signals come in a second request."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Final

from polku.access.logic import Actor
from polku.company.queries import calendar, company
from polku.deals.logic.outcomes import WINS, Outcome
from polku.deals.logic.pace import Pace, Signal, entered_before, pace, stuck_days
from polku.deals.models import Deal
from polku.deals.queries.filters import WITH_FINISHED, DealFilter
from polku.deals.queries.parts import deals, parts
from polku.deals.queries.ranges import Range, counted, newest_ids, totals
from polku.kernel.calendars import WorkingCalendar
from polku.process.logic.definition import Definition, Stage
from polku.process.queries import definitions, published

COUNTED: Final = 10_000
CARDS: Final = 8
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
    """Every column with its count and its newest cards: three statements, however many stages there are.

    On a board of open deals the stages after the win hold the deals that were won and are being served.
    """
    definition = definition_of(f)
    shown = [stage for stage in definition.stages if not f.stages or stage.key in f.stages]
    return Board(definition, _drawn(_columns(f, definition, shown, None, actor, at, cards)))


def column(
    f: DealFilter, stage_key: str, after: int | None, actor: Actor, at: datetime, *, cards: int = CARDS * 2
) -> Column:
    """The next page of one column.

    Raises: KeyError for a stage the process does not have.
    """
    definition = definition_of(f)
    shown = [definition.by_key[stage_key]]
    return next(
        one for one in _columns(f, definition, shown, after, actor, at, cards) if one.stage.key == stage_key
    )


def sums(f: DealFilter, actor: Actor, at: datetime) -> dict[str, Sums]:
    """Deals, value, late and stuck ones per stage: one statement, from the index alone on the common boards."""
    definition, hours = definition_of(f), calendar()
    shown = [stage for stage in definition.stages if not f.stages or stage.key in f.stages]
    limits = {stage.key: _limits(stage, at, hours) for stage in shown}
    few = _few(f, definition, None, actor, at)
    if few is None:
        asked = [one for stage in shown for one in _ranges(f, definition, stage)]
        found = totals(parts(f, actor, at), asked, lambda key: limits[key or ""])
        return {stage.key: Sums(*found.get(stage.key, (0, 0, 0, 0))) for stage in shown}
    return {
        stage.key: _added([row for row in few if row.is_in(f, stage)], limits[stage.key]) for stage in shown
    }


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


@dataclass(frozen=True)
class _Row:
    """What a board needs to know of a deal to place and count it."""

    id: int
    stage: str
    outcome: str
    finished_at: datetime | None
    value_company_minor: int | None
    stage_entered_at: datetime | None

    def is_in(self, f: DealFilter, stage: Stage) -> bool:
        """Whether it stands in the column of this stage."""
        if self.stage != stage.key or self.outcome not in _outcomes(f, stage):
            return False
        return self.finished_at is None or (self.outcome in WINS and _shows_finished(f, stage))


def _columns(
    f: DealFilter,
    definition: Definition,
    shown: Sequence[Stage],
    after: int | None,
    actor: Actor,
    at: datetime,
    cards: int,
) -> list[Column]:
    """The columns of the process; those of other stages stay empty."""
    ids, counts = _heads(f, definition, shown, after, actor, at, cards)
    wanted = [deal_id for of_stage in ids.values() for deal_id in of_stage[:cards]]
    known = deals(wanted)
    made = {card.deal.id: card for card in as_cards([known[one] for one in wanted if one in known], at)}
    columns = []
    for stage in definition.stages:
        found = ids.get(stage.key, [])
        here = [made[one] for one in found[:cards] if one in made]
        last = found[cards - 1] if len(found) > cards else None
        columns.append(Column(stage, here, counts.get(stage.key, len(found)), last))
    return columns


def _heads(
    f: DealFilter,
    definition: Definition,
    shown: Sequence[Stage],
    after: int | None,
    actor: Actor,
    at: datetime,
    cards: int,
) -> tuple[dict[str, list[int]], dict[str, int]]:
    """Per stage the ids of the newest deals, one more than are shown, and how many there are."""
    few = _few(f, definition, after, actor, at)
    if few is not None:
        placed = {stage.key: [row.id for row in few if row.is_in(f, stage)] for stage in shown}
        return placed, {key: len(ids) for key, ids in placed.items()}
    rows = parts(f, actor, at)
    asked = [one for stage in shown for one in _ranges(f, definition, stage)]
    found = newest_ids(rows, asked, cards + 1, before=after)
    ids = {stage.key: found.get(stage.key, []) for stage in shown}
    rest = [one for one in asked if one.stage and len(ids[one.stage]) > cards]
    known = counted(rows, rest, COUNTED, before=after)
    return ids, {key: known.get(key, len(of_stage)) for key, of_stage in ids.items()}


def _few(
    f: DealFilter, definition: Definition, after: int | None, actor: Actor, at: datetime
) -> list[_Row] | None:
    """The deals meant, of all stages and outcomes, where the filter names few of them; None where it may be many."""
    if not f.is_narrow:
        return None
    rows = f.narrow(Deal.objects.visible_to(actor).current(), actor, at).filter(
        process_id=definition.process_id
    )
    rows = rows if after is None else rows.filter(id__lt=after)
    names = [one.name for one in fields(_Row)]
    found = [_Row(*row) for row in rows.order_by("-id").values_list(*names)[: COUNTED + 1]]
    return found if len(found) <= COUNTED else None


def _ranges(f: DealFilter, definition: Definition, stage: Stage) -> list[Range]:
    """The ranges of the index that hold a column."""
    wanted = _outcomes(f, stage)
    found = [Range(definition.process_id, outcome, stage.key) for outcome in wanted]
    if _shows_finished(f, stage):
        done = [outcome for outcome in wanted if outcome in WINS]
        found += [Range(definition.process_id, outcome, stage.key, is_finished=True) for outcome in done]
    return found


def _shows_finished(f: DealFilter, stage: Stage) -> bool:
    return stage.after_win and f.outcome in WITH_FINISHED


def _outcomes(f: DealFilter, stage: Stage) -> list[str]:
    return sorted(WINS) if f.outcome == "open" and stage.after_win else f.outcomes


def _limits(stage: Stage, at: datetime, hours: WorkingCalendar) -> tuple[datetime | None, datetime | None]:
    """Since when a deal must be in a stage to be late there, and stuck."""
    late, stuck = (
        None if days is None else entered_before(days, at, hours)
        for days in (stage.expected_days, stuck_days(stage))
    )
    return late, stuck


def _added(rows: Sequence[_Row], limits: tuple[datetime | None, datetime | None]) -> Sums:
    entered = [row.stage_entered_at for row in rows if row.stage_entered_at is not None]
    late, stuck = (sum(one < limit for one in entered) if limit else 0 for limit in limits)
    return Sums(len(rows), sum(row.value_company_minor or 0 for row in rows), late, stuck)


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
