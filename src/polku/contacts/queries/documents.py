"""What the search knows of customers and contacts."""

from collections.abc import Iterable, Iterator, Sequence

from polku.contacts.models import Contact, Customer
from polku.db.lists import among
from polku.search.logic import Doc

CUSTOMER = "customer"
CONTACT = "contact"


def customer_document(customer: Customer) -> Doc:
    """A customer by name, city, country and VAT number."""
    place = ", ".join(part for part in (customer.city, customer.country) if part)
    return Doc(
        kind=CUSTOMER,
        row_id=customer.pk,
        owner_id=customer.owner_id,
        team_id=customer.team_id,
        title=customer.name,
        subtitle=place,
        words=f"{customer.name} {customer.city} {customer.vat_id} {customer.website}",
    )


def contact_document(contact: Contact) -> Doc:
    """A contact by name, position, address and number, to those who may see the customer."""
    customer = contact.customer
    return Doc(
        kind=CONTACT,
        row_id=contact.pk,
        owner_id=customer.owner_id,
        team_id=customer.team_id,
        title=str(contact),
        subtitle=customer.name,
        words=f"{contact.name} {contact.email} {contact.phone_key or contact.phone} {customer.name}",
    )


def customer_documents(ids: Sequence[int] | None) -> Iterator[Doc]:
    """Documents of these customers, or of all, in order of id; merged and removed ones have none."""
    rows = Customer.objects.current().order_by("id")
    found: Iterable[Customer] = (
        rows.iterator(chunk_size=5000) if ids is None else rows.filter(id__in=among(ids))
    )
    return map(customer_document, found)


def contact_documents(ids: Sequence[int] | None) -> Iterator[Doc]:
    """Documents of these contacts, or of all whose customer stands, in order of id."""
    rows = Contact.objects.current().filter(customer__voided_at=None, customer__merged_into=None)
    rows = rows.select_related("customer").order_by("id")
    found: Iterable[Contact] = (
        rows.iterator(chunk_size=5000) if ids is None else rows.filter(id__in=among(ids))
    )
    return map(contact_document, found)
