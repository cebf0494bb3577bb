"""Customers by API."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.responses import Status

from polku.contacts import actions, queries
from polku.contacts.logic import NewCustomer
from polku.ui.api import PROBLEMS, Id, Input, Limit, actor, dumped, dumped_all, once, page

router = Router(tags=["customers"])


class CustomerOut(Schema):
    """A customer: a company or a private person. A merged one names the customer it became.

    `line1` to `country` is the address bills go to; `delivery` is where goods go if elsewhere, else empty.
    """

    id: int
    kind: str
    name: str
    owner_id: int | None
    team_id: int
    line1: str
    line2: str
    post_code: str
    city: str
    region: str
    country: str
    delivery: dict[str, str]
    vat_id: str
    website: str
    segment: str
    language: str
    custom: dict[str, Any]
    merged_into_id: int | None
    voided_at: datetime | None
    recorded_at: datetime


class CustomerPage(Schema):
    """One page of customers; `next` is the cursor to send as `after`, null at the end."""

    items: list[CustomerOut]
    next: str | None


class CustomerIn(Input):
    """A new customer, with the person there if one is named. Without a company it is a private person.

    `delivery` has the parts name, line1, line2, post_code, city, region, country; left empty, goods go where
    bills go.
    """

    company: str = ""
    contact: str = ""
    email: str = ""
    phone: str = ""
    position: str = ""
    kind: Literal["company", "person"] | None = None
    line1: str = ""
    line2: str = ""
    post_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    delivery: dict[str, str] = {}
    vat_id: str = ""
    website: str = ""
    segment: str = ""
    language: str = ""
    owner_id: Id | None = None
    team_id: Id | None = None
    consents: dict[str, bool] = {}
    consent_source: str = ""


class CustomerPatch(Input):
    """Fields to change: kind, name, line1, line2, post_code, city, region, country, delivery, vat_id, website,
    segment, language.

    `base` holds the values you started from: a field changed meanwhile is a conflict (409).
    """

    values: dict[str, Any]
    base: dict[str, Any] = {}


class OwnerIn(Input):
    """Whose customer it is; nobody's without an owner."""

    owner_id: Id | None = None
    team_id: Id | None = None


class CustomerQuery(Schema):
    """Filters of the list; all of them hold together. `q` finds by name, city, VAT number, and by people there."""

    q: str = ""
    kind: Literal["company", "person"] | None = None
    owner_id: Id | None = None
    team_id: Id | None = None
    after: str = ""
    limit: Limit = 50


class LikeOut(Schema):
    """A customer that could be the same: the score (0 to 100) and what each reason gives or takes."""

    customer: CustomerOut
    score: int
    reasons: dict[str, int]


@router.get("/customers", response={200: CustomerPage} | PROBLEMS, summary="List customers")
def list_customers(request: HttpRequest, query: Query[CustomerQuery]) -> dict[str, Any]:
    """Customers the token's person may see, the newest first."""
    wanted = queries.Wanted(
        words=query.q, kind=query.kind or "", owner_id=query.owner_id, team_id=query.team_id
    )
    rows, after = page(queries.listed(actor(request), wanted), after=query.after, limit=query.limit)
    return {"items": dumped_all(CustomerOut, rows), "next": after}


@router.post("/customers", response={201: CustomerOut} | PROBLEMS, summary="Add a customer")
@once
def add_customer(request: HttpRequest, body: CustomerIn) -> tuple[int, dict[str, Any]]:
    """Add a customer without looking for a known one; `duplicates` tells who may be the same."""
    new = NewCustomer(**body.model_dump(exclude={"contact"}), contact_name=body.contact)
    customer = actions.add_customer(new, actor=actor(request), at=timezone.now())
    return 201, dumped(CustomerOut, customer)


@router.get("/customers/{customer_id}", response={200: CustomerOut} | PROBLEMS, summary="Read a customer")
def read_customer(request: HttpRequest, customer_id: Id) -> dict[str, Any]:
    """One customer, also a removed or merged one."""
    return dumped(CustomerOut, queries.customer(actor(request), customer_id))


@router.patch("/customers/{customer_id}", response={200: CustomerOut} | PROBLEMS, summary="Change a customer")
@once
def change_customer(request: HttpRequest, customer_id: Id, body: CustomerPatch) -> tuple[int, dict[str, Any]]:
    """Correct facts of a customer, field by field."""
    customer = actions.update_customer(
        customer_id, values=body.values, base=body.base, actor=actor(request), at=timezone.now()
    )
    return 200, dumped(CustomerOut, customer)


@router.delete(
    "/customers/{customer_id}", response={200: CustomerOut} | PROBLEMS, summary="Remove a customer"
)
def void_customer(request: HttpRequest, customer_id: Id) -> dict[str, Any]:
    """Take a customer entered by mistake out of lists; nothing is deleted, it can be brought back."""
    return dumped(CustomerOut, actions.void_customer(customer_id, actor=actor(request), at=timezone.now()))


@router.post(
    "/customers/{customer_id}/restorations",
    response={200: CustomerOut} | PROBLEMS,
    summary="Bring a customer back",
)
@once
def restore_customer(request: HttpRequest, customer_id: Id) -> tuple[int, dict[str, Any]]:
    """Bring a removed customer back."""
    customer = actions.restore_customer(customer_id, actor=actor(request), at=timezone.now())
    return 200, dumped(CustomerOut, customer)


@router.put(
    "/customers/{customer_id}/assignment",
    response={200: CustomerOut} | PROBLEMS,
    summary="Give a customer to somebody",
)
@once
def assign_customer(request: HttpRequest, customer_id: Id, body: OwnerIn) -> tuple[int, dict[str, Any]]:
    """Give the customer to a person, or to nobody."""
    asks = actor(request)
    done = actions.assign_customers([customer_id], **body.model_dump(), actor=asks, at=timezone.now())[0]
    if done.error is not None:
        raise done.error
    return 200, dumped(CustomerOut, queries.customer(asks, customer_id))


@router.get(
    "/customers/{customer_id}/duplicates",
    response={200: list[LikeOut]} | PROBLEMS,
    summary="Who may be the same",
)
def list_duplicates(request: HttpRequest, customer_id: Id) -> list[dict[str, Any]]:
    """Customers that could be this one, the likeliest first, with the reasons."""
    customer = queries.customer(actor(request), customer_id)
    return [
        {
            "customer": dumped(CustomerOut, like.customer),
            "score": like.score,
            "reasons": {reason.code: reason.points for reason in like.likeness.reasons},
        }
        for like in queries.duplicates(customer, actor=actor(request), limit=20)
    ]


@router.delete(
    "/customers/{customer_id}/duplicates/{other_id}",
    response={204: None} | PROBLEMS,
    summary="They are not the same",
)
def dismiss_duplicate(request: HttpRequest, customer_id: Id, other_id: Id) -> Status[None]:
    """Say that two customers are not the same: they are not shown as duplicates again."""
    actions.dismiss_duplicate(customer_id, other_id, actor=actor(request), at=timezone.now())
    return Status(204, None)
