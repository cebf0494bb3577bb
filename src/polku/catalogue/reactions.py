"""When two customers become one, the one that stays has the prices of both; a merge taken back takes them back."""

from collections.abc import Sequence

from polku.catalogue.models import GroupMember
from polku.eventlog.models import Event

MERGED = "contacts.customers_merged"
PARTED = "contacts.merge_undone"


def join_groups(events: Sequence[Event]) -> None:
    """The customer that stays joins the groups of the one that was merged into it."""
    for event in events:
        merged, merge = event.payload["merged_id"], event.payload["merge_id"]
        groups = GroupMember.objects.filter(customer_id=merged).values_list("group_id", flat=True)
        GroupMember.objects.bulk_create(
            [GroupMember(group_id=one, customer_id=event.subject_id, merge_id=merge) for one in groups],
            ignore_conflicts=True,
        )


def leave_groups(events: Sequence[Event]) -> None:
    """What was joined by a merge is left with it."""
    GroupMember.objects.filter(merge_id__in=[event.payload["merge_id"] for event in events]).delete()
