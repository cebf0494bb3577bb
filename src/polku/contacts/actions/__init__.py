"""Writes: find or add, correct, consent, assign, merge, remove."""

from polku.contacts.actions.assigning import assign_customers
from polku.contacts.actions.consents import record_consent
from polku.contacts.actions.customers import add_customer, restore_customer, update_customer, void_customer
from polku.contacts.actions.erasing import erase_contact, erase_customer
from polku.contacts.actions.merges import merge, undo_merge
from polku.contacts.actions.pairs import dismiss_duplicate, look_for_duplicates, scan_for_duplicates
from polku.contacts.actions.people import add_contact, update_contact, void_contact
from polku.contacts.actions.resolving import add, recognise, resolve
from polku.contacts.logic import NewCustomer, Resolved

__all__ = [
    "NewCustomer",
    "Resolved",
    "add",
    "add_contact",
    "add_customer",
    "assign_customers",
    "dismiss_duplicate",
    "erase_contact",
    "erase_customer",
    "look_for_duplicates",
    "merge",
    "recognise",
    "record_consent",
    "resolve",
    "restore_customer",
    "scan_for_duplicates",
    "undo_merge",
    "update_contact",
    "update_customer",
    "void_contact",
    "void_customer",
]
