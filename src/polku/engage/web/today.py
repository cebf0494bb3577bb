"""What Today shows of activities: tasks that are due, and what is planned for the day."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from polku.access.logic import Actor
from polku.engage.logic.kinds import Kind
from polku.engage.models import Activity
from polku.engage.queries import kinds, planned_until, tasks_due
from polku.engage.web.showing import deal_url, end_of_day, first_line
from polku.engage.words import kind_label
from polku.ui.locale_formats import clock, day
from polku.ui.registry import TodayRow

ROWS_MAX = 100
TASKS = gettext_lazy("Tasks")
MEETINGS = gettext_lazy("Meetings")
_FIXED, _LATE, _REST = 20, 30, 40


def rows(actor: Actor, at: datetime) -> list[TodayRow]:
    """This person's open tasks of today and before, and what is planned till midnight."""
    until = end_of_day(at)
    known = kinds(archived=True)
    tasks = [_task(row, at) for row in tasks_due(actor, until=until)[:ROWS_MAX]]
    return tasks + [_planned(row, known, at) for row in planned_until(actor, until=until)[:ROWS_MAX]]


def _task(row: Activity, at: datetime) -> TodayRow:
    late = row.due_at is not None and row.due_at < at
    if row.due_at is None:
        why = _("Task")
    elif late:
        why = _("Task late since %(when)s") % {"when": day(row.due_at, now=at)}
    else:
        why = _("Task due %(when)s") % {"when": clock(row.due_at)}
    return TodayRow(
        key=f"task-{row.id}",
        why=why,
        title=first_line(row.text),
        url=deal_url(row.deal_id),
        detail=row.deal.title,
        signal="late" if late else "",
        due=row.due_at,
        rank=_LATE if late else _REST,
        kind=TASKS,
        act_label=_("Done"),
        act_url=reverse("engage:completion", args=[row.id]),
        act_post=True,
    )


def _planned(row: Activity, known: dict[str, Kind], at: datetime) -> TodayRow:
    label = kind_label(known[row.kind]) if row.kind in known else row.kind
    passed = row.at < at
    today = timezone.localtime(row.at).date() == timezone.localtime(at).date()
    when = clock(row.at) if today else day(row.at, now=at)
    with_whom = str(row.contact) if row.contact else ""
    return TodayRow(
        key=f"planned-{row.id}",
        why=_("%(kind)s at %(when)s") % {"kind": label, "when": when},
        title=row.deal.title,
        url=deal_url(row.deal_id),
        detail=", ".join(part for part in (with_whom, first_line(row.text)) if part),
        signal="late" if passed else "",
        due=row.at,
        rank=_LATE if passed else _FIXED,
        kind=MEETINGS,
        act_label=_("Say how it went") if passed else pgettext("verb", "Open"),
        act_url=reverse("engage:activity", args=[row.id]),
        act_dialog=True,
        soon=not passed and (row.at - at).total_seconds() < 3600,
    )
