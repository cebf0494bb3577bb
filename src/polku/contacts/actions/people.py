"""The people at a customer: add, correct, remove."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from polku.access.logic import Actor
from polku.contacts.actions.indexing import drop_contacts, index_contacts
from polku.contacts.actions.loading import contact_to_change, customer_to_change
from polku.contacts.events import ContactAdded, ContactChanged, ContactVoided
from polku.contacts.logic import checked_language, mail_key, merged_fields, number_key
from polku.contacts.models import Contact
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.kernel.errors import Conflict, Invalid, gettext_noop
from polku.kernel.text import clean, person_key

CONTACT_FIELDS: Final = ("name", "email", "phone", "position", "language")
"""What a form may correct."""

_LENGTHS: Final = {"name": 200, "email": 254, "phone": 60, "position": 120}


def add_contact(customer_id: int, *, values: Mapping[str, str], actor: Actor, at: datetime) -> Contact:
    """Add a person to a customer.

    Raises: Invalid (with the field), NotFound, NotAllowed.
    """
    sent = _checked(values, country="")
    with write():
        customer = customer_to_change(customer_id, actor=actor)
        if not any(sent.get(name, "").strip() for name in ("name", "email", "phone")):
            raise Invalid(
                gettext_noop("A contact needs a name, a mail address or a phone number."), field="name"
            )
        contact = Contact(customer=customer, recorded_at=at, **sent)
        _keys(contact)
        contact.save()
        _log(contact, ContactAdded(customer_id=customer.pk), actor=actor, at=at)
        index_contacts([contact])
    return contact


def update_contact(
    contact_id: int,
    *,
    values: Mapping[str, str],
    base: Mapping[str, object],
    actor: Actor,
    at: datetime,
) -> Contact:
    """Correct facts of a contact, field by field; `base` holds the values the form was opened with.

    Raises: Conflict (both values of each field another person changed meanwhile), Invalid, NotFound, NotAllowed.
    """
    sent = _checked(values, country="")
    with write():
        contact = contact_to_change(contact_id, actor=actor)
        now: dict[str, object] = {name: getattr(contact, name) for name in CONTACT_FIELDS}
        apply, conflicts = merged_fields(now, base, sent)
        if conflicts:
            raise Conflict(conflicts)
        if apply:
            for name, value in apply.items():
                setattr(contact, name, value)
            if not (contact.name.strip() or contact.email or contact.phone):
                raise Invalid(
                    gettext_noop("A contact needs a name, a mail address or a phone number."), field="name"
                )
            _keys(contact)
            contact.save(update_fields=[*apply, "name_key", "email_key", "phone_key"])
            event = ContactChanged(customer_id=contact.customer_id, fields=tuple(apply))
            _log(
                contact,
                event,
                {name: (now[name], value) for name, value in apply.items()},
                actor=actor,
                at=at,
            )
            index_contacts([contact])
    return contact


def void_contact(contact_id: int, *, actor: Actor, at: datetime) -> Contact:
    """Take out a contact entered by mistake; nothing is deleted.

    Raises: NotFound, NotAllowed.
    """
    with write():
        contact = contact_to_change(contact_id, actor=actor)
        if contact.voided_at is None:
            contact.voided_at = at
            contact.save(update_fields=["voided_at"])
            changes = {"voided_at": (None, at.isoformat())}
            _log(contact, ContactVoided(customer_id=contact.customer_id), changes, actor=actor, at=at)
            drop_contacts([contact.pk])
    return contact


def _checked(values: Mapping[str, str], *, country: str) -> dict[str, str]:
    for name, value in values.items():
        if name not in CONTACT_FIELDS or not isinstance(value, str):
            raise Invalid(gettext_noop("This cannot be changed here."), field=name)
        if name in _LENGTHS:
            clean(value, max_length=_LENGTHS[name], field=name)
    checked_language(values.get("language", ""))
    if values.get("email", "").strip() and not mail_key(values["email"]):
        raise Invalid(gettext_noop("This is not a mail address."), field="email")
    if values.get("phone", "").strip() and not number_key(values["phone"], country):
        raise Invalid(gettext_noop("This is not a phone number."), field="phone")
    return dict(values)


def _keys(contact: Contact) -> None:
    contact.name_key = person_key(contact.name)[:200]
    contact.email_key = mail_key(contact.email)
    contact.phone_key = number_key(contact.phone, contact.customer.country)


def _log(
    contact: Contact,
    event: Happened,
    changes: Mapping[str, tuple[object, object]] | None = None,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    listed = [("contact", contact.pk, name, old, new) for name, (old, new) in (changes or {}).items()]
    append(
        [Entry(event, ("contact", contact.pk), at, changes=listed)],
        actor_id=actor.user_id,
        via=actor.via,
        recorded_at=at,
    )
