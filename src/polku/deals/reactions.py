"""When facts change, stages that advance by themselves are looked at again."""

from collections.abc import Sequence
from datetime import datetime

from polku.access.logic import SYSTEM
from polku.deals.actions.moving import move_deals
from polku.deals.logic.incoming import Move
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.process import facts
from polku.process.logic import criteria
from polku.process.queries import definition, definitions


def look_again(events: Sequence[Event]) -> None:
    """After events that change a fact: deals whose stage can advance by itself do so when nothing forbids it."""
    cases = {}
    known = definitions({event.version_id for event in events if event.version_id is not None})
    for event in events:
        if event.case_id is None or event.version_id is None or not event.stage:
            continue
        named = criteria.facts_to_advance(known[event.version_id], event.stage)
        if named and event.kind in facts.changed_by(named):
            cases[event.case_id] = event
    if cases:
        first = next(iter(cases.values()))
        advance(list(cases), at=first.recorded_at)


def advance(deal_ids: Sequence[int], *, at: datetime) -> int:
    """Move the deals whose stage lets them go on by itself; the number that went."""
    deals = list(Deal.objects.open().filter(id__in=deal_ids))
    named = {deal.id: criteria.facts_to_advance(definition(deal.version_id), deal.stage) for deal in deals}
    names = frozenset().union(*named.values()) if named else frozenset()
    if not names:
        return 0
    known = facts.load(names, [deal.id for deal in deals if named[deal.id]], at=at)
    moves = []
    for deal in deals:
        if named[deal.id] and criteria.advances(definition(deal.version_id), deal.stage, known[deal.id]):
            onward = criteria.next_needed(definition(deal.version_id), deal.stage, known[deal.id])
            if onward is not None:
                moves.append(Move(deal.id, onward.key))
    if not moves:
        return 0
    return sum(1 for done in move_deals(moves, actor=SYSTEM, at=at, automatic=True) if done.event_id)
