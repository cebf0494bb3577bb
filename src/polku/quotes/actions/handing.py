"""From yes to signature to work: papers, doubts and introductions, who holds each, when it was settled."""

from datetime import date, datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.deals.models import Deal
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.kernel.errors import Invalid, NotFound, gettext_noop
from polku.kernel.text import clean
from polku.quotes.actions import reach
from polku.quotes.events import HandoverNoted, HandoverSettled
from polku.quotes.logic.states import Handover
from polku.quotes.models import HandoverItem


def note_handover(
    deal_id: int,
    *,
    kind: str,
    text: str,
    holder: str = "",
    due_date: date | None = None,
    actor: Actor,
    at: datetime,
) -> HandoverItem:
    """Note a paper that is needed, a doubt, or who is to be introduced. Raises: NotFound, NotAllowed, Invalid."""
    if kind not in set(Handover):
        raise Invalid(gettext_noop("It is a paper, a doubt or a person."), field="kind")
    words = clean(text.strip(), multiline=True, max_length=2000, field="text")
    if not words:
        raise Invalid(gettext_noop("Say what it is."), field="text")
    with write():
        deal = reach.deal(deal_id, actor)
        row = HandoverItem.objects.create(
            deal=deal,
            kind=kind,
            text=words,
            holder=clean(" ".join(holder.split()), max_length=200, field="holder"),
            due_date=due_date,
            by_id=actor.user_id,
            at=at,
        )
        _log(HandoverNoted(row.id, kind), deal, actor, at)
    return row


def settle_handover(item_id: int, *, actor: Actor, at: datetime) -> HandoverItem:
    """Say that it stands in the way no more; twice is once. Raises: NotFound, NotAllowed."""
    with write():
        row = HandoverItem.objects.select_for_update(of=("self",)).filter(id=item_id).first()
        if row is None:
            raise NotFound(gettext_noop("There is no such part of the handover."))
        deal = reach.deal(row.deal_id, actor)
        if row.settled_at is None:
            row.settled_at = at
            row.save(update_fields=["settled_at"])
            _log(HandoverSettled(row.id, row.kind), deal, actor, at)
    return row


def _log(event: Happened, deal: Deal, actor: Actor, at: datetime) -> None:
    entry = Entry(event, ("deal", deal.id), at, case_id=deal.id, version_id=deal.version_id, stage=deal.stage)
    append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
