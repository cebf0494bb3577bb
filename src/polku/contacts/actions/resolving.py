"""Find or add: one answer per row, the same number of queries for one row and for a thousand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from polku.access.logic import Actor
from polku.contacts.actions import placing
from polku.contacts.actions.indexing import index_contacts, index_customers
from polku.contacts.actions.known import Known
from polku.contacts.events import ConsentRecorded, ContactAdded, ContactChanged, CustomerAdded
from polku.contacts.logic import (
    COMPANY,
    Keys,
    NewCustomer,
    Resolved,
    fault,
    has_contact,
    head_key,
    keys_of,
    kind_of,
    name_key,
    name_of,
    sound_key,
)
from polku.contacts.models import Consent, Contact, Customer
from polku.contacts.postal import checked
from polku.contacts.rules import ContactPermission
from polku.db.bulk import insert, made, numbered
from polku.db.transactions import take_turns, write
from polku.eventlog.actions import Entry, append_later
from polku.kernel.errors import DomainError

_FILLED = ("name", "email", "phone", "position")


@dataclass(slots=True)
class _Work:
    """What a batch will write."""

    customers: list[tuple[Customer, datetime | None]] = field(default_factory=list)
    contacts: list[tuple[Contact, datetime | None]] = field(default_factory=list)
    filled: dict[int, tuple[Contact, dict[str, tuple[str, str]]]] = field(default_factory=dict)
    consents: list[Consent] = field(default_factory=list)


@dataclass(slots=True)
class _Answer:
    customer: Customer | None = None
    contact: Contact | None = None
    customer_created: bool = False
    contact_created: bool = False
    warnings: list[str] = field(default_factory=list)
    error: DomainError | None = None


def resolve(
    rows: Sequence[NewCustomer], *, actor: Actor, at: datetime, history: bool = False
) -> list[Resolved]:
    """Find each row's customer and contact among those the actor may see, or add them.

    Matches by mail address, then phone number, then company name, also within the batch. What a known
    contact lacks is filled in; nothing known is overwritten. A row with a fault is answered with its `error`.

    Raises: NotAllowed.
    """
    return _resolve(rows, actor=actor, at=at, history=history, find=True)


def recognise(row: NewCustomer, *, actor: Actor) -> Customer | None:
    """The known customer that `resolve` would link a row to, for a person to be asked first; nothing is written."""
    if fault(row) is not None:
        return None
    key = keys_of(row)
    return _meant(row, key, Known.load([key], actor=actor))[1]


def add(rows: Sequence[NewCustomer], *, actor: Actor, at: datetime) -> list[Resolved]:
    """Add every row as a customer of its own, for a person who has seen the like ones and decided.

    Raises: NotAllowed.
    """
    return _resolve(rows, actor=actor, at=at, history=False, find=False)


def _resolve(
    rows: Sequence[NewCustomer], *, actor: Actor, at: datetime, history: bool, find: bool
) -> list[Resolved]:
    actor.require(ContactPermission.CHANGE)
    faults = [fault(row) for row in rows]
    keys = [None if wrong else keys_of(row) for row, wrong in zip(rows, faults, strict=True)]
    work = _Work()
    with write():
        places = placing.places(rows, actor=actor)
        wanted = [one for one in keys if one and find]
        take_turns(
            "contacts", {name for one in wanted for name in (one.company, one.email, one.phone)} - {""}
        )
        known = Known.load(wanted, actor=actor)
        answers = []
        for row, key, wrong, place in zip(rows, keys, faults, places, strict=True):
            if isinstance(place, DomainError) or key is None:
                answers.append(_Answer(error=wrong or (place if isinstance(place, DomainError) else None)))
            else:
                answers.append(_one(row, key, place, known, work, at))
        _store(work, actor=actor, at=at, history=history)
        _consents(rows, answers, work, at)
        _log(work, actor=actor, at=at, history=history)
    return [_resolved(answer) for answer in answers]


def _one(
    row: NewCustomer, key: Keys, place: tuple[int | None, int], known: Known, work: _Work, at: datetime
) -> _Answer:
    answer = _Answer(warnings=list(key.warnings))
    kind = kind_of(row)
    answer.contact, answer.customer, several = _meant(row, key, known)
    if answer.contact is not None and kind == COMPANY and key.company:
        name = answer.contact.customer.name_key
        answer.warnings += ["other_company"] if name not in ("", key.company) else []
    if several:
        answer.warnings.append("several_matches")
    if answer.customer is None:
        answer.customer, answer.customer_created = _new_customer(row, key, kind, place, at), True
        if known.looks_like(answer.customer):
            answer.warnings.append("duplicate_customer")
        work.customers.append((answer.customer, row.at))
        known.add_customer(answer.customer)
    if has_contact(row):
        _contact(row, key, answer, known, work, at)
    elif row.consents:
        answer.warnings.append("consent_without_contact")
    return answer


def _meant(row: NewCustomer, key: Keys, known: Known) -> tuple[Contact | None, Customer | None, bool]:
    """The contact and customer a row means, and whether it could mean others: by mail, number, then company name."""
    contact, several = known.contact(key)
    if contact is not None:
        return contact, contact.customer, several
    if kind_of(row) == COMPANY and key.company:
        return None, *known.company(key.company)
    return None, None, several


def _new_customer(
    row: NewCustomer, key: Keys, kind: str, place: tuple[int | None, int], at: datetime
) -> Customer:
    name = name_of(row, kind)
    mine = ""  # a customer named by its mail, number or outside id is no like-named one of anybody
    if name and name in (row.company, row.contact_name):
        mine = key.company if kind == COMPANY and name == row.company else name_key(kind, name)
    return made(
        Customer,
        kind=kind,
        name=name[:300],
        name_key=mine,
        name_head=head_key(mine),
        name_sound=sound_key(mine),
        owner_id=place[0],
        team_id=place[1],
        country=row.country,
        line1=row.line1,
        line2=row.line2,
        post_code=row.post_code,
        city=row.city,
        region=row.region,
        delivery=checked(row.delivery) if row.delivery else {},
        vat_id=row.vat_id,
        website=row.website,
        segment=row.segment,
        language=row.language,
        recorded_at=at,
    )


def _contact(row: NewCustomer, key: Keys, answer: _Answer, known: Known, work: _Work, at: datetime) -> None:
    if answer.customer is None:
        return
    if answer.contact is None and key.person and not answer.customer_created:
        answer.contact = known.contact_named(answer.customer, key)
    if answer.contact is not None:
        _fill(row, key, answer, known, work)
        return
    answer.contact_created = True
    answer.contact = made(
        Contact,
        {"customer": answer.customer},
        name=row.contact_name,
        name_key=key.person,
        email=row.email,
        email_key=key.email,
        phone=row.phone,
        phone_key=key.phone,
        position=row.position,
        language=row.language,
        recorded_at=at,
    )
    work.contacts.append((answer.contact, row.at))
    known.add_contact(answer.contact)


def _fill(row: NewCustomer, key: Keys, answer: _Answer, known: Known, work: _Work) -> None:
    """Write what a known contact lacked; say what differs and was left alone."""
    contact = answer.contact
    if contact is None:
        return
    for told, theirs, code in (
        (key.email, contact.email_key, "other_email"),
        (key.phone, contact.phone_key, "other_phone"),
    ):
        if told and theirs and told != theirs:
            answer.warnings.append(code)
    for name, value in zip(_FILLED, (row.contact_name, row.email, row.phone, row.position), strict=True):
        before = getattr(contact, name)
        if before or not value.strip():
            continue
        setattr(contact, name, value)
        if contact.pk is not None:
            work.filled.setdefault(contact.pk, (contact, {}))[1][name] = (before, value)
    contact.name_key = contact.name_key or key.person
    contact.email_key = contact.email_key or key.email
    contact.phone_key = contact.phone_key or key.phone
    known.add_contact(contact)


def _store(work: _Work, *, actor: Actor, at: datetime, history: bool) -> None:
    customers = [customer for customer, _ in work.customers]
    contacts = [contact for contact, _ in work.contacts]
    insert(Customer, customers)
    numbered(contacts, "customer")
    insert(Contact, contacts)
    changed = [contact for contact, _ in work.filled.values()]
    if changed:
        Contact.objects.bulk_update(
            changed, [*_FILLED, "name_key", "email_key", "phone_key"], batch_size=1000
        )
    index_customers(customers, new=True)
    index_contacts(contacts, new=True)
    index_contacts(changed)


def _consents(rows: Sequence[NewCustomer], answers: Iterable[_Answer], work: _Work, at: datetime) -> None:
    """Record the consents that say something new."""
    told: dict[tuple[int, str], Consent] = {}
    for row, answer in zip(rows, answers, strict=True):
        if answer.contact is None or answer.error is not None:
            continue
        for purpose, given in row.consents.items():
            told[answer.contact.pk, purpose] = Consent(
                contact=answer.contact,
                purpose=purpose,
                given=given,
                at=row.at or at,
                source=row.consent_source,
            )
    if not told:
        return
    before = Known.newest_consents({contact_id for contact_id, _ in told})
    work.consents = [consent for key, consent in told.items() if before.get(key) is not consent.given]
    insert(Consent, work.consents)


def _log(work: _Work, *, actor: Actor, at: datetime, history: bool) -> None:
    entries = [
        Entry(
            CustomerAdded(customer_kind=customer.kind, country=customer.country or None),
            ("customer", customer.pk),
            when or at,
            timed=bool(when) or not history,
        )
        for customer, when in work.customers
    ]
    entries += [
        Entry(
            ContactAdded(customer_id=contact.customer_id),
            ("contact", contact.pk),
            when or at,
            timed=bool(when) or not history,
        )
        for contact, when in work.contacts
    ]
    entries += [
        Entry(
            ContactChanged(customer_id=contact.customer_id, fields=tuple(changes)),
            ("contact", contact.pk),
            at,
            changes=[("contact", contact.pk, name, old, new) for name, (old, new) in changes.items()],
        )
        for contact, changes in work.filled.values()
    ]
    entries += [
        Entry(
            ConsentRecorded(
                customer_id=consent.contact.customer_id, purpose=consent.purpose, given=consent.given
            ),
            ("contact", consent.contact_id),
            consent.at,
        )
        for consent in work.consents
    ]
    if entries:
        append_later(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at, history=history)


def _resolved(answer: _Answer) -> Resolved:
    return Resolved(
        customer_id=answer.customer.pk if answer.customer else 0,
        contact_id=answer.contact.pk if answer.contact else None,
        customer_created=answer.customer_created,
        contact_created=answer.contact_created,
        warnings=answer.warnings,
        error=answer.error,
        name=answer.customer.name if answer.customer else "",
    )
