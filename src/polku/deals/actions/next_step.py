"""The next step: every open deal has one, and one that has ended has none left over."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.deals.actions import steps
from polku.deals.actions.valuing import Changes
from polku.deals.events import NextStepDone, NextStepSet
from polku.deals.models import Deal
from polku.deals.rules import DealPermission
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.eventlog.models import Change
from polku.kernel.errors import Invalid, NotFound, gettext_noop
from polku.kernel.text import clean

_FIELDS: Final = ("next_step", "next_step_at")


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


def put_away(deal: Deal) -> Changes:
    """A deal that ends leaves no step behind; what changed by it, so that it comes back with the deal."""
    before = _told(deal)
    deal.next_step, deal.next_step_at = "", None
    return _changes(deal, before)


def bring_back(deal: Deal, changes: Mapping[str, Change]) -> Changes:
    """The step that an ending put away, once it is taken back; a step agreed since stays."""
    before = _told(deal)
    if "next_step" not in changes or deal.next_step:
        return ()
    due = changes["next_step_at"].before if "next_step_at" in changes else None
    deal.next_step = str(changes["next_step"].before)
    deal.next_step_at = datetime.fromisoformat(due) if due else None
    deal.save(update_fields=list(_FIELDS))
    return _changes(deal, before)


def _told(deal: Deal) -> tuple[str, str | None]:
    return deal.next_step, deal.next_step_at.isoformat() if deal.next_step_at else None


def _changes(deal: Deal, before: tuple[str, str | None]) -> Changes:
    pairs = zip(_FIELDS, before, _told(deal), strict=True)
    return tuple(("deal", deal.id, name, old, new) for name, old, new in pairs if old != new)


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
        before = _told(deal)
        deal.next_step, deal.next_step_at = text, due_at
        deal.save(update_fields=list(_FIELDS))
        changes = _changes(deal, before)
        entry = Entry(event, ("deal", deal.id), at, deal.id, deal.version_id, deal.stage, changes=changes)
        return append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0].id
