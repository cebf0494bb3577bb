"""A person asks to be forgotten: everything that names them goes, the deals and the figures stay."""

from datetime import datetime

from polku.access import privacy
from polku.access.logic import Actor, Reach
from polku.contacts.events import ContactErased, CustomerErased
from polku.contacts.models import Contact, Customer, Erasure
from polku.contacts.queries.known import subject_of_contact, subject_of_customer
from polku.contacts.rules import ContactPermission
from polku.db.erasing import leave_no_trace
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import NotAllowed, NotFound


def erase_customer(customer_id: int, *, actor: Actor, at: datetime) -> Erasure:
    """Erase what is known of a customer and all its people, in every place; a second time does nothing.

    Raises: NotFound, NotAllowed, Refused (an import that may hold them is under way).
    """
    _require(actor)
    with write():
        leave_no_trace()
        found = (
            Customer.objects.visible_to(actor).select_for_update(of=("self",)).filter(id=customer_id).first()
        )
        if found is None:
            raise NotFound
        while found.merged_into is not None:
            found = found.merged_into
        known = Erasure.objects.filter(customer=found, contact=None).first()
        return known or _erase(subject_of_customer(found), found, None, actor, at)


def erase_contact(contact_id: int, *, actor: Actor, at: datetime) -> Erasure:
    """Erase what is known of one person; a private person goes with the customer they are.

    Raises: NotFound, NotAllowed, Refused (an import that may hold them is under way).
    """
    _require(actor)
    rows = Contact.objects.visible_to(actor).select_related("customer")
    found = rows.filter(id=contact_id).first()
    if found is None:
        raise NotFound
    if found.customer.kind == Customer.Kind.PERSON:
        return erase_customer(found.customer_id, actor=actor, at=at)
    with write():
        leave_no_trace()
        contact = Contact.objects.select_for_update(of=("self",)).get(id=found.pk)
        while contact.merged_into is not None:
            contact = contact.merged_into
        known = Erasure.objects.filter(contact=contact).first()
        return known or _erase(subject_of_contact(contact), contact.customer, contact, actor, at)


def _require(actor: Actor) -> None:
    """It reaches into every team's deals, so who may see only some of them may not do it."""
    if actor.reach(ContactPermission.ERASE) < Reach.ALL:
        raise NotAllowed(ContactPermission.ERASE)


def _erase(
    subject: privacy.Subject, customer: Customer, contact: Contact | None, actor: Actor, at: datetime
) -> Erasure:
    counts = privacy.erased(privacy.gathered(subject), actor=actor, at=at)
    row = Erasure(customer=customer, contact=contact, at=at, by_id=actor.user_id, counts=counts)
    Erasure.objects.bulk_create([row, *_of_doubles(subject, row)])
    entry = (
        Entry(CustomerErased(), ("customer", customer.pk), at)
        if contact is None
        else Entry(ContactErased(customer_id=customer.pk), ("contact", contact.pk), at)
    )
    append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row


def _of_doubles(subject: privacy.Subject, row: Erasure) -> list[Erasure]:
    """Rows that were merged with the one erased: nothing is written to them again either."""
    said = {"at": row.at, "by_id": row.by_id}
    if row.contact is None:
        others = subject.mine("customer") - {row.customer_id}
        return [Erasure(customer_id=pk, **said) for pk in sorted(others)]
    twins = Contact.objects.filter(id__in=subject.mine("contact") - {row.contact_id}).order_by("id")
    return [Erasure(customer_id=twin.customer_id, contact=twin, **said) for twin in twins]
