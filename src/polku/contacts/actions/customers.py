"""One customer: add, correct, remove, bring back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from polku.access.logic import Actor
from polku.contacts.actions.indexing import drop_customer, index_with_contacts
from polku.contacts.actions.loading import customer_to_change
from polku.contacts.actions.resolving import add
from polku.contacts.events import CustomerChanged, CustomerRestored, CustomerVoided
from polku.contacts.hooks import void_guards
from polku.contacts.logic import (
    COMPANY,
    PERSON,
    NewCustomer,
    checked_language,
    fault,
    head_key,
    keys_of,
    merged_fields,
    name_key,
    sound_key,
)
from polku.contacts.models import Customer
from polku.contacts.postal import LENGTHS as ADDRESS_LENGTHS
from polku.contacts.postal import checked, checked_country
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.kernel.errors import Conflict, Invalid, Refused, gettext_noop
from polku.kernel.text import clean
from polku.kernel.vat_numbers import checked_vat_number

POSTAL: Final = ("line1", "line2", "post_code", "city", "region", "country", "delivery")
"""Where bills go, and where goods go if elsewhere."""

FIELDS: Final = ("kind", "name", *POSTAL, "vat_id", "website", "segment", "language")
"""What a form may correct."""

_LENGTHS: Final = ADDRESS_LENGTHS | {"name": 300, "vat_id": 30, "website": 200, "segment": 120}


def add_customer(row: NewCustomer, *, actor: Actor, at: datetime) -> Customer:
    """Add a customer, and its contact where the row names one, without looking for a known one.

    Raises: Invalid (with the field), NotAllowed.
    """
    for code, field, message in (
        ("bad_email", "email", gettext_noop("This is not a mail address.")),
        ("bad_phone", "phone", gettext_noop("This is not a phone number.")),
    ):
        if fault(row) is None and code in keys_of(row).warnings:
            raise Invalid(message, field=field)
    answer = add([row], actor=actor, at=at)[0]
    if answer.error is not None:
        raise answer.error
    return Customer.objects.get(id=answer.customer_id)


def update_customer(
    customer_id: int,
    *,
    values: Mapping[str, object],
    base: Mapping[str, object],
    actor: Actor,
    at: datetime,
) -> Customer:
    """Correct facts of a customer, field by field.

    `base` holds the values the form was opened with: what another person changed meanwhile stays, unless the
    same field was changed to something else here.

    Raises: Conflict (both values of each such field), Invalid, NotFound, NotAllowed.
    """
    sent = {name: checked_field(name, value) for name, value in values.items()}
    with write():
        customer = customer_to_change(customer_id, actor=actor)
        now: dict[str, object] = {name: getattr(customer, name) for name in FIELDS}
        apply, conflicts = merged_fields(now, base, sent)
        if conflicts:
            raise Conflict(conflicts)
        if "vat_id" in apply:
            checked_vat_number(str(apply["vat_id"]))
        if apply:
            _apply(customer, apply)
            _log(customer, CustomerChanged(fields=tuple(apply)), now, apply, actor=actor, at=at)
            index_with_contacts([customer])
    return customer


def void_customer(customer_id: int, *, actor: Actor, at: datetime) -> Customer:
    """Take a customer entered by mistake out of lists and figures; nothing is deleted.

    Raises: Refused where something still hangs on it, NotFound, NotAllowed.
    """
    with write():
        customer = customer_to_change(customer_id, actor=actor)
        if customer.voided_at is not None:
            return customer
        unmet = [reason for guard in void_guards.all() if (reason := guard(customer_id)) is not None]
        if unmet:
            raise Refused(gettext_noop("This customer cannot be removed now."), unmet=unmet)
        customer.voided_at = at
        customer.save(update_fields=["voided_at"])
        _log(
            customer, CustomerVoided(), {"voided_at": None}, {"voided_at": at.isoformat()}, actor=actor, at=at
        )
        drop_customer(customer)
    return customer


def restore_customer(customer_id: int, *, actor: Actor, at: datetime) -> Customer:
    """Bring a removed customer back.

    Raises: NotFound, NotAllowed.
    """
    with write():
        customer = customer_to_change(customer_id, actor=actor)
        if customer.voided_at is None:
            return customer
        before = customer.voided_at.isoformat()
        customer.voided_at = None
        customer.save(update_fields=["voided_at"])
        _log(customer, CustomerRestored(), {"voided_at": before}, {"voided_at": None}, actor=actor, at=at)
        index_with_contacts([customer])
    return customer


def checked_field(name: str, value: object) -> object:
    """A value as it may stand in the field. Raises: Invalid with the field."""
    if name == "delivery" and isinstance(value, Mapping):
        return checked(value)
    if name not in FIELDS or not isinstance(value, str):
        raise Invalid(gettext_noop("This cannot be changed here."), field=name)
    if name in _LENGTHS:
        clean(value, max_length=_LENGTHS[name], field=name)
    if name == "name" and not value.strip():
        raise Invalid(gettext_noop("A customer needs a name."), field=name)
    if name == "kind" and value not in (COMPANY, PERSON):
        raise Invalid(gettext_noop("A customer is a company or a person."), field=name)
    if name == "country":
        checked_country(value)
    if name == "language":
        checked_language(value)
    return value


def _apply(customer: Customer, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(customer, name, value)
    if "name" in values or "kind" in values:
        customer.name_key = name_key(customer.kind, customer.name)
        customer.name_head, customer.name_sound = head_key(customer.name_key), sound_key(customer.name_key)
    customer.save(update_fields=[*values, "name_key", "name_head", "name_sound"])


def _log(
    customer: Customer,
    event: Happened,
    before: Mapping[str, object],
    after: Mapping[str, object],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    changes = [("customer", customer.pk, name, before[name], value) for name, value in after.items()]
    append(
        [Entry(event, ("customer", customer.pk), at, changes=changes)],
        actor_id=actor.user_id,
        via=actor.via,
        recorded_at=at,
    )
