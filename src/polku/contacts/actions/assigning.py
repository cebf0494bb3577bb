"""Customers change hands, any number at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from polku.access.logic import Actor
from polku.access.queries import teams_of
from polku.contacts.actions.indexing import index_with_contacts
from polku.contacts.actions.placing import within_reach
from polku.contacts.events import CustomerAssigned
from polku.contacts.models import Customer
from polku.contacts.rules import ContactPermission
from polku.db.lists import among
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import DomainError, Invalid, NotAllowed, NotFound, gettext_noop


@dataclass(frozen=True, slots=True)
class Assigned:
    """What became of one customer."""

    customer_id: int
    changed: bool = False
    error: DomainError | None = None


def assign_customers(
    customer_ids: Sequence[int],
    *,
    owner_id: int | None,
    team_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> list[Assigned]:
    """Give customers to a person (or to nobody); each stays in its team where the person belongs to it.

    One answer per id; the number of queries does not depend on how many there are.

    Raises: Invalid where the person belongs to no such team, NotAllowed.
    """
    actor.require(ContactPermission.CHANGE)
    teams = teams_of({owner_id})[owner_id] if owner_id is not None else []
    if owner_id is not None and (not teams or (team_id is not None and team_id not in teams)):
        raise Invalid(gettext_noop("The owner does not belong to this team."), field="owner_id")
    with write():
        rows = Customer.objects.reached_by(actor, ContactPermission.CHANGE).select_for_update()
        found = {row.pk: row for row in rows.filter(id__in=among(customer_ids))}
        answers, changed, entries = [], [], []
        for customer_id in customer_ids:
            customer = found.get(customer_id)
            if customer is None:
                answers.append(Assigned(customer_id, error=NotFound()))
                continue
            place = (owner_id, _team(customer, teams, team_id))
            before = (customer.owner_id, customer.team_id)
            if place != before and not within_reach(place, actor):
                answers.append(Assigned(customer_id, error=NotAllowed(ContactPermission.CHANGE)))
                continue
            answers.append(Assigned(customer_id, changed=place != before))
            if place != before:
                customer.owner_id, customer.team_id = place
                changed.append(customer)
                entries.append(_entry(customer, before, at))
        if changed:
            Customer.objects.bulk_update(changed, ["owner", "team"], batch_size=2000)
            append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)
            index_with_contacts(changed)
    return answers


def _team(customer: Customer, teams: Sequence[int], team_id: int | None) -> int:
    if team_id is not None:
        return team_id
    return teams[0] if teams and customer.team_id not in teams else customer.team_id


def _entry(customer: Customer, before: tuple[int | None, int], at: datetime) -> Entry:
    changes = [
        ("customer", customer.pk, name, old, new)
        for name, old, new in (
            ("owner_id", before[0], customer.owner_id),
            ("team_id", before[1], customer.team_id),
        )
        if old != new
    ]
    event = CustomerAssigned(owner_id=customer.owner_id, team_id=customer.team_id)
    return Entry(event, ("customer", customer.pk), at, changes=changes)
