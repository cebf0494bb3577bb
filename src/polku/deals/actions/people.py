"""The people who take part in a deal."""

from datetime import datetime

from polku.access.logic import Actor
from polku.contacts.models import Contact
from polku.db.transactions import write
from polku.deals.actions import steps
from polku.deals.events import ContactLinked, ContactUnlinked
from polku.deals.models import Deal, DealContact
from polku.deals.rules import DealPermission
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.kernel.errors import NotFound, gettext_noop
from polku.kernel.text import clean


def link_contact(deal_id: int, contact_id: int, *, role: str = "", actor: Actor, at: datetime) -> int | None:
    """Add a person to a deal, or change what they are in it; None where nothing changed."""
    role = clean(role, max_length=60)
    with write():
        deal = _deal(deal_id, actor)
        if not Contact.objects.visible_to(actor).current().filter(id=contact_id).exists():
            raise NotFound(gettext_noop("This person does not exist, or you may not see them."))
        row, new = DealContact.objects.get_or_create(
            deal=deal, contact_id=contact_id, defaults={"role": role}
        )
        if not new and row.role != role:
            row.role = role
            row.save(update_fields=["role"])
        return _log(deal, ContactLinked(contact_id=contact_id), actor, at) if new else None


def unlink_contact(deal_id: int, contact_id: int, *, actor: Actor, at: datetime) -> int | None:
    """Take a person off a deal; None where they were not in it."""
    with write():
        deal = _deal(deal_id, actor)
        gone, _ = DealContact.objects.filter(deal=deal, contact_id=contact_id).delete()
        return _log(deal, ContactUnlinked(contact_id=contact_id), actor, at) if gone else None


def _deal(deal_id: int, actor: Actor) -> Deal:
    actor.require(DealPermission.CHANGE)
    found = steps.lock([deal_id], Deal.objects.reached_by(actor, DealPermission.CHANGE).current())
    if deal_id not in found:
        raise NotFound(gettext_noop("This deal does not exist, or you may not change it."))
    return found[deal_id]


def _log(deal: Deal, event: Happened, actor: Actor, at: datetime) -> int:
    entry = Entry(event, ("deal", deal.id), at, deal.id, deal.version_id, deal.stage)
    return append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0].id
