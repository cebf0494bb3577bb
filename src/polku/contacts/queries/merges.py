"""What a merge would do, seen before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from polku.access.logic import Actor
from polku.contacts.likeness import Likeness, likeness
from polku.contacts.logic import chosen_value
from polku.contacts.merging import movers
from polku.contacts.models import Contact, Customer, Merge
from polku.contacts.queries.customers import contacts_of, customer
from polku.contacts.queries.duplicates import facts_of

MERGED_FIELDS: Final = (
    "kind", "name", "line1", "line2", "post_code", "city", "region", "country", "delivery", "vat_id", "website",
    "segment", "language",
)  # fmt: skip


_EMPTY: Final[tuple[object, ...]] = ("", None, {})


def contact_pairs(mine: Sequence[Contact], theirs: Sequence[Contact]) -> dict[Contact, Contact]:
    """Which of `theirs` is a person who stands among `mine`: same mail, or same name with no other mail or number."""
    pairs: dict[Contact, Contact] = {}
    taken: set[int] = set()
    for other in theirs:
        if other.merged_into_id is not None or other.voided_at is not None:
            continue
        for one in mine:
            if (
                one.pk not in taken
                and one.merged_into_id is None
                and one.voided_at is None
                and _same(one, other)
            ):
                pairs[other] = one
                taken.add(one.pk)
                break
    return pairs


def _same(one: Contact, other: Contact) -> bool:
    if one.email_key and one.email_key == other.email_key:
        return True
    if not one.name_key or one.name_key != other.name_key:
        return False
    return _agrees(one.email_key, other.email_key) and _agrees(one.phone_key, other.phone_key)


def _agrees(mine: str, theirs: str) -> bool:
    return not mine or not theirs or mine == theirs


@dataclass(frozen=True)
class Choice:
    """A field of both customers and whose value would stay."""

    field: str
    kept: object
    merged: object
    stays: str

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return self.kept != self.merged and self.kept not in _EMPTY and self.merged not in _EMPTY


@dataclass(frozen=True)
class Preview:
    """What a merge would do."""

    kept: Customer
    merged: Customer
    choices: list[Choice]
    likeness: Likeness
    contacts: list[Contact]
    twins: int
    others: list[tuple[str, int]]


def merge_preview(actor: Actor, kept_id: int, merged_id: int) -> Preview:
    """Field by field, and what would move.

    Raises: NotFound where the person may not see one of them.
    """
    kept, merged = customer(actor, kept_id), customer(actor, merged_id)
    people = contacts_of([kept_id, merged_id])
    facts = facts_of([kept, merged])
    moving = people.get(merged_id, [])
    return Preview(
        kept=kept,
        merged=merged,
        choices=[_choice(name, kept, merged) for name in MERGED_FIELDS],
        likeness=likeness(facts[kept.pk], facts[merged.pk]),
        contacts=moving,
        twins=len(contact_pairs(people.get(kept_id, []), moving)),
        others=[(mover.label, mover.count(customer_id=merged_id)) for mover in movers],
    )


def standing_merges(customer_id: int) -> list[Merge]:
    """Merges into a customer that were not taken back, the newest first."""
    return list(
        Merge.objects.filter(kept_id=customer_id, undone_at=None).select_related("merged").order_by("-id")
    )


def _choice(name: str, kept: Customer, merged: Customer) -> Choice:
    mine, theirs = getattr(kept, name), getattr(merged, name)
    stays = "kept" if chosen_value(mine, theirs, "") == mine else "merged"
    return Choice(name, mine, theirs, stays)
