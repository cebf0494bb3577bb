"""When two customers become one, the one that stays has the prices of both; a merge taken back takes them back."""

from collections.abc import Sequence

from polku.catalogue.actions import merging
from polku.eventlog.models import Event

MERGED = "contacts.customers_merged"
PARTED = "contacts.merge_undone"


def join_groups(events: Sequence[Event]) -> None:
    """The customer that stays joins the groups of the one that was merged into it."""
    for event in events:
        merging.join_groups(event.subject_id, event.payload["merged_id"], event.payload["merge_id"])


def leave_groups(events: Sequence[Event]) -> None:
    """What was joined by a merge is left with it."""
    merging.leave_groups([event.payload["merge_id"] for event in events])
