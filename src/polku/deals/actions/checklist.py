"""Ticking what a stage asks to be done."""

from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.deals.actions import steps
from polku.deals.events import ItemTicked, ItemUnticked
from polku.deals.models import ChecklistTick, Deal
from polku.deals.rules import DealPermission
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop
from polku.process.queries import definition


def tick(deal_id: int, item: str, *, actor: Actor, at: datetime) -> int | None:
    """Say that a checklist item is done; None where it was so already.

    Raises: NotFound, Invalid (no such item in the deal's process), NotAllowed.
    """
    with write():
        deal = _deal(deal_id, item, actor)
        _, new = ChecklistTick.objects.get_or_create(
            deal=deal, item=item, defaults={"at": at, "by_id": actor.user_id}
        )
        return _log(deal, ItemTicked(item=item), actor, at) if new else None


def untick(deal_id: int, item: str, *, actor: Actor, at: datetime) -> int | None:
    """Take a tick away; None where there was none."""
    with write():
        deal = _deal(deal_id, item, actor)
        gone, _ = ChecklistTick.objects.filter(deal=deal, item=item).delete()
        return _log(deal, ItemUnticked(item=item), actor, at) if gone else None


def _deal(deal_id: int, item: str, actor: Actor) -> Deal:
    actor.require(DealPermission.CHANGE)
    found = steps.lock([deal_id], Deal.objects.reached_by(actor, DealPermission.CHANGE).current())
    if deal_id not in found:
        raise NotFound(gettext_noop("This deal does not exist, or you may not change it."))
    process = definition(found[deal_id].version_id)
    if not any(one.key == item for stage in process.stages for one in stage.checklist):
        raise Invalid(Message(gettext_noop("“%(item)s” is not on the checklist."), item=item), field="item")
    return found[deal_id]


def _log(deal: Deal, event: Happened, actor: Actor, at: datetime) -> int:
    entry = Entry(event, ("deal", deal.id), at, deal.id, deal.version_id, deal.stage)
    return append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0].id
