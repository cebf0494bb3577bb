"""Reads of the log. Scope is the caller's duty: ask only for cases the user may see."""

from django.db.models import QuerySet

from polku.eventlog.models import Change, Event


def case_events(case_id: int) -> QuerySet[Event]:
    """All that happened in one deal, newest first."""
    return Event.objects.filter(case_id=case_id).order_by("-at", "-id")


def row_history(table: str, row_id: int) -> QuerySet[Change]:
    """What changed in one row, newest first, with the event of each change."""
    return Change.objects.filter(table=table, row_id=row_id).select_related("event").order_by("-id")
