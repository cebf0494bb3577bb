"""The row an action works on: visible to the actor, changeable by them, locked."""

from polku.access.logic import Actor
from polku.contacts.models import Contact, Customer
from polku.contacts.rules import ContactPermission
from polku.kernel.errors import NotAllowed, NotFound


def customer_to_change(
    customer_id: int, *, actor: Actor, permission: ContactPermission = ContactPermission.CHANGE
) -> Customer:
    """Raises: NotFound where the actor may not see it, NotAllowed where they may see but not change it."""
    found = Customer.objects.visible_to(actor).select_for_update(of=("self",)).filter(id=customer_id).first()
    if found is None:
        raise NotFound
    if not Customer.objects.reached_by(actor, permission).filter(id=customer_id).exists():
        raise NotAllowed(permission)
    return found


def contact_to_change(contact_id: int, *, actor: Actor) -> Contact:
    """Raises: NotFound where the actor may not see it, NotAllowed where they may see but not change it."""
    rows = Contact.objects.visible_to(actor).select_related("customer").select_for_update(of=("self",))
    found = rows.filter(id=contact_id).first()
    if found is None:
        raise NotFound
    if not Contact.objects.reached_by(actor, ContactPermission.CHANGE).filter(id=contact_id).exists():
        raise NotAllowed(ContactPermission.CHANGE)
    return found
