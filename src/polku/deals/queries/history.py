"""The past of one field of a deal."""

from collections.abc import Sequence

from polku.eventlog.models import Change


def field_history(deal_id: int, names: Sequence[str], *, most: int = 100) -> list[Change]:
    """What these fields were, the newest first, with the event of each change. Scope is the caller's duty."""
    rows = Change.objects.filter(table="deal", row_id=deal_id, field__in=names)
    return list(rows.select_related("event").order_by("-id")[:most])
