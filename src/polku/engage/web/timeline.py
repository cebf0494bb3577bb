"""Activities on the timeline: their sentences, what was said, what can be taken back, what was changed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku.access.logic import Actor
from polku.contacts.models import Contact
from polku.deals.models import Deal
from polku.engage import events as happened
from polku.engage.actions.undoing import UNDOABLE
from polku.engage.logic.kinds import BUILT_IN_KEYS
from polku.engage.models import Activity
from polku.engage.queries import kinds
from polku.engage.rules import EngagePermission
from polku.engage.words import DIRECTION_LABELS, FIELD_LABELS, REACTION_LABELS, kind_label, outcome_label
from polku.eventlog.models import Change, Event
from polku.kernel.errors import gettext_noop
from polku.ui import timeline
from polku.ui.locale_formats import exact
from polku.ui.timeline import Asked, Body, Changed

_SENTENCES = {
    ("call", "reached", "out"): gettext_noop("{actor} called and spoke with the buyer"),
    ("call", "reached", "in"): gettext_noop("The buyer called {actor}"),
    ("call", "no_answer", "out"): gettext_noop("{actor} called, nobody answered"),
    ("call", "no_answer", "in"): gettext_noop("{actor} missed a call of the buyer"),
    ("call", "message_left", "out"): gettext_noop("{actor} called and left a message"),
    ("call", "message_left", "in"): gettext_noop("The buyer left {actor} a message"),
    ("call", "planned", ""): gettext_noop("{actor} planned a call"),
    ("meeting", "done", ""): gettext_noop("{actor} met the buyer"),
    ("meeting", "planned", ""): gettext_noop("{actor} planned a meeting"),
    ("meeting", "no_show", ""): gettext_noop("{actor} waited at a meeting to which nobody came"),
    ("meeting", "cancelled", ""): gettext_noop("{actor} noted that a meeting was called off"),
    ("demo", "done", ""): gettext_noop("{actor} held a demo"),
    ("demo", "planned", ""): gettext_noop("{actor} planned a demo"),
    ("demo", "no_show", ""): gettext_noop("{actor} waited at a demo to which nobody came"),
    ("demo", "cancelled", ""): gettext_noop("{actor} noted that a demo was called off"),
    ("mail", "done", "out"): gettext_noop("{actor} sent a mail"),
    ("mail", "done", "in"): gettext_noop("The buyer sent {actor} a mail"),
    ("mail", "planned", ""): gettext_noop("{actor} planned a mail"),
    ("note", "done", ""): gettext_noop("{actor} wrote a note"),
    ("task", "planned", ""): gettext_noop("{actor} added a task"),
    ("task", "done", ""): gettext_noop("{actor} did a task"),
    ("task", "cancelled", ""): gettext_noop("{actor} dropped a task"),
}


def register() -> None:
    """Fill the timeline's registries."""
    timeline.names.register("activity_kind", _kinds)
    timeline.groups.register(
        "contact",
        timeline.Group(
            "contact", gettext_lazy("Activities"), tuple(event.kind for event in happened.ON_DEALS)
        ),
        order=10,
    )
    timeline.bodies.register("engage", bodies)
    timeline.fields.register("activity", looks)
    timeline.sentences.register(happened.ActivityLogged.kind, sentence)
    timeline.undos.register("engage", timeline.Undo(frozenset(UNDOABLE), can_undo, _undo_url))


def sentence(event: Event) -> str:
    """What was logged, in a whole sentence; a kind of the company's own by its name."""
    told = event.payload
    if told.get("activity_kind") not in BUILT_IN_KEYS:
        return happened.ActivityLogged.says
    form, outcome, direction = (str(told.get(name, "")) for name in ("form", "outcome", "direction"))
    return _SENTENCES.get((form, outcome, direction)) or _SENTENCES.get(
        (form, outcome, ""), happened.ActivityLogged.says
    )


def bodies(actor: Actor, events: Sequence[Event]) -> dict[int, Body]:
    """What was said, with whom, and how the buyer took it, as it stands now."""
    logged = [
        event for event in events if event.kind in (happened.ActivityLogged.kind, happened.TaskDone.kind)
    ]
    rows = {row.id: row for row in _rows(actor, [event.subject_id for event in logged])}
    return {event.id: _body(rows[event.subject_id]) for event in logged if event.subject_id in rows}


def looks(changes: Sequence[Change]) -> dict[int, Changed | None]:
    """Each changed field as people call it."""
    rows = {row.id: row for row in Activity.objects.filter(id__in={change.row_id for change in changes})}
    people = {
        value
        for change in changes
        if change.field == "contact_id"
        for value in (change.before, change.after)
        if value
    }
    names = {row.id: str(row) for row in Contact.objects.filter(id__in=people)} if people else {}
    return {change.pk: _look(change, rows.get(change.row_id), names) for change in changes}


def can_undo(actor: Actor, events: Sequence[Event]) -> set[int]:
    """Events of the deals that this person may write activities for."""
    reached = Deal.objects.visible_to(actor).reached_by(actor, EngagePermission.LOG).current()
    mine = set(reached.filter(id__in={event.case_id for event in events}).values_list("id", flat=True))
    gone = set(
        Activity.objects.filter(
            id__in={event.subject_id for event in events}, voided_at__isnull=False
        ).values_list("id", flat=True)
    )
    voided = happened.ActivityVoided.kind
    return {
        event.id
        for event in events
        if event.case_id in mine and (event.subject_id in gone) == (event.kind == voided)
    }


def _rows(actor: Actor, ids: Sequence[int]) -> list[Activity]:
    return list(
        Activity.objects.visible_to(actor).current().filter(id__in=ids).select_related("contact", "file")
    )


def _body(row: Activity) -> Body:
    lines = []
    if row.contact:
        lines.append(_("With %(name)s") % {"name": row.contact})
    if row.reaction:
        lines.append(_("Buyer’s reaction: %(reaction)s") % {"reaction": REACTION_LABELS[row.reaction]})
    if row.file:
        lines.append(_("File: %(name)s") % {"name": row.file.name})
    by_buyer = row.direction == "in" and row.is_contact
    words = {"quote": row.text} if by_buyer else {"text": row.text}
    return Body(**words, lines=lines, by_buyer=by_buyer, url=reverse("engage:activity", args=[row.id]))


def _look(change: Change, row: Activity | None, names: Mapping[int, str]) -> Changed | None:
    if row is None or row.voided_at is not None or change.field in ("done_at", "by_id"):
        return None
    said = [_said(change.field, value, row, names) for value in (change.before, change.after)]
    return Changed(FIELD_LABELS.get(change.field, change.field), *said)


def _said(name: str, value: object, row: Activity, names: Mapping[int, str]) -> str:
    if value in (None, ""):
        return ""
    if name == "outcome":
        return outcome_label(row.form, str(value))
    if name == "contact_id":
        return names.get(int(str(value)), _("somebody"))
    if name in ("at", "due_at"):
        return exact(datetime.fromisoformat(str(value)))
    labels = {"reaction": REACTION_LABELS, "direction": DIRECTION_LABELS}.get(name, {})
    return str(labels.get(str(value), value))


def _kinds(asked: Collection[Asked]) -> dict[Asked, str]:
    known = kinds(archived=True)
    return {one: kind_label(known[one[0]]) for one in asked if one[0] in known}


def _undo_url(event_id: int) -> str:
    return reverse("engage:reversal", args=[event_id])
