"""The people at customers by API."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from polku.contacts import actions, queries
from polku.contacts.models import Contact
from polku.contacts.queries.documents import CONTACT
from polku.db.lists import among
from polku.search import queries as search
from polku.ui.api import PROBLEMS, Id, Input, Limit, actor, dumped, dumped_all, once, page

router = Router(tags=["contacts"])


class ContactOut(Schema):
    """A person at a customer, or the private person who is the customer."""

    id: int
    customer_id: int
    name: str
    email: str
    phone: str
    position: str
    language: str
    merged_into_id: int | None
    voided_at: datetime | None
    recorded_at: datetime


class ContactPage(Schema):
    """One page of contacts; `next` is the cursor to send as `after`, null at the end."""

    items: list[ContactOut]
    next: str | None


class ContactIn(Input):
    """A new person; a name, a mail address or a phone number is needed."""

    name: str = ""
    email: str = ""
    phone: str = ""
    position: str = ""
    language: str = ""


class ContactPatch(Input):
    """Fields to change: name, email, phone, position, language.

    `base` holds the values you started from: a field changed meanwhile is a conflict (409).
    """

    values: dict[str, str]
    base: dict[str, Any] = {}


class ContactQuery(Schema):
    """Filters of the list; `q` finds by name, position, address and number."""

    q: str = ""
    customer_id: Id | None = None
    after: str = ""
    limit: Limit = 50


class ConsentIn(Input):
    """A consent or a refusal for a purpose (email, phone, post, text_message, profiling)."""

    purpose: str
    given: bool
    source: str = ""


class ConsentOut(Schema):
    """What a person agreed to or refused; the newest row of a purpose counts."""

    id: int
    contact_id: int
    purpose: str
    given: bool
    at: datetime
    source: str


@router.get("/contacts", response={200: ContactPage} | PROBLEMS, summary="List contacts")
def list_contacts(request: HttpRequest, query: Query[ContactQuery]) -> dict[str, Any]:
    """Contacts the token's person may see, the newest first."""
    rows = Contact.objects.visible_to(actor(request)).current()
    if query.customer_id is not None:
        rows = rows.filter(customer_id=query.customer_id)
    if query.q.strip():
        rows = rows.filter(id__in=among(search.row_ids(actor(request), query.q, kind=CONTACT)))
    found, after = page(rows, after=query.after, limit=query.limit)
    return {"items": dumped_all(ContactOut, found), "next": after}


@router.post(
    "/customers/{customer_id}/contacts",
    response={201: ContactOut} | PROBLEMS,
    summary="Add a person to a customer",
)
@once
def add_contact(request: HttpRequest, customer_id: Id, body: ContactIn) -> tuple[int, dict[str, Any]]:
    """Add a person to a customer."""
    contact = actions.add_contact(
        customer_id, values=body.model_dump(), actor=actor(request), at=timezone.now()
    )
    return 201, dumped(ContactOut, contact)


@router.get("/contacts/{contact_id}", response={200: ContactOut} | PROBLEMS, summary="Read a contact")
def read_contact(request: HttpRequest, contact_id: Id) -> dict[str, Any]:
    """One contact."""
    return dumped(ContactOut, queries.contact(actor(request), contact_id))


@router.patch("/contacts/{contact_id}", response={200: ContactOut} | PROBLEMS, summary="Change a contact")
@once
def change_contact(request: HttpRequest, contact_id: Id, body: ContactPatch) -> tuple[int, dict[str, Any]]:
    """Correct facts of a contact, field by field."""
    contact = actions.update_contact(
        contact_id, values=body.values, base=body.base, actor=actor(request), at=timezone.now()
    )
    return 200, dumped(ContactOut, contact)


@router.delete("/contacts/{contact_id}", response={200: ContactOut} | PROBLEMS, summary="Remove a contact")
def void_contact(request: HttpRequest, contact_id: Id) -> dict[str, Any]:
    """Take out a contact entered by mistake; nothing is deleted."""
    return dumped(ContactOut, actions.void_contact(contact_id, actor=actor(request), at=timezone.now()))


@router.get(
    "/contacts/{contact_id}/consents",
    response={200: list[ConsentOut]} | PROBLEMS,
    summary="What a person agreed to",
)
def list_consents(request: HttpRequest, contact_id: Id) -> list[dict[str, Any]]:
    """What the person said last about each purpose."""
    contact = queries.contact(actor(request), contact_id)
    return dumped_all(ConsentOut, list(queries.consents_of([contact.pk]).get(contact.pk, {}).values()))


@router.post(
    "/contacts/{contact_id}/consents",
    response={201: ConsentOut} | PROBLEMS,
    summary="Record a consent or a refusal",
)
@once
def record_consent(request: HttpRequest, contact_id: Id, body: ConsentIn) -> tuple[int, dict[str, Any]]:
    """Add a consent or a refusal to a person's ledger."""
    consent = actions.record_consent(contact_id, **body.model_dump(), actor=actor(request), at=timezone.now())
    return 201, dumped(ConsentOut, consent)
