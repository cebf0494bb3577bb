"""Tables of customers."""

from polku.contacts.models.consent import Consent
from polku.contacts.models.contact import Contact
from polku.contacts.models.customer import Customer
from polku.contacts.models.erasure import Erasure
from polku.contacts.models.merge import Merge
from polku.contacts.models.pair import DuplicatePair, DuplicateScan

__all__ = ["Consent", "Contact", "Customer", "DuplicatePair", "DuplicateScan", "Erasure", "Merge"]
