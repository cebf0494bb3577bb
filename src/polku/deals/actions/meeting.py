"""A move or an ending together with what it lacked: ticks, fields, next step, owner and contact in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from polku.access.logic import Actor
from polku.contacts.actions import add_contact
from polku.db.transactions import write
from polku.deals.actions.assigning import assign_deals
from polku.deals.actions.checklist import tick
from polku.deals.actions.closing import close_deals
from polku.deals.actions.editing import update_fields
from polku.deals.actions.moving import move
from polku.deals.actions.next_step import set_next_step
from polku.deals.actions.people import link_contact
from polku.deals.logic.incoming import Close
from polku.deals.models import Deal


@dataclass(frozen=True)
class Brought:
    """What a person adds to make a move possible; what is empty stays as it is."""

    ticks: Sequence[str] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    next_step: str = ""
    next_step_at: datetime | None = None
    owner_id: int | None = None
    contact: Mapping[str, str] = field(default_factory=dict)


def move_with(
    deal_id: int, to_stage: str, brought: Brought, *, override_reason: str = "", actor: Actor, at: datetime
) -> int | None:
    """Add what was missing and move: all of it, or nothing.

    Raises: NotFound, Invalid (names the field), Refused (what is still missing), NotAllowed.
    """
    with write():
        _bring(deal_id, brought, actor, at)
        return move(deal_id, to_stage, override_reason=override_reason, actor=actor, at=at)


def close_with(ending: Close, brought: Brought, *, actor: Actor, at: datetime) -> int | None:
    """Add what was missing and end the deal: all of it, or nothing.

    Raises: NotFound, Invalid (names the field), Refused (what is still missing), NotAllowed.
    """
    with write():
        _bring(ending.deal_id, brought, actor, at)
        return close_deals([ending], actor=actor, at=at)[0].unwrap()


def add_person(
    deal_id: int, values: Mapping[str, str], *, role: str = "", actor: Actor, at: datetime
) -> int | None:
    """Add a new person to the deal's customer and to the deal.

    Raises: NotFound, Invalid (names the field), NotAllowed.
    """
    with write():
        deal = Deal.objects.visible_to(actor).filter(id=deal_id).first()
        contact = add_contact(deal.customer_id if deal else 0, values=values, actor=actor, at=at)
        return link_contact(deal_id, contact.pk, role=role, actor=actor, at=at)


def _bring(deal_id: int, brought: Brought, actor: Actor, at: datetime) -> None:
    for item in brought.ticks:
        tick(deal_id, item, actor=actor, at=at)
    if brought.fields:
        update_fields(deal_id, brought.fields, actor=actor, at=at)
    if brought.next_step:
        set_next_step(deal_id, text=brought.next_step, due_at=brought.next_step_at, actor=actor, at=at)
    if brought.owner_id is not None:
        assign_deals([deal_id], owner_id=brought.owner_id, actor=actor, at=at)[0].unwrap()
    if any(brought.contact.values()):
        add_person(deal_id, brought.contact, actor=actor, at=at)
