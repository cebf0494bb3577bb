"""Reads of customers; scope first."""

from polku.contacts.queries.customers import (
    Wanted,
    consents_of,
    contact,
    contacts_of,
    count,
    customer,
    customer_history,
    listed,
    page,
)
from polku.contacts.queries.duplicates import duplicate_candidates, duplicates, likely_meant, worklist
from polku.contacts.queries.known import (
    erasure_of,
    known_of_contact,
    known_of_customer,
    may_erase,
    may_export,
)
from polku.contacts.queries.merges import merge_preview, standing_merges

__all__ = [
    "Wanted",
    "consents_of",
    "contact",
    "contacts_of",
    "count",
    "customer",
    "customer_history",
    "duplicate_candidates",
    "duplicates",
    "erasure_of",
    "known_of_contact",
    "known_of_customer",
    "likely_meant",
    "listed",
    "may_erase",
    "may_export",
    "merge_preview",
    "page",
    "standing_merges",
    "worklist",
]
