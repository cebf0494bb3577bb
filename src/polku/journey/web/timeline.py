"""The buyer's side on a deal's timeline: names of codes, what was said, what can be taken back, what was changed."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku.access.logic import Actor
from polku.access.models import User
from polku.deals.models import Deal
from polku.eventlog.models import Change, Event
from polku.journey import events as happened
from polku.journey.actions.undoing import UNDOABLE
from polku.journey.models import BuyerAnswer, Feedback, Obstacle
from polku.journey.queries.journeys import journeys, materials
from polku.journey.rules import JourneyPermission
from polku.journey.web.forms import spoken
from polku.journey.words import (
    ABOUT_LABELS,
    AGAIN_LABELS,
    EASE_LABELS,
    FIELD_LABELS,
    KNEW_LABELS,
    STATE_LABELS,
    TONE_LABELS,
    obstacle_labels,
)
from polku.kernel.errors import gettext_noop
from polku.ui import timeline
from polku.ui.timeline import Asked, Body, Changed


def register() -> None:
    """Fill the timeline's registries."""
    timeline.names.register("obstacle", _obstacles)
    timeline.names.register("material", _materials)
    timeline.names.register(
        "about", lambda asked: {one: str(ABOUT_LABELS.get(one[0], one[0])) for one in asked}
    )
    timeline.names.register(
        "tone", lambda asked: {one: str(TONE_LABELS.get(one[0], one[0])) for one in asked}
    )
    kinds = tuple(event.kind for event in happened.ON_DEALS)
    timeline.groups.register("buyer", timeline.Group("buyer", gettext_lazy("The buyer"), kinds), order=15)
    timeline.bodies.register("journey", bodies)
    timeline.fields.register("obstacle", looks)
    timeline.sentences.register(happened.FeedbackGiven.kind, _feedback_said)
    timeline.undos.register("journey", timeline.Undo(frozenset(UNDOABLE), can_undo, _undo_url))


def bodies(actor: Actor, events: Sequence[Event]) -> dict[int, Body]:
    """Notes on obstacles, words of feedback, what was answered."""
    ids = {one.subject_id for one in events}
    noted = {row.id: row for row in Obstacle.objects.visible_to(actor).current().filter(id__in=ids)}
    said = {row.id: row for row in Feedback.objects.visible_to(actor).current().filter(id__in=ids)}
    told = {row.asking_id: row for row in BuyerAnswer.objects.visible_to(actor).filter(asking_id__in=ids)}
    found: dict[int, Body] = {}
    for event in events:
        if event.kind == happened.ObstacleRaised.kind and event.subject_id in noted:
            row = noted[event.subject_id]
            url = reverse("journey:obstacle", args=[row.id])
            remedy = [_("Remedy: %(what)s") % {"what": row.remedy}] if row.remedy else []
            found[event.id] = Body(text=row.note, lines=remedy, url=url)
        elif event.kind == happened.FeedbackGiven.kind and event.subject_id in said:
            told_us = said[event.subject_id]
            if not told_us.by_buyer and (told_us.words or told_us.score):
                known = {"k": told_us.score, "n": 5}
                lines = [_("Content: %(k)s of %(n)s") % known] if told_us.score else []
                found[event.id] = Body(quote=told_us.words, lines=lines)
        elif event.kind == happened.BuyerAnswered.kind and event.subject_id in told:
            found[event.id] = _answered(told[event.subject_id])
    return found


def _answered(row: BuyerAnswer) -> Body:
    lines = [
        _("To deal with us: %(how)s") % {"how": EASE_LABELS[row.ease]},
        _("Had what they needed to decide: %(how)s") % {"how": KNEW_LABELS[row.knew]},
        _("Would come again: %(how)s") % {"how": AGAIN_LABELS[row.again]},
    ]
    return Body(quote=row.words, lines=lines, by_buyer=True)


def looks(changes: Sequence[Change]) -> dict[int, Changed | None]:
    """Each changed field of an obstacle as people call it."""
    owners = {side for one in changes if one.field == "owner_id" for side in (one.before, one.after) if side}
    names = {row.id: row.name for row in User.objects.filter(id__in=owners)} if owners else {}
    codes = obstacle_labels() if any(one.field == "code" for one in changes) else {}
    rows = set(
        Obstacle.objects.filter(id__in={one.row_id for one in changes}, voided_at=None).values_list(
            "id", flat=True
        )
    )
    found: dict[int, Changed | None] = {}
    for one in changes:
        if one.row_id not in rows or one.field in ("removed_at", "state"):
            found[one.pk] = None
            continue
        known: dict[str, Mapping[Any, object]] = {"owner_id": names, "code": codes, "state": STATE_LABELS}
        labels = known.get(one.field, {})
        before, after = (str(labels.get(side, side)) if side else "" for side in (one.before, one.after))
        found[one.pk] = Changed(FIELD_LABELS.get(one.field, one.field), before, after)
    return found


def can_undo(actor: Actor, events: Sequence[Event]) -> set[int]:
    """Events of the deals that this person may write for."""
    reached = Deal.objects.visible_to(actor).reached_by(actor, JourneyPermission.RECORD).current()
    mine = set(reached.filter(id__in={event.case_id for event in events}).values_list("id", flat=True))
    obstacles = {event.subject_id for event in events if event.subject_type == "obstacle"}
    feedback = {event.subject_id for event in events if event.subject_type == "feedback"}
    gone = Obstacle.objects.filter(id__in=obstacles, voided_at__isnull=False).values_list("id", flat=True)
    unsaid = Feedback.objects.filter(id__in=feedback).exclude(voided_at=None, by_buyer=False)
    away = {("obstacle", one) for one in gone} | {
        ("feedback", one) for one in unsaid.values_list("id", flat=True)
    }
    return {
        event.id
        for event in events
        if event.case_id in mine
        and ((event.subject_type, event.subject_id) in away) == (event.kind == happened.ObstacleVoided.kind)
    }


def _feedback_said(event: Event) -> str:
    if event.payload.get("by_buyer"):
        return gettext_noop("The buyer’s answer counts as feedback: {tone}")
    return happened.FeedbackGiven.says


def _obstacles(asked: Collection[Asked]) -> dict[Asked, str]:
    known = obstacle_labels()
    return {one: known.get(one[0], str(one[0])) for one in asked}


def _materials(asked: Collection[Asked]) -> dict[Asked, str]:
    words: dict[str, str] = {}
    for row in journeys():
        words |= {
            key: step.entry(place, key).words.to(spoken())
            for key, (step, place) in materials(row.matrix).items()
        }
    return {one: words.get(one[0], str(one[0])) for one in asked}


def _undo_url(event_id: int) -> str:
    return reverse("journey:reversal", args=[event_id])
