"""What a batch is compared with: the customers and contacts its keys could mean, loaded at once."""

from collections.abc import Collection, Sequence

from polku.access.logic import Actor
from polku.contacts.logic import COMPANY, PERSON, Keys
from polku.contacts.models import Consent, Contact, Customer
from polku.contacts.models.contact import ContactQuerySet
from polku.contacts.rules import sees
from polku.db.lists import among
from polku.db.prepared import Prepared


def _contacts() -> ContactQuerySet:
    return Contact.objects.current().select_related("customer").order_by("id")


_with_email = Prepared(lambda keys: _contacts().filter(email_key__in=among(keys, text=True)))
_with_phone = Prepared(lambda keys: _contacts().filter(phone_key__in=among(keys, text=True)))
_named = Prepared(
    lambda keys: Customer.objects.current().filter(name_key__in=among(keys, text=True)).order_by("id")
)


class Known:
    """Rows by their keys; rows that the batch itself adds join them."""

    def __init__(self) -> None:
        self._one: dict[int, Contact] = {}
        self._emails: dict[str, dict[int, Contact]] = {}
        self._phones: dict[str, dict[int, Contact]] = {}
        self._named: dict[tuple[int, str], dict[int, Contact]] = {}
        self._companies: dict[str, dict[int, Customer]] = {}
        self._persons: dict[str, dict[int, Customer]] = {}

    @classmethod
    def load(cls, keys: Sequence[Keys], *, actor: Actor) -> "Known":
        """Four queries at most, whatever the number of keys; the oldest row of a key comes first."""
        known = cls()
        for column, with_key in (("email", _with_email), ("phone", _with_phone)):
            if wanted := {getattr(key, column) for key in keys} - {""}:
                for contact in with_key(list(wanted)):
                    if contact.customer.voided_at is None and _seen(actor, contact.customer):
                        known.add_contact(contact)
        if names := {name for key in keys for name in (key.company, key.person)} - {""}:
            for customer in _named(list(names)):
                if _seen(actor, customer):
                    known.add_customer(customer)
        known._load_colleagues(keys)
        return known

    def _load_colleagues(self, keys: Sequence[Keys]) -> None:
        """Contacts by name at the companies found, for rows that bring neither their mail nor their number."""
        ids = [customer.pk for found in self._companies.values() for customer in found.values()]
        names = {key.person for key in keys if key.company and key.person}
        if not ids or not names:
            return
        rows = Contact.objects.current().filter(
            customer_id__in=among(ids), name_key__in=among(names, text=True)
        )
        for contact in rows.select_related("customer").order_by("id"):
            self.add_contact(contact)

    @staticmethod
    def newest_consents(contact_ids: Collection[int]) -> dict[tuple[int, str], bool]:
        """What each contact said last, per purpose."""
        rows = Consent.objects.filter(contact_id__in=among(contact_ids)).order_by("id")
        return {(row[0], row[1]): row[2] for row in rows.values_list("contact_id", "purpose", "given")}

    def add_contact(self, contact: Contact) -> None:
        """Let later rows find this contact; one object for one contact, though each query made its own."""
        pk: int | None = contact.pk
        if pk is not None:
            contact = self._one.setdefault(pk, contact)
        for index, key in ((self._emails, contact.email_key), (self._phones, contact.phone_key)):
            if key:
                index.setdefault(key, {}).setdefault(id(contact), contact)
        if contact.name_key:
            named = self._named.setdefault((_mark(contact.customer), contact.name_key), {})
            named.setdefault(id(contact), contact)

    def add_customer(self, customer: Customer) -> None:
        """Let later rows find this customer."""
        if customer.name_key:
            index = self._companies if customer.kind == COMPANY else self._persons
            index.setdefault(customer.name_key, {}).setdefault(_mark(customer), customer)

    def contact(self, key: Keys) -> tuple[Contact | None, bool]:
        """The contact meant, by mail before phone, and whether others could be meant at another customer."""
        found = [*self._emails.get(key.email, {}).values(), *self._phones.get(key.phone, {}).values()]
        if not found:
            return None, False
        customers = {_mark(one.customer) for one in found}
        return found[0], len(customers) > 1

    def company(self, key: str) -> tuple[Customer | None, bool]:
        """The company meant by a name, and whether there are several of that name."""
        found = self._companies.get(key, {})
        return next(iter(found.values()), None), len(found) > 1

    def contact_named(self, customer: Customer, key: Keys) -> Contact | None:
        """A contact of that name at the customer whose mail and number do not contradict the row's."""
        for one in self._named.get((_mark(customer), key.person), {}).values():
            if _agrees(one.email_key, key.email) and _agrees(one.phone_key, key.phone):
                return one
        return None

    def looks_like(self, customer: Customer) -> bool:
        """Whether a private person of that name is known already."""
        return customer.kind == PERSON and bool(self._persons.get(customer.name_key))


def _seen(actor: Actor, customer: Customer) -> bool:
    return sees(actor, owner_id=customer.owner_id, team_id=customer.team_id)


def _mark(customer: Customer) -> int:
    """One number for one customer, also before the database gave it one."""
    pk: int | None = customer.pk
    return -id(customer) if pk is None else pk


def _agrees(known: str, told: str) -> bool:
    return not known or not told or known == told
