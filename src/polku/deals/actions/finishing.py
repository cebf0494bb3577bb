"""The end of the line: a won deal for which nothing is left to do."""

from collections.abc import Sequence
from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.deals.actions import judging, steps
from polku.deals.actions.next_step import put_away
from polku.deals.actions.results import Done
from polku.deals.events import DealFinished
from polku.deals.logic.outcomes import WINS, Outcome
from polku.deals.models import Deal
from polku.deals.rules import DealPermission
from polku.kernel.errors import DomainError, NotFound, Refused, gettext_noop
from polku.process.queries import definition


def finish_deals(ids: Sequence[int], *, actor: Actor, at: datetime) -> list[Done]:
    """Let won deals leave the last stage, under its exit criteria, and answer for each."""
    actor.require(DealPermission.MOVE)
    with write():
        found = steps.lock(ids, Deal.objects.reached_by(actor, DealPermission.MOVE).current())
        errors: dict[int, DomainError] = {one: fault for one in ids if (fault := _fault(found.get(one)))}
        ways = [
            judging.Way(deal, definition(deal.version_id), None)
            for deal in found.values()
            if deal.id not in errors
        ]
        missing = judging.unmet(ways, at)
        errors |= {deal_id: Refused(unmet=unmet) for deal_id, unmet in missing.items() if unmet}
        going = [
            steps.Step(
                deal=way.deal,
                definition=way.definition,
                event=DealFinished(from_stage=way.deal.stage),
                leaving=steps.FINISHED,
                to_stage=None,
                outcome=Outcome(way.deal.outcome),
                changes=put_away(way.deal),
            )
            for way in ways
            if way.deal.id not in errors
        ]
        events = steps.take(going, actor=actor, at=at)
    written = {event.case_id: event.id for event in events}
    return [Done(one, written.get(one), errors.get(one)) for one in ids]


def _fault(deal: Deal | None) -> DomainError | None:
    if deal is None:
        return NotFound(gettext_noop("This deal does not exist, or you may not move it."))
    if deal.finished_at is not None:
        return Refused(gettext_noop("This deal is finished already."))
    last = definition(deal.version_id).stages[-1]
    if deal.outcome not in WINS or deal.stage != last.key:
        return Refused(gettext_noop("Only a won deal in the last stage can be finished."))
    return None
