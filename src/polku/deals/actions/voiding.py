"""The bin: a voided deal leaves every list and figure, and can be brought back."""

from collections.abc import Sequence
from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.deals.actions import steps
from polku.deals.actions.indexing import forget_deals, index_deals
from polku.deals.actions.results import Done
from polku.deals.events import DealRestored, DealVoided
from polku.deals.models import Deal
from polku.deals.rules import DealPermission
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import NotFound, gettext_noop


def void_deals(ids: Sequence[int], *, actor: Actor, at: datetime) -> list[Done]:
    """Move deals to the bin, and answer for each."""
    return _set(ids, at, actor, at)


def restore_deals(ids: Sequence[int], *, actor: Actor, at: datetime) -> list[Done]:
    """Bring deals back from the bin, and answer for each."""
    return _set(ids, None, actor, at)


def _set(ids: Sequence[int], voided_at: datetime | None, actor: Actor, at: datetime) -> list[Done]:
    actor.require(DealPermission.VOID)
    with write():
        found = steps.lock(ids, Deal.objects.reached_by(actor, DealPermission.VOID))
        going = [deal for deal in found.values() if (deal.voided_at is None) != (voided_at is None)]
        Deal.objects.filter(id__in=[deal.id for deal in going]).update(voided_at=voided_at)
        event = DealVoided() if voided_at else DealRestored()
        entries = [
            Entry(event, ("deal", deal.id), at, deal.id, deal.version_id, deal.stage) for deal in going
        ]
        events = append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at) if entries else []
        if voided_at:
            forget_deals([deal.id for deal in going])
        else:
            index_deals(going)
    written = {event.case_id: event.id for event in events}
    missing = NotFound(gettext_noop("This deal does not exist, or you may not change it."))
    return [Done(one, written.get(one), None if one in found else missing) for one in ids]
