"""Keeps the search documents of customers and contacts in step, in the transaction of their change."""

from collections.abc import Sequence

from polku.contacts.models import Contact, Customer


def index_customers(customers: Sequence[Customer]) -> None:
    """Write the documents of these customers."""


def index_contacts(contacts: Sequence[Contact]) -> None:
    """Write the documents of these contacts, with their customers' owner and team."""


def index_with_contacts(customers: Sequence[Customer]) -> None:
    """Write the documents of these customers and of all their contacts."""


def drop_customer(customer: Customer) -> None:
    """Take a customer and its contacts out of the search."""


def drop_contacts(contact_ids: Sequence[int]) -> None:
    """Take contacts out of the search."""
