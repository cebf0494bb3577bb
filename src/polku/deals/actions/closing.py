"""Endings: won, upgraded, lost, paused, no decision; and taking a deal up again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.deals.actions import judging, steps
from polku.deals.actions.next_step import put_away
from polku.deals.actions.results import Done
from polku.deals.actions.valuing import Changes, as_sold, revalued
from polku.deals.events import DealLost, DealPaused, DealReopened, DealUndecided, DealUpgraded, DealWon
from polku.deals.logic.incoming import Close
from polku.deals.logic.outcomes import OVER, TRANSITIONS, WINS, Outcome
from polku.deals.models import Closure, Deal, Override
from polku.deals.rules import DealPermission
from polku.deals.words import OUTCOME_LABELS
from polku.eventlog.events import Happened
from polku.kernel.errors import DomainError, Invalid, Message, NotFound, Refused, gettext_noop
from polku.kernel.money import Money
from polku.kernel.text import clean
from polku.process.logic.criteria import Unmet
from polku.process.logic.definition import Definition
from polku.process.queries import definition


@dataclass(frozen=True)
class _Wish:
    ask: Close
    outcome: Outcome
    deal: Deal
    process: Definition


def close(deal_id: int, outcome: str, *, actor: Actor, at: datetime, **details: object) -> int | None:
    """End or pause one deal: a batch of one. See `close_deals`."""
    return close_deals([Close(deal_id, outcome, **details)], actor=actor, at=at)[0].unwrap()  # type: ignore[arg-type]


def close_deals(closes: Sequence[Close], *, actor: Actor, at: datetime) -> list[Done]:
    """End or pause deals, each with its reasons, and answer for each.

    A win is judged like a move forward out of the selling stages; where the process goes on after the win, so does
    the deal. Lost and no decision need a reason; an upgrade adds its value.
    """
    actor.require(DealPermission.MOVE)
    with write():
        found = steps.lock(
            [one.deal_id for one in closes], Deal.objects.reached_by(actor, DealPermission.MOVE).current()
        )
        wishes: dict[int, _Wish] = {}
        errors: dict[int, DomainError] = {}
        for ask in closes:
            try:
                wishes[ask.deal_id] = _wish(ask, found.get(ask.deal_id))
            except DomainError as error:
                errors[ask.deal_id] = error
        judged = _judge(wishes.values(), errors, actor, at)
        missing = {deal_id: verdict.unmet for deal_id, verdict in judged.items()}
        going = [wish for wish in wishes.values() if wish.ask.deal_id not in errors]
        values = as_sold([wish.deal for wish in going if wish.outcome == Outcome.WON], at)
        taken = [
            _step(
                wish,
                judged.get(wish.deal.id, judging.Verdict()),
                values.get(wish.deal.id) or _changed(wish, at),
            )
            for wish in going
        ]
        events = steps.take(taken, actor=actor, at=at)
        _note(list(zip(going, [event.id for event in events], strict=True)), missing, at)
    written = {event.case_id: event.id for event in events}
    return [Done(ask.deal_id, written.get(ask.deal_id), errors.get(ask.deal_id)) for ask in closes]


def reopen(deal_id: int, *, actor: Actor, at: datetime) -> int | None:
    """Take up again a deal that had ended or paused, in the last selling stage it was in.

    Raises: NotFound, Refused (it is open), NotAllowed.
    """
    actor.require(DealPermission.MOVE)
    with write():
        found = steps.lock([deal_id], Deal.objects.reached_by(actor, DealPermission.MOVE).current())
        if deal_id not in found:
            raise NotFound(gettext_noop("This deal does not exist, or you may not move it."))
        deal = found[deal_id]
        if deal.outcome == Outcome.OPEN:
            raise Refused(gettext_noop("This deal is open already."))
        process = definition(deal.version_id)
        stage = deal.stage
        if process.by_key[stage].after_win:
            stage = process.last_before_win.key
        event = DealReopened(to_stage=stage, path_id=0)
        leaving = "moved" if deal.outcome in WINS and process.by_key[deal.stage].after_win else ""
        return steps.take(
            [steps.Step(deal, process, event, leaving, stage, Outcome.OPEN)], actor=actor, at=at
        )[0].id


def _wish(ask: Close, deal: Deal | None) -> _Wish:
    if deal is None:
        raise NotFound(gettext_noop("This deal does not exist, or you may not move it."))
    if ask.outcome not in {one.value for one in Outcome} - {Outcome.OPEN}:
        raise Invalid(
            Message(gettext_noop("“%(outcome)s” is not a way a deal can end."), outcome=ask.outcome),
            field="outcome",
        )
    outcome = Outcome(ask.outcome)
    if outcome not in TRANSITIONS[Outcome(deal.outcome)]:
        raise Refused(
            Message(
                gettext_noop("A deal marked as “%(now)s” cannot be marked as “%(then)s”."),
                now=OUTCOME_LABELS[deal.outcome],
                then=OUTCOME_LABELS[outcome],
            )
        )
    if outcome in OVER and not ask.reasons:
        raise Invalid(gettext_noop("Say why: choose at least one reason."), field="reasons")
    for reason in ask.reasons:
        clean(reason, max_length=40)
    clean(ask.words, max_length=5000, multiline=True)
    clean(ask.override_reason, max_length=2000, multiline=True)
    if ask.added is not None and deal.value_minor is not None and ask.added.currency != deal.value_currency:
        raise Invalid(gettext_noop("The added value must be in the deal's currency."), field="added")
    return _Wish(ask, outcome, deal, definition(deal.version_id))


def _judge(
    wishes: Iterable[_Wish], errors: dict[int, DomainError], actor: Actor, at: datetime
) -> dict[int, judging.Verdict]:
    winning = [wish for wish in wishes if wish.outcome in WINS and wish.deal.outcome not in WINS]
    judged = judging.judge(
        [judging.Way(wish.deal, wish.process, _after(wish.process)) for wish in winning], at
    )
    for wish in winning:
        if why := judging.refusal(judged[wish.deal.id].unmet, wish.ask.override_reason, wish.deal, actor):
            errors[wish.deal.id] = why
    return judged


def _after(process: Definition) -> str | None:
    return process.first_after_win.key if process.first_after_win else None


def _changed(wish: _Wish, at: datetime) -> Changes:
    """What an ending changes of the deal: what an upgrade adds, and no step is left to one that is over."""
    return put_away(wish.deal) if wish.outcome in OVER else _add_value(wish, at)


def _add_value(wish: _Wish, at: datetime) -> Changes:
    """Put what an upgrade adds on top; what changed by it, so that it can be taken back exactly."""
    if wish.outcome != Outcome.UPGRADED or wish.ask.added is None:
        return ()
    deal, added = wish.deal, wish.ask.added
    return revalued(deal, (deal.value or Money(0, added.currency)) + added, at)


def _step(wish: _Wish, verdict: judging.Verdict, changes: Changes) -> steps.Step:
    deal, ask = wish.deal, wish.ask
    was_won = deal.outcome in WINS
    to_stage = _after(wish.process) if wish.outcome in WINS and not was_won else None
    passed_by = tuple(one.key for one in verdict.unmet) or None
    not_needed = verdict.not_needed or None
    leaving = {Outcome.LOST: "lost", Outcome.PAUSED: "paused", Outcome.NO_DECISION: "no_decision"}.get(
        wish.outcome, "won"
    )
    if was_won or deal.outcome != Outcome.OPEN:
        leaving = ""
    event: Happened
    if wish.outcome == Outcome.WON:
        event = DealWon(
            deal.stage,
            to_stage,
            None,
            deal.value_minor,
            deal.value_currency or None,
            unmet=passed_by,
            not_needed=not_needed,
        )
    elif wish.outcome == Outcome.UPGRADED:
        added = ask.added.minor if ask.added else None
        currency = ask.added.currency if ask.added else None
        event = DealUpgraded(deal.stage, to_stage, None, added, currency, passed_by, not_needed)
    elif wish.outcome == Outcome.PAUSED:
        event = DealPaused(deal.stage, ask.until.isoformat() if ask.until else None, ask.reasons)
    elif wish.outcome == Outcome.LOST:
        event = DealLost(deal.stage, ask.reasons)
    else:
        event = DealUndecided(deal.stage, ask.reasons)
    return steps.Step(
        deal,
        wish.process,
        event,
        leaving,
        to_stage,
        wish.outcome,
        override=bool(passed_by),
        not_needed=verdict.not_needed,
        changes=changes,
    )


def _note(pairs: Sequence[tuple[_Wish, int]], missing: dict[int, list[Unmet]], at: datetime) -> None:
    Closure.objects.bulk_create(
        [
            Closure(
                deal_id=wish.deal.id,
                event_id=event_id,
                outcome=wish.outcome.value,
                reasons=list(wish.ask.reasons),
                words=wish.ask.words,
                until=wish.ask.until,
                added_minor=wish.ask.added.minor if wish.ask.added else None,
                at=at,
            )
            for wish, event_id in pairs
        ]
    )
    overrides = [
        Override(
            deal_id=wish.deal.id,
            event_id=event_id,
            unmet=[one.key for one in missing[wish.deal.id]],
            reason=reason,
            at=at,
        )
        for wish, event_id in pairs
        if missing.get(wish.deal.id) and (reason := wish.ask.override_reason)
    ]
    if overrides:
        Override.objects.bulk_create(overrides)
