"""The row an action works on: visible to the actor, changeable by them, locked."""

from datetime import datetime

from django.db.models import Q

from polku.access.logic import Actor
from polku.contacts.models import Contact, Customer, Erasure
from polku.contacts.rules import ContactPermission
from polku.kernel.errors import NotAllowed, NotFound, Refused, gettext_noop


def customer_to_change(
    customer_id: int, *, actor: Actor, permission: ContactPermission = ContactPermission.CHANGE
) -> Customer:
    """Raises: NotFound where the actor may not see it, NotAllowed where they may not change it, Refused (erased)."""
    found = Customer.objects.visible_to(actor).select_for_update(of=("self",)).filter(id=customer_id).first()
    if found is None:
        raise NotFound
    if not Customer.objects.reached_by(actor, permission).filter(id=customer_id).exists():
        raise NotAllowed(permission)
    _refuse_erased(found.voided_at, Q(customer_id=found.pk, contact=None))
    return found


def contact_to_change(contact_id: int, *, actor: Actor) -> Contact:
    """Raises: NotFound where the actor may not see it, NotAllowed where they may not change it, Refused (erased)."""
    rows = Contact.objects.visible_to(actor).select_related("customer").select_for_update(of=("self",))
    found = rows.filter(id=contact_id).first()
    if found is None:
        raise NotFound
    if not Contact.objects.reached_by(actor, ContactPermission.CHANGE).filter(id=contact_id).exists():
        raise NotAllowed(ContactPermission.CHANGE)
    _refuse_erased(found.voided_at, Q(contact_id=found.pk) | Q(customer_id=found.customer_id, contact=None))
    return found


def _refuse_erased(voided_at: datetime | None, which: Q) -> None:
    """Nothing is written again to what was erased: the person would be back under the same number."""
    if voided_at is not None and Erasure.objects.filter(which).exists():
        raise Refused(gettext_noop("What was known here was erased; it cannot be changed or brought back."))
