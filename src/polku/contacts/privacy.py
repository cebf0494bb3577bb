"""What customers and their people are known by, told and erased."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Row, Subject
from polku.contacts.actions.indexing import drop_contacts
from polku.contacts.models import Consent, Contact, Customer, DuplicatePair, Merge
from polku.contacts.queries.documents import CUSTOMER
from polku.db.lists import among
from polku.eventlog.models import Change
from polku.kernel.redaction import Marks
from polku.search.actions import remove

_NUMBERED: Final = Concat(Value("#"), F("id"), output_field=CharField())
"""What a row without a name is called: it stands in lists of deals and figures."""

_OF_CUSTOMER: Final = (
    "kind",
    "name",
    "line1",
    "line2",
    "post_code",
    "city",
    "region",
    "country",
    "delivery",
    "vat_id",
    "website",
    "segment",
    "language",
    "custom",
    "recorded_at",
)
_OF_CONTACT: Final = ("customer_id", "name", "email", "phone", "position", "language", "recorded_at")


def gather(subject: Subject) -> None:
    """Doubles of the same customer or person, the people at the customer, and every name they ever had here."""
    customers, contacts = subject.mine("customer"), subject.mine("contact")
    _with_doubles(Customer, customers)
    contacts |= set(Contact.objects.filter(customer_id__in=among(customers)).values_list("id", flat=True))
    _with_doubles(Contact, contacts)
    for row in Contact.objects.filter(id__in=among(contacts)).select_related("customer"):
        _learn(subject, "name", row.name)
        _learn(subject, "email", row.email)
        _learn(subject, "email", row.email_key)
        _learn(subject, "phone", row.phone)
        _learn(subject, "phone", row.phone_key)
        subject.beside("customer").add(row.customer_id)
    for customer in Customer.objects.filter(id__in=among(customers)):
        for name in ("name", "vat_id", "website"):
            _learn(subject, name, getattr(customer, name))
    for table, ids in (("contact", contacts), ("customer", customers)):
        for change in Change.objects.filter(table=table, row_id__in=among(ids), field__in=_LEARNT):
            _learn(subject, change.field, change.before)
            _learn(subject, change.field, change.after)
    subject.near["customer"] = subject.beside("customer") - customers


def export(subject: Subject, _marks: Marks) -> Iterator[Row]:
    """The customer's and the persons' own facts."""
    for customer in Customer.objects.filter(id__in=among(subject.mine("customer"))).order_by("id"):
        yield {"is": "customer", "id": customer.pk, **_facts(customer, _OF_CUSTOMER)}
    for contact in Contact.objects.filter(id__in=among(subject.mine("contact"))).order_by("id"):
        yield {"is": "contact", "id": contact.pk, **_facts(contact, _OF_CONTACT)}


def export_consents(subject: Subject, _marks: Marks) -> Iterable[Row]:
    """What the persons agreed to and refused, in order."""
    rows = Consent.objects.filter(contact_id__in=among(subject.mine("contact"))).order_by("id")
    return rows.values("contact_id", "purpose", "given", "at", "source")


def erase(subject: Subject, _marks: Marks, at: datetime) -> int:
    """Names, addresses, numbers and keys go; the rows stay, called by their number, in no list."""
    contacts = Contact.objects.filter(id__in=among(subject.mine("contact")))
    customers = Customer.objects.filter(id__in=among(subject.mine("customer")))
    done = contacts.update(
        name=_NUMBERED, name_key="", email="", email_key="", phone="", phone_key="", position="", language=""
    )
    done += customers.update(
        name=_NUMBERED, name_key="", name_head="", name_sound="", line1="", line2="", post_code="", city="",
        region="", delivery={}, vat_id="", website="", segment="",
        language="", custom={},
    )  # fmt: skip
    for rows in (contacts, customers):
        rows.filter(voided_at=None).update(voided_at=at)
    drop_contacts(sorted(subject.mine("contact")))
    remove(CUSTOMER, sorted(subject.mine("customer")))
    return done + _erase_merges(subject) + _erase_pairs(subject)


def erase_consents(subject: Subject, _marks: Marks, _at: datetime) -> int:
    """Where a consent was given goes; that one was given, when and for what, stays without a name."""
    rows = Consent.objects.filter(contact_id__in=among(subject.mine("contact"))).exclude(source="")
    return rows.update(source="")


def _with_doubles(model: type[Customer] | type[Contact], ids: set[int]) -> None:
    """All rows merged into these, and those they were merged into."""
    size = -1
    while size != len(ids):
        size = len(ids)
        rows: Any = model._default_manager.filter(Q(id__in=among(ids)) | Q(merged_into__in=among(ids)))
        for pk, into in rows.values_list("id", "merged_into_id"):
            ids |= {pk, into} - {None}


_LEARNT: Final = ("name", "email", "phone", "vat_id", "website")


def _learn(subject: Subject, field: str, value: object) -> None:
    if isinstance(value, str) and value.strip() and not value.startswith("#"):
        kept = {"email": subject.emails, "phone": subject.phones}.get(field, subject.names)
        kept.add(value)


def _erase_merges(subject: Subject) -> int:
    """A merge that was noted keeps the ids it moved, no values."""
    customers = subject.mine("customer") | subject.beside("customer")
    found = []
    for row in Merge.objects.filter(Q(kept_id__in=among(customers)) | Q(merged_id__in=among(customers))):
        mine = {str(pk) for pk in subject.mine("contact")}
        filled = {pk: kept for pk, kept in row.moved.get("filled", {}).items() if pk not in mine}
        fields = {} if row.kept_id in subject.mine("customer") else row.moved.get("fields", {})
        if (filled, fields) != (row.moved.get("filled", {}), row.moved.get("fields", {})):
            row.moved = row.moved | {"filled": filled, "fields": fields}
            found.append(row)
    Merge.objects.bulk_update(found, ["moved"])
    return len(found)


def _erase_pairs(subject: Subject) -> int:
    ids = among(subject.mine("customer"))
    return DuplicatePair.objects.filter(Q(one_id__in=ids) | Q(other_id__in=ids)).delete()[0]


def _facts(row: Customer | Contact, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


PEOPLE = Holding(
    models=("contacts.Customer", "contacts.Contact", "contacts.Merge", "contacts.DuplicatePair"),
    goes=_("Names, mail addresses, phone numbers, positions, and the keys by which they are found"),
    stays=_("The customer and the person as a number, so that deals and figures stay whole"),
    gather=gather,
    export=export,
    erase=erase,
)
CONSENTS = Holding(
    models=("contacts.Consent",),
    goes=_("Where a consent was given"),
    stays=_("That consent was given or refused, when and for what, without a name"),
    export=export_consents,
    erase=erase_consents,
)
