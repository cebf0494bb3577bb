"""Answers and captures on the timeline: what was answered, what a buyer wrote."""

from collections.abc import Collection, Sequence

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.kernel.errors import gettext_noop
from polku.playbook.queries import find_question_set
from polku.qualify import events as happened
from polku.qualify.models import Answer, Capture, LeadForm
from polku.qualify.rules import QualifyPermission
from polku.qualify.web.showing import said
from polku.ui import timeline
from polku.ui.timeline import Asked, Body


def register() -> None:
    """Fill the timeline's registries."""
    timeline.names.register("lead_form", _forms)
    timeline.groups.register(
        "answers", timeline.Group("answers", gettext_lazy("Answers"), ("qualify.",)), order=15
    )
    for event in (happened.AnswerGiven, happened.AnswerRetracted):
        timeline.bodies.register(event.kind, answers)
    timeline.bodies.register(happened.CaptureReceived.kind, captures)
    timeline.sentences.register(happened.CaptureReceived.kind, sentence)
    timeline.undos.register(
        "qualify", timeline.Undo(frozenset({happened.AnswerGiven.kind}), can_undo, _undo_url)
    )


def sentence(event: Event) -> str:
    """The first time somebody writes, or again."""
    if event.payload.get("repeat"):
        return gettext_noop("The buyer wrote again through {lead_form}")
    return gettext_noop("The buyer wrote through {lead_form}")


def answers(actor: Actor, events: Sequence[Event]) -> dict[int, Body]:
    """The question and its answer."""
    ids = [event.subject_id for event in events]
    rows = {
        row.id: row for row in Answer.objects.visible_to(actor).filter(id__in=ids).select_related("contact")
    }
    sets = {key: find_question_set(key) for key in {row.set_key for row in rows.values()}}
    found = {}
    for event in events:
        row = rows.get(event.subject_id)
        asked = sets[row.set_key].question(row.question) if row and sets[row.set_key] else None  # type: ignore[union-attr]
        if row is not None and asked is not None and asked.kind == row.kind:
            text = f"{asked.text.to(get_language() or 'en')} {said(asked, row.value)}"
            who = row.source or (str(row.contact) if row.contact else "")
            found[event.id] = Body(text=text, lines=[_("Said by %(name)s") % {"name": who}] if who else [])
    return found


def captures(_actor: Actor, events: Sequence[Event]) -> dict[int, Body]:
    """What the buyer wrote; the deal's page has seen to it that the reader may see the deal."""
    rows = {row.id: row for row in Capture.objects.filter(id__in=[event.subject_id for event in events])}
    found = {}
    for event in events:
        if row := rows.get(event.subject_id):
            lines = [
                str(row.payload[key]) for key in ("name", "company", "email", "phone") if row.payload.get(key)
            ]
            own = [f"{key}: {value}" for key, value in row.payload.items() if _is_own(key) and value]
            message = str(row.payload.get("message") or "")
            found[event.id] = Body(quote=message, lines=[", ".join(lines), *own], by_buyer=True)
    return found


def can_undo(actor: Actor, events: Sequence[Event]) -> set[int]:
    """Answers that still count, in deals this person may answer for."""
    reached = Deal.objects.visible_to(actor).reached_by(actor, QualifyPermission.ANSWER).current()
    mine = set(reached.filter(id__in={event.case_id for event in events}).values_list("id", flat=True))
    ids = [event.subject_id for event in events]
    current = set(Answer.objects.current().filter(id__in=ids).values_list("id", flat=True))
    return {event.id for event in events if event.case_id in mine and event.subject_id in current}


def _is_own(key: str) -> bool:
    return key not in ("name", "company", "email", "phone", "message", "consent")


def _forms(asked: Collection[Asked]) -> dict[Asked, str]:
    language = get_language() or "en"
    rows = LeadForm.objects.filter(key__in={value for value, _version in asked})
    titles = {row.key: row.title.to(language) for row in rows}
    return {one: titles.get(one[0], str(one[0])) for one in asked}


def _undo_url(event_id: int) -> str:
    return reverse("qualify:reversal", args=[event_id])
