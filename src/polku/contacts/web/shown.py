"""What pages show of a customer and its people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from polku.access.logic import Actor
from polku.contacts import words
from polku.contacts.models import Consent, Contact, Customer
from polku.contacts.postal import PARTS
from polku.contacts.queries import consents_of
from polku.contacts.rules import ContactPermission

FACTS = ("name", "kind", "city", "country", "vat_id", "website", "segment", "language")


@dataclass(frozen=True)
class Fact:
    """A field of a customer, as it stands on the page."""

    field: str
    label: str | Promise
    value: str
    link: str = ""


@dataclass(frozen=True)
class Person:
    """A contact with what it said last about each purpose."""

    contact: Contact
    consents: list[tuple[str, str | Promise, Consent | None]]

    @property
    def mail(self) -> str:
        """The address, where it is one that a link can hold."""
        return self.contact.email if self.contact.email_key else ""

    @property
    def number(self) -> str:
        """The number to call."""
        return self.contact.phone_key


def facts_of(customer: Customer) -> dict[str, Any]:
    """All facts of a customer in their order, then where bills go and where goods go if elsewhere, line by line."""
    own = {name: getattr(customer, name) for name in PARTS if name != "name"}
    return {
        "facts": [fact_of(customer, field) for field in FACTS if field not in ("city", "country")],
        "addresses": {
            "billing": words.address_lines(own),
            "delivery": words.address_lines(customer.delivery),
        },
    }


def fact_of(customer: Customer, field: str) -> Fact:
    """One fact; only a web address that is one becomes a link."""
    value = str(getattr(customer, field))
    link = value if field == "website" and value.startswith(("https://", "http://")) else ""
    return Fact(field, words.FIELDS[field], words.shown(field, value), link)


def people_of(contacts: Sequence[Contact]) -> list[Person]:
    """People with their consents: two queries at most."""
    said = consents_of([contact.pk for contact in contacts])
    return [
        Person(
            contact,
            [(key, label, said.get(contact.pk, {}).get(key)) for key, label in words.PURPOSES.items()]
            + [
                (key, key, consent)
                for key, consent in said.get(contact.pk, {}).items()
                if key not in words.PURPOSES
            ],
        )
        for contact in contacts
    ]


def may_change(actor: Actor, customer: Customer) -> bool:
    """Whether the person may change this customer now."""
    stands = customer.voided_at is None and customer.merged_into_id is None
    mine = Customer.objects.reached_by(actor, ContactPermission.CHANGE).filter(id=customer.pk)
    return stands and mine.exists()
