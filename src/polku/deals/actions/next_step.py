"""The next step: every open deal has one."""

from datetime import UTC, datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.deals.actions import steps
from polku.deals.events import NextStepDone, NextStepSet
from polku.deals.models import Deal
from polku.deals.rules import DealPermission
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.kernel.errors import Invalid, NotFound, gettext_noop
from polku.kernel.text import clean


def set_next_step(deal_id: int, *, text: str, due_at: datetime | None, actor: Actor, at: datetime) -> int:
    """Agree what happens next with a deal, and when.

    Raises: NotFound, Invalid (empty or too long), NotAllowed.
    """
    actor.require(DealPermission.CHANGE)
    try:
        text = clean(text, max_length=300).strip()
    except Invalid as error:
        raise Invalid({"next_step": next(iter(error.messages.values()))}, code=error.code) from error
    if not text:
        raise Invalid(gettext_noop("Say what happens next."), field="next_step")
    event = NextStepSet(due_at=due_at.isoformat() if due_at else None)
    return _write(deal_id, event, text, due_at, actor, at)


def complete_next_step(deal_id: int, *, actor: Actor, at: datetime) -> int:
    """Say that the next step was done; the deal then asks for a new one."""
    actor.require(DealPermission.CHANGE)
    return _write(deal_id, None, "", None, actor, at)


def _write(
    deal_id: int, event: Happened | None, text: str, due_at: datetime | None, actor: Actor, at: datetime
) -> int:
    with write():
        found = steps.lock([deal_id], Deal.objects.reached_by(actor, DealPermission.CHANGE).current())
        if deal_id not in found:
            raise NotFound(gettext_noop("This deal does not exist, or you may not change it."))
        deal = found[deal_id]
        # The log keeps UTC, as the table does: what is taken back is compared with it.
        due_at = due_at.astimezone(UTC) if due_at else None
        if event is None:
            if not deal.next_step:
                raise Invalid(gettext_noop("This deal has no next step."), field="next_step")
            event = NextStepDone(due_at=deal.next_step_at.isoformat() if deal.next_step_at else None)
        before = (deal.next_step, deal.next_step_at.isoformat() if deal.next_step_at else None)
        after = (text, due_at.isoformat() if due_at else None)
        deal.next_step, deal.next_step_at = text, due_at
        deal.save(update_fields=["next_step", "next_step_at"])
        changes = [
            ("deal", deal.id, name, old, new)
            for name, old, new in zip(("next_step", "next_step_at"), before, after, strict=True)
            if old != new
        ]
        entry = Entry(event, ("deal", deal.id), at, deal.id, deal.version_id, deal.stage, changes=changes)
        return append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0].id
