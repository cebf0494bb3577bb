"""Deals that go back by themselves: what was taken back takes with it the steps that were made because of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from polku.access.logic import SYSTEM
from polku.db.transactions import write
from polku.deals.actions import steps
from polku.deals.actions.undoing import take_step_back
from polku.deals.events import DealMoved, DealStayed, DealWon
from polku.deals.logic.visits import effective
from polku.deals.models import Deal
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import takes_back
from polku.eventlog.models import Event
from polku.process import facts
from polku.process.logic import criteria
from polku.process.queries import definition

_STEPS = frozenset({DealMoved.kind, DealWon.kind})


@dataclass(frozen=True)
class TakenBack:
    """What was taken back of a deal: the event that says so, and the kind by which facts know it."""

    deal_id: int
    kind: str
    by: Event


def retreat(found: Sequence[TakenBack], *, at: datetime) -> int:
    """Let deals stand where they would without what was taken back; the number that went.

    Steps that a deal made by itself are taken back, from the first that would not be made now, while nobody has moved
    it since. Where somebody has, the deal stays and its timeline says so.
    """
    went = 0
    with write():
        rows = Deal.objects.filter(voided_at=None)
        deals = steps.lock([one.deal_id for one in found], rows)
        for one in found:
            if one.deal_id in deals:
                went += _back(one, deals[one.deal_id], at)
    return went


def _back(gone: TakenBack, deal: Deal, at: datetime) -> bool:
    told = list(Event.objects.filter(case_id=deal.id).order_by("id"))
    since = gone.by.undoes_id or _first(told, gone.by)
    counted = {one.id for one in effective(told)}
    line = [event for event in told if event.id in counted]
    made = [event for event in line if event.id > since and _by_itself(event)]
    caused = _caused(made, gone, deal, at)
    if caused is None:
        return False
    after = [event for event in line if event.id >= caused.id]
    if all(map(_by_itself, after)):
        for event in reversed(after):
            take_step_back(event, deal, SYSTEM, at)
        return True
    _stay(caused, told, deal, at)
    return False


def _first(told: Sequence[Event], by: Event) -> int:
    """The event that another says never was: the last of its kind about the same thing before it."""
    kind = takes_back(by.kind)
    about = [one.id for one in told if one.kind == kind and _about(one) == _about(by) and one.id < by.id]
    return about[-1] if about else by.id


def _about(event: Event) -> tuple[str, int, object]:
    return event.subject_type, event.subject_id, event.payload.get("item")


def _by_itself(event: Event) -> bool:
    return event.kind in _STEPS and bool(event.payload.get("automatic"))


def _caused(made: Sequence[Event], gone: TakenBack, deal: Deal, at: datetime) -> Event | None:
    """The first step that would not be made now, because of what was taken back."""
    for event in made:
        process, payload = definition(event.version_id or 0), event.payload
        way = (payload["from_stage"], payload.get("to_stage") or None)
        names = criteria.facts_of_way(process, *way)
        known: Mapping[str, object] = facts.load(names, [deal.id], at=at)[deal.id]
        against = criteria.facts_against(process, *way, known)
        if gone.kind in facts.changed_by(against):
            return event
    return None


def _stay(caused: Event, told: Sequence[Event], deal: Deal, at: datetime) -> None:
    """Say that the deal stays where it is, unless it stands before the step anyway."""
    places = definition(deal.version_id).positions
    back = caused.payload["from_stage"]
    if back not in places or places[deal.stage] <= places[back]:
        return
    event = DealStayed(stage=deal.stage, back_stage=back)
    if any(
        one.kind == event.kind and one.recorded_at == at and one.payload == event.payload() for one in told
    ):
        return  # two things taken back at once say it once
    entry = Entry(event, ("deal", deal.id), at, deal.id, deal.version_id, deal.stage)
    append([entry], actor_id=SYSTEM.user_id, via=SYSTEM.via, recorded_at=at)
