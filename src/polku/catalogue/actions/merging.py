"""Price groups of customers who became one."""

from collections.abc import Sequence

from polku.catalogue.models import GroupMember
from polku.db.transactions import write


def join_groups(customer_id: int, merged_id: int, merge_id: int) -> None:
    """The customer that stays joins the groups of the one that was merged into it."""
    with write():
        groups = GroupMember.objects.filter(customer_id=merged_id).values_list("group_id", flat=True)
        GroupMember.objects.bulk_create(
            [GroupMember(group_id=one, customer_id=customer_id, merge_id=merge_id) for one in groups],
            ignore_conflicts=True,
        )


def leave_groups(merge_ids: Sequence[int]) -> None:
    """What was joined by a merge is left with it."""
    with write():
        GroupMember.objects.filter(merge_id__in=merge_ids).delete()
