"""Deals that go on by themselves: out of stages that ask for nothing more, and into the win."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import OuterRef, Subquery

from polku.access.logic import SYSTEM
from polku.db.bulk import insert
from polku.db.lists import among
from polku.db.prepared import Prepared
from polku.db.transactions import write
from polku.deals.actions import steps
from polku.deals.actions.valuing import Changes, as_sold
from polku.deals.events import DealMoved, DealWon
from polku.deals.logic.outcomes import WINS, Outcome
from polku.deals.models import Closure, Deal, StageVisit
from polku.eventlog.models import Event
from polku.process import facts
from polku.process.logic import criteria
from polku.process.logic.criteria import Onward
from polku.process.logic.definition import Definition
from polku.process.queries import definition, definitions

CHUNK: Final = 500
_GOING = (Outcome.OPEN, *sorted(WINS))
_LAST = StageVisit.objects.filter(deal_id=OuterRef("id")).order_by("-seq").values("seq")[:1]
_FRESH = {"days_in_stage": 0.0}
"""What is known of a deal that has just entered a stage."""


@dataclass(frozen=True)
class _Way:
    """Where a deal goes by itself, and the stages that it leaves out as not needed."""

    onward: Onward
    not_needed: tuple[str, ...]


def advance(after: Mapping[int, Collection[str]], *, at: datetime) -> int:
    """Let deals go on as far as they go by themselves after events of these kinds; the number that went.

    Facts are loaded as they are asked for, each once; several steps of a deal are written like one. A deal is won by
    itself only after an event that may bring the win: a win that was taken back stays so until then.
    """
    with write():
        deals = _going(list(after))
        definitions({deal.version_id for deal in deals})
        ways = _ways(deals, after, at)
        going = [deal for deal in deals if ways[deal.id]]
        won = [deal for deal in going if any(way.onward.wins for way in ways[deal.id])]
        values = as_sold(won, at)
        courses = [_course(deal, ways[deal.id], values.get(deal.id, ())) for deal in going]
        seqs: dict[int, int] = {deal.id: vars(deal)["last_seq"] or 0 for deal in deals}
        events = steps.walk(courses, actor=SYSTEM, at=at, last_seqs=seqs)
        _close(events, at)
    return len(going)


_going = Prepared(
    lambda ids: (
        Deal.objects.filter(id__in=among(ids), voided_at=None, finished_at=None, outcome__in=_GOING)
        .annotate(last_seq=Subquery(_LAST))
        .select_for_update(of=("self",))
        .order_by("id")
    )
)


def advance_by_clock(*, at: datetime) -> int:
    """Let deals go on whose stage goes by something that changes as time passes; the number that went.

    A win is not taken by the clock: one that was taken back stays so until something happens.
    """
    going = Deal.objects.filter(voided_at=None, finished_at=None, outcome__in=_GOING).order_by()
    places = set(going.values_list("version_id", "stage").distinct())
    known = definitions({version_id for version_id, _stage in places})
    went = 0
    for version_id, stage in sorted(places):
        process = known[version_id]
        if stage not in process.by_key or not facts.has_clock(criteria.facts_to_advance(process, stage)):
            continue
        ids = list(going.filter(version_id=version_id, stage=stage).values_list("id", flat=True))
        for start in range(0, len(ids), CHUNK):
            went += advance(dict.fromkeys(ids[start : start + CHUNK], ()), at=at)
    return went


def _ways(deals: Sequence[Deal], after: Mapping[int, Collection[str]], at: datetime) -> dict[int, list[_Way]]:
    """Where each deal goes, step by step; nothing for those that stay."""
    ways: dict[int, list[_Way]] = {deal.id: [] for deal in deals}
    places = {deal.id: deal.stage for deal in deals}
    known: dict[int, dict[str, object]] = {deal.id: {} for deal in deals}
    wins = {deal.id for deal in deals if _may_win(deal, after[deal.id])}
    left = list(deals)
    while left:
        _load(left, places, wins, known, at)
        left = [
            deal
            for deal in left
            if _goes_on(deal, places, known[deal.id], ways[deal.id], wins=deal.id in wins)
        ]
    return ways


def _may_win(deal: Deal, kinds: Collection[str]) -> bool:
    named = criteria.facts_to_win(definition(deal.version_id), deal.stage)
    return not facts.changed_by(named).isdisjoint(kinds)


def _goes_on(
    deal: Deal, places: dict[int, str], known: dict[str, object], ways: list[_Way], *, wins: bool
) -> bool:
    """Note the next step of a deal; whether there may be one more."""
    process = definition(deal.version_id)
    way = criteria.onward(process, places[deal.id], known, wins=wins)
    if way is None:
        return False
    to = way.stage.key if way.stage else None
    ways.append(_Way(way, criteria.passed_over(process, places[deal.id], to, known)))
    if way.stage is None:
        return False
    places[deal.id] = way.stage.key
    known.update(_FRESH)
    return True


def _load(
    deals: Sequence[Deal],
    places: dict[int, str],
    wins: Collection[int],
    known: dict[int, dict[str, object]],
    at: datetime,
) -> None:
    wanted: dict[frozenset[str], list[int]] = {}
    for deal in deals:
        process, place = definition(deal.version_id), places[deal.id]
        named = criteria.facts_to_advance(process, place)
        if deal.id in wins:
            named |= criteria.facts_to_win(process, place) | criteria.facts_of_passing(process, place)
        if missing := named.difference(known[deal.id]):
            wanted.setdefault(missing, []).append(deal.id)
    for names, ids in wanted.items():
        for deal_id, values in facts.load(names, ids, at=at).items():
            known[deal_id] |= values


def _course(deal: Deal, ways: Sequence[_Way], changes: Changes) -> list[steps.Step]:
    process, place, outcome = definition(deal.version_id), deal.stage, Outcome(deal.outcome)
    course: list[steps.Step] = []
    for way in ways:
        wins = way.onward.wins and outcome == Outcome.OPEN
        outcome = Outcome.WON if wins else outcome
        course.append(_step(deal, process, place, way, wins, outcome, changes if wins else ()))
        place = way.onward.stage.key if way.onward.stage else place
    return course


def _step(
    deal: Deal,
    process: Definition,
    place: str,
    way: _Way,
    wins: bool,
    outcome: Outcome,
    changes: Changes,
) -> steps.Step:
    to_stage = way.onward.stage.key if way.onward.stage else None
    not_needed = way.not_needed or None
    event: DealWon | DealMoved
    if wins:
        currency = deal.value_currency or None
        event = DealWon(
            place, to_stage, None, deal.value_minor, currency, automatic=True, not_needed=not_needed
        )
    else:
        event = DealMoved(place, to_stage or "", path_id=0, automatic=True, not_needed=not_needed)
    leaving = "won" if wins else "moved"
    return steps.Step(
        deal,
        process,
        event,
        leaving,
        to_stage,
        outcome,
        automatic=True,
        not_needed=way.not_needed,
        changes=changes,
    )


def _close(events: Sequence[Event], at: datetime) -> None:
    won = [event for event in events if event.kind == DealWon.kind]
    if won:
        insert(
            Closure,
            [Closure(deal_id=one.case_id or 0, event=one, outcome=Outcome.WON.value, at=at) for one in won],
        )
