"""Keeps the search documents of customers and contacts in step, in the transaction of their change."""

from collections.abc import Sequence

from polku.contacts.models import Contact, Customer
from polku.contacts.queries.documents import (
    CONTACT,
    CUSTOMER,
    contact_document,
    customer_document,
)
from polku.db.lists import among
from polku.search.actions import index, remove


def index_customers(customers: Sequence[Customer], *, new: bool = False) -> None:
    """Write the documents of these customers."""
    index([customer_document(customer) for customer in customers], new=new)


def index_contacts(contacts: Sequence[Contact], *, new: bool = False) -> None:
    """Write the documents of these contacts, with their customers' owner and team."""
    index([contact_document(contact) for contact in contacts], new=new)


def index_with_contacts(customers: Sequence[Customer]) -> None:
    """Write the documents of these customers and of all their contacts."""
    index_customers(customers)
    by_id = {customer.pk: customer for customer in customers}
    contacts = list(Contact.objects.current().filter(customer_id__in=among(by_id)))
    for contact in contacts:
        contact.customer = by_id[contact.customer_id]
    index_contacts(contacts)


def drop_customer(customer: Customer) -> None:
    """Take a customer and its contacts out of the search."""
    remove(CUSTOMER, [customer.pk])
    drop_contacts(list(Contact.objects.filter(customer=customer).values_list("id", flat=True)))


def drop_contacts(contact_ids: Sequence[int]) -> None:
    """Take contacts out of the search."""
    remove(CONTACT, contact_ids)
