"""Groups of customers, and who is in them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from polku.access.logic import Actor
from polku.catalogue.actions.logging import entry, log
from polku.catalogue.events import CustomerGroupDefined, CustomerGrouped
from polku.catalogue.logic.codes import checked_key
from polku.catalogue.logic.products import checked_words
from polku.catalogue.models import CustomerGroup, GroupMember
from polku.catalogue.rules import CataloguePermission
from polku.db.lists import among
from polku.db.transactions import write
from polku.kernel.errors import NotFound, gettext_noop
from polku.kernel.words import Text


def define_customer_group(
    key: str, *, name: str | Mapping[str, str] | Text, actor: Actor, at: datetime
) -> CustomerGroup:
    """Make a group of customers, or rename one.

    Raises: Invalid (names the field), NotAllowed.
    """
    actor.require(CataloguePermission.PRICE)
    words = checked_words(name, "name", 120)
    with write():
        row, _ = CustomerGroup.objects.update_or_create(key=checked_key(key), defaults={"name": words})
        log([entry(CustomerGroupDefined(group=key), "customer_group", row.pk, at)], actor=actor, at=at)
    return row


def put_in_group(customer_ids: Sequence[int], *, group_id: int, actor: Actor, at: datetime) -> int:
    """Let customers belong to a group; how many did not before. The caller has seen that they exist.

    Raises: NotFound, NotAllowed.
    """
    group = _group(group_id, actor)
    with write():
        there = GroupMember.objects.filter(group=group, customer_id__in=among(customer_ids))
        new = sorted(set(customer_ids) - set(there.values_list("customer_id", flat=True)))
        GroupMember.objects.bulk_create(
            [GroupMember(group=group, customer_id=one) for one in new], ignore_conflicts=True
        )
        _log(group, new, True, actor, at)
    return len(new)


def take_from_group(customer_ids: Sequence[int], *, group_id: int, actor: Actor, at: datetime) -> int:
    """Let customers belong to a group no longer; how many did before.

    Raises: NotFound, NotAllowed.
    """
    group = _group(group_id, actor)
    with write():
        there = GroupMember.objects.filter(group=group, customer_id__in=among(customer_ids))
        gone = sorted(there.values_list("customer_id", flat=True))
        there.delete()
        _log(group, gone, False, actor, at)
    return len(gone)


def _group(group_id: int, actor: Actor) -> CustomerGroup:
    actor.require(CataloguePermission.PRICE)
    found = CustomerGroup.objects.filter(id=group_id).first()
    if found is None:
        raise NotFound(gettext_noop("There is no such group of customers."))
    return found


def _log(group: CustomerGroup, ids: Sequence[int], joined: bool, actor: Actor, at: datetime) -> None:
    event = CustomerGrouped(group=group.key, joined=joined)
    log([entry(event, "customer", one, at) for one in ids], actor=actor, at=at)
