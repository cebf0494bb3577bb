"""Noting that the order was asked for, and buying signals."""

from datetime import datetime

from polku.access.logic import Actor
from polku.advice.events import AskingTakenBack, OrderAskedFor, SignalSeen
from polku.advice.logic import techniques
from polku.advice.logic.techniques import Answer, Signal
from polku.advice.models import Asking, BuyingSignal
from polku.advice.queries.settings import pressure_allowed
from polku.advice.rules import AdvicePermission
from polku.db.transactions import write
from polku.deals.models import Deal
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.eventlog.models import Event
from polku.kernel.errors import Invalid, NotFound, Refused, gettext_noop


def ask(deal_id: int, technique: str, answer: str, *, actor: Actor, at: datetime) -> int:
    """Note that the buyer was asked for the order; gives the id of the event.

    Raises: NotFound, Invalid (no such technique or answer), Refused (it presses, and that is not allowed), NotAllowed.
    """
    actor.require(AdvicePermission.ASK)
    known = techniques.ready().get(technique)
    if known is None:
        raise Invalid(gettext_noop("There is no such technique."), field="technique")
    if answer not in set(Answer):
        raise Invalid(gettext_noop("The answer is yes, not yet or no."), field="answer")
    if known.presses and not pressure_allowed():
        raise Refused(gettext_noop("Your company does not allow techniques that press."))
    with write():
        deal = _deal(deal_id, actor)
        row = Asking.objects.create(
            deal=deal, technique=technique, answer=answer, stage=deal.stage, at=at, by_id=actor.user_id
        )
        return _log(OrderAskedFor(row.id, technique, answer), ("asking", row.id), deal, actor, at)


def note_signal(deal_id: int, signal: str, *, actor: Actor, at: datetime) -> int:
    """Note a buying signal; gives the id of the event. Raises: NotFound, Invalid, NotAllowed."""
    actor.require(AdvicePermission.ASK)
    if signal not in set(Signal):
        raise Invalid(gettext_noop("There is no such buying signal."), field="signal")
    with write():
        deal = _deal(deal_id, actor)
        row = BuyingSignal.objects.create(deal=deal, signal=signal, at=at, by_id=actor.user_id)
        return _log(SignalSeen(row.id, signal), ("buying_signal", row.id), deal, actor, at)


def take_back(event_id: int, *, actor: Actor, at: datetime) -> int:
    """Take a note back. Raises: NotFound, Refused (taken back already), NotAllowed."""
    actor.require(AdvicePermission.ASK)
    with write():
        event = Event.objects.filter(id=event_id, kind__in=(OrderAskedFor.kind, SignalSeen.kind)).first()
        if event is None:
            raise NotFound(gettext_noop("There is nothing here to take back."))
        deal = _deal(event.case_id or 0, actor)
        asked = event.kind == OrderAskedFor.kind
        rows = Asking.objects.filter(id=event.subject_id) if asked else None
        done = (
            rows.filter(voided_at=None).update(voided_at=at)
            if rows is not None
            else BuyingSignal.objects.filter(id=event.subject_id, voided_at=None).update(voided_at=at)
        )
        if not done:
            raise Refused(gettext_noop("This was taken back already."))
        subject = (event.subject_type, event.subject_id)
        return _log(AskingTakenBack(event.subject_id), subject, deal, actor, at, undoes=event.id)


def _deal(deal_id: int, actor: Actor) -> Deal:
    deal = Deal.objects.reached_by(actor, AdvicePermission.ASK).current().filter(id=deal_id).first()
    if deal is None:
        raise NotFound(gettext_noop("This deal does not exist, or you may not change it."))
    return deal


def _log(
    event: Happened,
    subject: tuple[str, int],
    deal: Deal,
    actor: Actor,
    at: datetime,
    undoes: int | None = None,
) -> int:
    entry = Entry(event, subject, at, deal.id, deal.version_id, deal.stage, undoes_id=undoes)
    return append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0].id
