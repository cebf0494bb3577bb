"""What a merge would do, seen before it is done."""

from collections.abc import Sequence

from polku.contacts.models import Contact


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
