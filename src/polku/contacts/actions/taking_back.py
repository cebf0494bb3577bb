"""Taking back what an import made: by batch, and only where nothing else hangs on it."""

from collections.abc import Collection
from datetime import datetime

from polku.access.logic import Actor
from polku.contacts.actions.indexing import drop_contacts, index_contacts
from polku.contacts.events import ContactChanged, ContactVoided, CustomerVoided
from polku.contacts.logic import mail_key, number_key
from polku.contacts.models import Contact, Customer
from polku.contacts.rules import ContactPermission
from polku.db.lists import among
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.models import Change
from polku.kernel.text import person_key
from polku.search.actions import remove

_FILLED = ("name", "email", "phone", "position")


def take_back(
    customer_ids: Collection[int],
    contact_ids: Collection[int],
    filled_ids: Collection[int],
    *,
    since: datetime,
    actor: Actor,
    at: datetime,
) -> None:
    """Void customers and contacts that were made at `since`, and empty again what was filled in at known contacts.

    A customer that still has another contact stays. The caller knows what else may hang on them.
    Raises: NotAllowed.
    """
    actor.require(ContactPermission.CHANGE)
    with write():
        reached = Contact.objects.reached_by(actor, ContactPermission.CHANGE).filter(voided_at=None)
        contacts = list(reached.filter(id__in=among(contact_ids)))
        Contact.objects.filter(id__in=among(one.pk for one in contacts)).update(voided_at=at)
        drop_contacts([one.pk for one in contacts])
        customers = _free_customers(customer_ids, actor)
        Customer.objects.filter(id__in=among(one.pk for one in customers)).update(voided_at=at)
        remove("customer", [one.pk for one in customers])
        entries = [
            _entry(ContactVoided(customer_id=one.customer_id), "contact", one.pk, at) for one in contacts
        ]
        entries += [_entry(CustomerVoided(), "customer", one.pk, at) for one in customers]
        entries += _empty_again(filled_ids, since, actor, at)
        if entries:
            append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)


def _free_customers(ids: Collection[int], actor: Actor) -> list[Customer]:
    busy = Contact.objects.current().filter(customer_id__in=among(ids)).values_list("customer_id", flat=True)
    reached = Customer.objects.reached_by(actor, ContactPermission.CHANGE).current()
    return list(reached.filter(id__in=among(set(ids) - set(busy))))


def _entry(event: ContactVoided | CustomerVoided, what: str, row_id: int, at: datetime) -> Entry:
    changes = [(what, row_id, "voided_at", None, at.isoformat())]
    return Entry(event, (what, row_id), at, changes=changes)


def _empty_again(ids: Collection[int], since: datetime, actor: Actor, at: datetime) -> list[Entry]:
    """What the import wrote into known contacts and nobody has changed since."""
    rows = Change.objects.filter(
        table="contact", row_id__in=among(ids), field__in=_FILLED, event__recorded_at=since
    )
    written: dict[int, dict[str, str]] = {}
    for change in rows:
        written.setdefault(change.row_id, {})[change.field] = str(change.after)
    contacts = list(Contact.objects.filter(id__in=among(written)).select_related("customer"))
    entries = []
    for contact in contacts:
        back = [name for name, value in written[contact.pk].items() if getattr(contact, name) == value]
        changes = [("contact", contact.pk, name, getattr(contact, name), "") for name in back]
        for name in back:
            setattr(contact, name, "")
        contact.name_key = person_key(contact.name)[:200]
        contact.email_key = mail_key(contact.email)
        contact.phone_key = number_key(contact.phone, contact.customer.country)
        event = ContactChanged(customer_id=contact.customer_id, fields=tuple(back))
        entries.append(Entry(event, ("contact", contact.pk), at, changes=changes))
    Contact.objects.bulk_update(contacts, [*_FILLED, "name_key", "email_key", "phone_key"], batch_size=500)
    index_contacts(contacts)
    return entries
