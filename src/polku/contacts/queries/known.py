"""All that is known of a customer or a person, for them to have; and whether it was erased."""

from datetime import datetime
from typing import Any

from polku.access import privacy
from polku.access.logic import Actor, Reach
from polku.contacts.models import Contact, Customer, Erasure
from polku.contacts.rules import ContactPermission
from polku.kernel.errors import NotAllowed, NotFound


def subject_of_customer(customer: Customer) -> privacy.Subject:
    """A customer with all its people."""
    return privacy.Subject(is_whole=True, own={"customer": {customer.pk}})


def subject_of_contact(contact: Contact) -> privacy.Subject:
    """One person; a private person stands for the customer they are."""
    if contact.customer.kind == Customer.Kind.PERSON:
        return subject_of_customer(contact.customer)
    return privacy.Subject(is_whole=False, own={"contact": {contact.pk}})


def known_of_customer(actor: Actor, customer_id: int, *, at: datetime) -> dict[str, Any]:
    """What is known of a customer, by place.

    Raises: NotFound, NotAllowed.
    """
    _require(actor)
    found = Customer.objects.visible_to(actor).filter(id=customer_id).first()
    if found is None:
        raise NotFound
    return _told(subject_of_customer(found), {"customer_id": customer_id}, at)


def known_of_contact(actor: Actor, contact_id: int, *, at: datetime) -> dict[str, Any]:
    """What is known of a person, by place.

    Raises: NotFound, NotAllowed.
    """
    _require(actor)
    found = Contact.objects.visible_to(actor).select_related("customer").filter(id=contact_id).first()
    if found is None:
        raise NotFound
    return _told(subject_of_contact(found), {"contact_id": contact_id}, at)


def may_export(actor: Actor) -> bool:
    """It tells of every team's deals, so who may see only some of them may not have it."""
    return actor.reach(ContactPermission.EXPORT_KNOWN) == Reach.ALL


def may_erase(actor: Actor) -> bool:
    """Whether this person may erase customers and people."""
    return actor.reach(ContactPermission.ERASE) == Reach.ALL


def erasure_of(customer_id: int) -> Erasure | None:
    """When a customer was erased; none where it was not."""
    return Erasure.objects.filter(customer_id=customer_id, contact=None).first()


def _require(actor: Actor) -> None:
    if not may_export(actor):
        raise NotAllowed(ContactPermission.EXPORT_KNOWN)


def _told(subject: privacy.Subject, of: dict[str, int], at: datetime) -> dict[str, Any]:
    return {"of": of, "at": at, "known": privacy.exported(privacy.gathered(subject))}
