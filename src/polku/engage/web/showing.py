"""What pages show of activities: labels, addresses, the panel of a deal, rows of Today, timeline bodies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.access.queries import colleagues
from polku.contacts.models import Contact
from polku.deals.models import Deal
from polku.engage.logic.codes import Form, Outcome
from polku.engage.logic.kinds import Kind
from polku.engage.models import Activity
from polku.engage.queries import kind_of, kinds, open_in
from polku.engage.rules import EngagePermission
from polku.engage.web.forms import ActivityForm
from polku.engage.words import REACTION_LABELS, kind_label, outcome_label

OPEN_MAX = 50


@dataclass(frozen=True)
class Shown:
    """An activity as a list shows it."""

    row: Activity
    kind: str
    icon: str
    outcome: str
    reaction: str
    title: str
    state: str

    @property
    def is_task(self) -> bool:
        """Whether it is done by one press."""
        return self.row.form == Form.TASK


@dataclass(frozen=True)
class Choice:
    """A kind to choose in the composer."""

    key: str
    label: str
    icon: str
    letter: str
    url: str


def deal_url(deal_id: int) -> str:
    """The page of a deal."""
    try:
        return reverse("deals:deal", args=[deal_id])
    except NoReverseMatch:
        return f"/deals/{deal_id}/"


def choices(deal_id: int, known: Mapping[str, Kind]) -> list[Choice]:
    """The kinds with their letters and addresses."""
    url = reverse("engage:activities", args=[deal_id])
    return [
        Choice(kind.key, kind_label(kind), kind.icon, kind.letter, f"{url}?kind={kind.key}")
        for kind in known.values()
    ]


def shown(row: Activity, known: Mapping[str, Kind], at: datetime) -> Shown:
    """One activity with its labels."""
    kind = kind_of(row, known)
    due = row.due_at or (row.at if row.form != Form.TASK else None)
    late = row.outcome == Outcome.PLANNED and due is not None and due < at
    return Shown(
        row=row,
        kind=kind_label(kind),
        icon=kind.icon,
        outcome=outcome_label(row.form, row.outcome) if row.form not in (Form.NOTE, Form.TASK) else "",
        reaction=str(REACTION_LABELS.get(row.reaction, "")),
        title=first_line(row.text) or kind_label(kind),
        state="late" if late else "",
    )


def first_line(text: str, most: int = 120) -> str:
    """The first line that says anything."""
    line = next((one.strip() for one in text.splitlines() if one.strip()), "")
    return line if len(line) <= most else f"{line[: most - 1]}…"


def panel(actor: Actor, deal_id: int) -> dict[str, Any] | None:
    """The composer of a deal's page."""
    return {"deal_id": deal_id, "choices": choices(deal_id, kinds())}


def open_panel(actor: Actor, deal_id: int) -> dict[str, Any] | None:
    """Open tasks and what is planned in a deal; nothing where nothing waits."""
    rows = list(open_in(deal_id, actor)[:OPEN_MAX])
    if not rows:
        return None
    known, at = kinds(archived=True), timezone.now()
    return {"open": [shown(row, known, at) for row in rows], "may": actor.may(EngagePermission.LOG)}


def people_of(deal: Deal, actor: Actor) -> list[tuple[int, str]]:
    """The people of a deal and of its customer."""
    seen = Contact.objects.visible_to(actor).current()
    rows = seen.filter(customer_id=deal.customer_id) | seen.filter(id__in=deal.people.values("contact_id"))
    return [(row.id, str(row)) for row in rows.distinct().order_by("name", "id")[:200]]


def colleagues_of(actor: Actor) -> list[tuple[int, str]]:
    """Who may be given a task."""
    return [(user.id, str(user)) for user in colleagues(actor)[:500]]


def end_of_day(at: datetime) -> datetime:
    """Midnight after a moment, in the zone in force."""
    local = timezone.localtime(at)
    return timezone.make_aware(datetime.combine(local.date() + timedelta(days=1), time.min))


def said(kind: Kind, form: ActivityForm) -> str:
    """What is said over the page after something was written down."""
    if kind.form == Form.TASK:
        return _("The task is saved.")
    return _("Planned.") if form.is_to_come else _("Logged.")
