"""Moving: the one function behind every door."""

from collections.abc import Sequence
from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.deals.actions import judging, steps
from polku.deals.actions.results import Done
from polku.deals.actions.valuing import Changes, as_sold
from polku.deals.events import DealMoved, DealWon
from polku.deals.logic.incoming import Move
from polku.deals.logic.outcomes import WINS, Outcome
from polku.deals.models import Closure, Deal, Override
from polku.deals.rules import DealPermission
from polku.eventlog.models import Event
from polku.kernel.errors import DomainError, Invalid, Message, NotFound, Refused, gettext_noop
from polku.kernel.text import clean
from polku.process.logic.criteria import Unmet
from polku.process.queries import definition


def move(deal_id: int, to_stage: str, *, actor: Actor, at: datetime, override_reason: str = "") -> int | None:
    """Bring one deal to a stage: a batch of one. The event's id, or None where it was there already.

    Raises: NotFound, Invalid (no such stage), Refused (every unmet criterion), NotAllowed.
    """
    return move_deals([Move(deal_id, to_stage, override_reason)], actor=actor, at=at)[0].unwrap()


def move_deals(moves: Sequence[Move], *, actor: Actor, at: datetime) -> list[Done]:
    """Bring deals to stages under the rules of their process, and answer for each.

    Criteria of the stages left and entered are judged together; entering the first stage after the win wins the
    deal. A refused row changes nothing and stops no other.
    """
    actor.require(DealPermission.MOVE)
    with write():
        found = steps.lock(
            [one.deal_id for one in moves], Deal.objects.reached_by(actor, DealPermission.MOVE).current()
        )
        errors: dict[int, DomainError] = {}
        ways: dict[int, judging.Way] = {}
        for one in moves:
            error, way = _way(one, found.get(one.deal_id))
            if error:
                errors[one.deal_id] = error
            elif way:
                ways[one.deal_id] = way
        judged = judging.judge(list(ways.values()), at)
        missing = {deal_id: verdict.unmet for deal_id, verdict in judged.items()}
        going: list[tuple[Move, judging.Way]] = []
        for one in moves:
            if one.deal_id in ways:
                why = judging.refusal(missing[one.deal_id], one.override_reason, found[one.deal_id], actor)
                if why:
                    errors[one.deal_id] = why
                else:
                    going.append((one, ways.pop(one.deal_id)))
        values = as_sold([way.deal for _, way in going if _wins(way)], at)
        taken = [(one, _step(way, judged[one.deal_id], values.get(one.deal_id, ()))) for one, way in going]
        events = steps.take([step for _, step in taken], actor=actor, at=at)
        _note(taken, events, missing, at)
    written = {event.case_id: event.id for event in events}
    return [
        Done(one.deal_id, written.get(one.deal_id), errors.get(one.deal_id), found.get(one.deal_id))
        for one in moves
    ]


def _way(one: Move, deal: Deal | None) -> tuple[DomainError | None, judging.Way | None]:
    if deal is None:
        return NotFound(gettext_noop("This deal does not exist, or you may not move it.")), None
    process = definition(deal.version_id)
    stage = process.by_key.get(one.to_stage)
    if stage is None:
        message = gettext_noop("“%(stage)s” is not a stage of this deal's process.")
        return Invalid(Message(message, stage=one.to_stage), field="stage"), None
    try:
        clean(one.override_reason, max_length=2000, multiline=True)
    except Invalid as error:
        return error, None
    if deal.outcome not in (Outcome.OPEN, *WINS):
        return Refused(gettext_noop("This deal has ended or is paused. Take it up again first.")), None
    if deal.outcome in WINS and not stage.after_win:
        return Refused(gettext_noop("This deal is won. Reopen it to bring it back before the win.")), None
    if one.to_stage == deal.stage:
        return None, None
    return None, judging.Way(deal, process, one.to_stage)


def _wins(way: judging.Way) -> bool:
    return way.definition.by_key[way.to_stage or ""].after_win and way.deal.outcome == Outcome.OPEN


def _step(way: judging.Way, verdict: judging.Verdict, changes: Changes) -> steps.Step:
    deal, to_stage = way.deal, way.to_stage or ""
    passed_by = tuple(one.key for one in verdict.unmet) or None
    not_needed = verdict.not_needed or None
    wins = _wins(way)
    event: DealWon | DealMoved
    if wins:
        event = DealWon(
            from_stage=deal.stage,
            to_stage=to_stage,
            value_minor=deal.value_minor,
            currency=deal.value_currency or None,
            unmet=passed_by,
            not_needed=not_needed,
        )
    else:
        event = DealMoved(
            from_stage=deal.stage, to_stage=to_stage, path_id=0, unmet=passed_by, not_needed=not_needed
        )
    return steps.Step(
        deal=deal,
        definition=way.definition,
        event=event,
        leaving="won" if wins else "moved",
        to_stage=to_stage,
        outcome=Outcome.WON if wins else Outcome(deal.outcome),
        override=bool(passed_by),
        not_needed=verdict.not_needed,
        changes=changes,
    )


def _note(
    taken: Sequence[tuple[Move, steps.Step]],
    events: Sequence[Event],
    missing: dict[int, list[Unmet]],
    at: datetime,
) -> None:
    """Keep the reasons given for overrides, and the win itself as a closure."""
    pairs = list(zip(taken, events, strict=True))
    overrides = [
        Override(
            deal_id=one.deal_id,
            event=event,
            unmet=[criterion.key for criterion in missing[one.deal_id]],
            reason=one.override_reason,
            at=at,
        )
        for (one, step), event in pairs
        if step.override
    ]
    wins = [
        Closure(deal_id=one.deal_id, event=event, outcome=Outcome.WON.value, at=at)
        for (one, step), event in pairs
        if step.leaving == "won"
    ]
    if overrides:
        Override.objects.bulk_create(overrides)
    if wins:
        Closure.objects.bulk_create(wins)
