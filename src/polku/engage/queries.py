"""Reads of activities; every one starts at what the person may see."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db.models import F, Q

from polku.access.logic import SYSTEM, Actor
from polku.deals.logic.outcomes import OVER
from polku.engage.logic.codes import Form, Outcome
from polku.engage.logic.kinds import BUILT_IN, Kind
from polku.engage.models import Activity, ActivityKind, ActivityQuerySet
from polku.kernel.errors import NotFound, gettext_noop

_PUT_AWAY: Final = Q(deal__finished_at__gte=F("recorded_at")) | Q(
    deal__outcome__in=sorted(OVER), deal__closed_at__gte=F("recorded_at")
)
"""Planned before its deal was lost, undecided or finished; it stands again once the ending is taken back."""


def kinds(*, archived: bool = False) -> dict[str, Kind]:
    """Every kind by key, the six that are always there first; one query."""
    own = ActivityKind.objects.all() if archived else ActivityKind.objects.filter(archived_at=None)
    found = {kind.key: kind for kind in BUILT_IN}
    for row in own.order_by("position", "id"):
        found[row.key] = Kind(
            row.key, row.name, row.icon, Form(row.form), is_contact=row.counts_as_contact, letter=row.letter
        )
    return found


def kind_of(row: Activity, known: Mapping[str, Kind] | None = None) -> Kind:
    """The kind of an activity; where it is gone, the one whose form it has."""
    named = known if known is not None else kinds(archived=True)
    return named.get(row.kind) or next(kind for kind in BUILT_IN if kind.form == row.form)


def activities_of(deal_id: int, user: Actor = SYSTEM) -> ActivityQuerySet:
    """What was done and planned in one deal, the newest first."""
    return (
        Activity.objects.visible_to(user)
        .current()
        .filter(deal_id=deal_id)
        .select_related("contact", "by", "file")
        .order_by("-at", "-id")
    )


def open_in(deal_id: int, user: Actor = SYSTEM) -> ActivityQuerySet:
    """What still waits in one deal: open tasks and what is planned, the earliest first."""
    return activities_of(deal_id, user).filter(outcome=Outcome.PLANNED.value).order_by("due_at", "at", "id")


def activity(activity_id: int, user: Actor = SYSTEM) -> Activity:
    """One activity that the person may see.

    Raises: NotFound.
    """
    found = (
        Activity.objects.visible_to(user)
        .current()
        .select_related("deal", "contact", "by", "file")
        .filter(id=activity_id)
        .first()
    )
    if found is None:
        raise NotFound(gettext_noop("This activity does not exist, or you may not see it."))
    return found


def tasks_due(user: Actor, *, until: datetime) -> ActivityQuerySet:
    """This person's open tasks that are due by then, and those without a day; none that its deal's ending put away."""
    mine = (
        Activity.objects.visible_to(user)
        .current()
        .filter(by_id=user.user_id, form=Form.TASK.value, done_at=None)
        .exclude(_PUT_AWAY)
    )
    due = mine.filter(due_at__lt=until) | mine.filter(due_at=None)
    return due.filter(outcome=Outcome.PLANNED.value).select_related("deal").order_by("due_at", "id")


def planned_until(user: Actor, *, until: datetime) -> ActivityQuerySet:
    """This person's planned calls, meetings, demos and mails up to a moment, those that have passed too.

    What was planned before its deal ended is put away with it, as the next step is.
    """
    return (
        Activity.objects.visible_to(user)
        .current()
        .filter(by_id=user.user_id, outcome=Outcome.PLANNED.value, at__lt=until)
        .exclude(form=Form.TASK.value)
        .exclude(_PUT_AWAY)
        .select_related("deal", "contact")
        .order_by("at", "id")
    )
