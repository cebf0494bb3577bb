"""The worklist of duplicates: found by a scan, dismissed by a person."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from polku.access.logic import Actor
from polku.contacts.actions.loading import customer_to_change
from polku.contacts.events import DuplicateDismissed
from polku.contacts.likeness import SCORE_MIN, Facts, likeness
from polku.contacts.logic import head_key, sound_key
from polku.contacts.models import Customer, DuplicatePair, DuplicateScan
from polku.contacts.queries.duplicates import candidates, facts_of
from polku.contacts.rules import ContactPermission
from polku.db.lists import among
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import NotFound

COMPARED_MAX = 20
"""Of a key that very many share, such as a common name, only the oldest are paired with the others."""


def look_for_duplicates(customer_ids: Sequence[int], *, at: datetime) -> int:
    """Put on the worklist who could be the same as one of these; gives the number of pairs found.

    The number of queries does not depend on the number of customers.
    """
    return _kept(_pairs(customer_ids, at))


def _pairs(customer_ids: Sequence[int], at: datetime) -> list[DuplicatePair]:
    mine = list(Customer.objects.current().filter(id__in=among(customer_ids)))
    facts = facts_of(mine)
    others = candidates(list(facts.values()), Customer.objects.current())
    known = facts_of(others) | facts
    blocks = _blocks(known)
    pairs: dict[tuple[int, int], DuplicatePair] = {}
    for customer in mine:
        near = {pk for key in _keys(known[customer.pk]) for pk in blocks[key]} - {customer.pk}
        for pk in near:
            key = (min(customer.pk, pk), max(customer.pk, pk))
            found = likeness(known[customer.pk], known[pk])
            if key not in pairs and found.score >= SCORE_MIN:
                reasons = [[reason.code, reason.points] for reason in found.reasons]
                pairs[key] = DuplicatePair(
                    one_id=key[0], other_id=key[1], score=found.score, reasons=reasons, found_at=at
                )
    return list(pairs.values())


def _kept(pairs: Sequence[DuplicatePair]) -> int:
    DuplicatePair.objects.bulk_create(pairs, batch_size=1000, ignore_conflicts=True)
    return len(pairs)


def has_new_customers() -> bool:
    """Whether there are customers that the scan has not seen."""
    return Customer.objects.filter(id__gt=_last_seen()).exists()


def scan_for_duplicates(*, at: datetime, limit: int = 250) -> int:
    """Look at the next customers the scan has not seen; gives their number, 0 when all were seen.

    They are compared before the transaction begins: nobody else who writes waits for that.
    """
    ids = list(
        Customer.objects.filter(id__gt=_last_seen()).order_by("id").values_list("id", flat=True)[:limit]
    )
    if not ids:
        return 0
    pairs = _pairs(ids, at)
    with write():
        scan = DuplicateScan.objects.select_for_update().first() or DuplicateScan.objects.create()
        _kept(pairs)
        scan.last_id = max(scan.last_id, ids[-1])
        scan.save(update_fields=["last_id"])
    return len(ids)


def _last_seen() -> int:
    return DuplicateScan.objects.values_list("last_id", flat=True).first() or 0


def dismiss_duplicate(one_id: int, other_id: int, *, actor: Actor, at: datetime) -> DuplicatePair:
    """Say that two customers are not the same: they are not shown as duplicates again.

    Raises: NotFound, NotAllowed.
    """
    with write():
        first = customer_to_change(min(one_id, other_id), actor=actor, permission=ContactPermission.MERGE)
        second = customer_to_change(max(one_id, other_id), actor=actor, permission=ContactPermission.MERGE)
        if first == second:
            raise NotFound
        pair, _ = DuplicatePair.objects.get_or_create(
            one=first, other=second, defaults={"score": 0, "found_at": at}
        )
        if pair.dismissed_at is None:
            pair.dismissed_at, pair.dismissed_by_id = at, actor.user_id
            pair.save(update_fields=["dismissed_at", "dismissed_by_id"])
            append(
                [Entry(DuplicateDismissed(other_id=second.pk), ("customer", first.pk), at)],
                actor_id=actor.user_id,
                via=actor.via,
                recorded_at=at,
            )
    return pair


def _keys(facts: Facts) -> list[tuple[str, str]]:
    keys = [("mail", one) for one in facts.emails] + [("phone", one) for one in facts.phones]
    if facts.name_key:
        keys += [("head", head_key(facts.name_key)), ("sound", sound_key(facts.name_key))]
    return keys


def _blocks(known: Mapping[int, Facts]) -> dict[tuple[str, str], list[int]]:
    """Customers by key; of a key shared by very many only the first ones are compared."""
    blocks: dict[tuple[str, str], list[int]] = {}
    for pk in sorted(known):
        for key in _keys(known[pk]):
            block = blocks.setdefault(key, [])
            if len(block) < COMPARED_MAX:
                block.append(pk)
    return blocks
