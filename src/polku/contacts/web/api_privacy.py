"""What is known of a person, and its erasure, by API."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from polku.contacts import actions, queries
from polku.ui.api import PROBLEMS, Id, actor, dumped, once

router = Router(tags=["privacy"])


class KnownOut(Schema):
    """All that is known, by place: each row as it is kept there."""

    of: dict[str, int]
    at: datetime
    known: dict[str, list[dict[str, Any]]]


class ErasureOut(Schema):
    """An erasure: of a customer with all its people, or of one person; how many rows in which place."""

    id: int
    customer_id: int
    contact_id: int | None
    at: datetime
    counts: dict[str, int]


@router.get(
    "/customers/{customer_id}/known",
    response={200: KnownOut} | PROBLEMS,
    summary="Export what is known of a customer",
)
def customer_known(request: HttpRequest, customer_id: Id) -> dict[str, Any]:
    """All that is known of a customer and its people, in every place."""
    return queries.known_of_customer(actor(request), customer_id, at=timezone.now())


@router.get(
    "/contacts/{contact_id}/known",
    response={200: KnownOut} | PROBLEMS,
    summary="Export what is known of a person",
)
def contact_known(request: HttpRequest, contact_id: Id) -> dict[str, Any]:
    """All that is known of a person; a private person stands for the customer they are."""
    return queries.known_of_contact(actor(request), contact_id, at=timezone.now())


@router.post(
    "/customers/{customer_id}/erasure",
    response={200: ErasureOut} | PROBLEMS,
    summary="Erase what is known of a customer",
)
@once
def erase_customer(request: HttpRequest, customer_id: Id) -> tuple[int, dict[str, Any]]:
    """Erase a customer and its people in every place; the deals stay without names. It cannot be undone."""
    done = actions.erase_customer(customer_id, actor=actor(request), at=timezone.now())
    return 200, dumped(ErasureOut, done)


@router.post(
    "/contacts/{contact_id}/erasure",
    response={200: ErasureOut} | PROBLEMS,
    summary="Erase what is known of a person",
)
@once
def erase_contact(request: HttpRequest, contact_id: Id) -> tuple[int, dict[str, Any]]:
    """Erase one person in every place; a private person goes with the customer they are. It cannot be undone."""
    done = actions.erase_contact(contact_id, actor=actor(request), at=timezone.now())
    return 200, dumped(ErasureOut, done)
