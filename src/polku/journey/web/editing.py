"""Editing a journey in place, in dialogs over the matrix."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.journey import actions
from polku.journey.logic.matrix import ROWS
from polku.journey.models import Journey
from polku.journey.queries import journeys as queries
from polku.journey.rules import JourneyPermission
from polku.journey.web import showing
from polku.journey.web.forms import DetailsForm, EntryForm, StepForm, spoken
from polku.journey.words import ROW_HINTS, ROW_LABELS
from polku.kernel.errors import Invalid, NotFound, Refused, gettext_noop, say
from polku.kernel.words import Text
from polku.ui.answers import UNPROCESSABLE, go


@require_http_methods(["GET", "POST"])
@login_required
def new_entry(request: Request, journey_id: int, step: str, row: str) -> HttpResponse:
    """Write an entry into a cell."""
    return _entry(request, journey_id, step, row, "")


@require_http_methods(["GET", "POST"])
@login_required
def entry(request: Request, journey_id: int, step: str, row: str, entry: str) -> HttpResponse:
    """Change an entry, or take it out."""
    if request.method == "POST" and request.POST.get("act") == "remove":
        found = _journey(request, journey_id)
        event_id = actions.drop_entry(found.id, step, row, entry, actor=request.actor, at=timezone.now())
        return _back(request, found, _("Taken out."), event_id)
    return _entry(request, journey_id, step, row, entry)


@require_http_methods(["GET", "POST"])
@login_required
def new_step(request: Request, journey_id: int) -> HttpResponse:
    """Add a step."""
    found = _journey(request, journey_id)
    form = StepForm(request.POST or None, definition=showing.definition_of(found))

    def deed() -> int | None:
        told = form.cleaned_data
        return actions.put_step(
            found.id,
            phase=told["phase"],
            name=form.text,
            stages=told.get("stages", ()),
            actor=request.actor,
            at=timezone.now(),
        )

    return _done(request, found, form, deed, {"title": _("Add a step")})


@require_http_methods(["GET", "POST"])
@login_required
def step(request: Request, journey_id: int, step: str) -> HttpResponse:
    """Change a step, move it along, or take it out."""
    found = _journey(request, journey_id)
    stands, act, at = found.matrix.step(step), request.POST.get("act", ""), timezone.now()
    if act == "remove":
        return _back(
            request, found, _("Taken out."), actions.drop_step(found.id, step, actor=request.actor, at=at)
        )
    if act in ("earlier", "later"):
        told: dict[str, Any] = {
            "phase": stands.phase,
            "name": stands.name,
            "stages": stands.stages,
            "by": -1 if act == "earlier" else 1,
        }
        return _back(
            request,
            found,
            _("Moved."),
            actions.change_step(found.id, step, **told, actor=request.actor, at=at),
        )
    form = StepForm(request.POST or None, definition=showing.definition_of(found), step=stands)

    def deed() -> int | None:
        told = form.cleaned_data
        stages = told.get("stages", stands.stages)
        return actions.change_step(
            found.id, step, phase=told["phase"], name=form.text, stages=stages, actor=request.actor, at=at
        )

    return _done(request, found, form, deed, {"title": stands.name.to(spoken()), "step": stands})


@require_http_methods(["GET", "POST"])
@login_required
def details(request: Request, journey_id: int) -> HttpResponse:
    """How the journey is called, whose it is, over which process it lies."""
    found = _journey(request, journey_id)
    form = DetailsForm(request.POST or None, actor=request.actor, journey=found)

    def deed() -> int | None:
        told = form.cleaned_data
        same = told["persona"] == found.persona.name.to(spoken())
        return actions.set_details(
            found.id,
            name=found.name.having(spoken(), told["name"]),
            persona=found.persona.name if same else Text.of({spoken(): told["persona"]}),
            customer_kind=told["customer_kind"],
            process=form.known.get(told["process"]),
            actor=request.actor,
            at=timezone.now(),
        )

    return _done(request, found, form, deed, {"title": _("Name and persona")}, undo=False)


@require_POST
@login_required
def publication(request: Request, journey_id: int) -> HttpResponse:
    """Put the draft in force."""
    found = _journey(request, journey_id)
    note = request.POST.get("note", "")[:300]
    version = actions.publish_journey(found.id, note=note, actor=request.actor, at=timezone.now())
    said = _("Version %(number)s is in force.") % {"number": version.number}
    return go(request, reverse("journey:journey", args=[found.id]), said=said)


@require_POST
@login_required
def archive(request: Request, journey_id: int) -> HttpResponse:
    """Put a journey away, or take it out again."""
    found = _journey(request, journey_id)
    away = found.archived_at is None
    actions.archive_journey(found.id, archived=away, actor=request.actor, at=timezone.now())
    url = reverse("journey:home") if away else reverse("journey:journey", args=[found.id])
    return go(request, url, said=_("Put away.") if away else _("In use again."))


@require_POST
@login_required
def reversal(request: Request, event_id: int) -> HttpResponse:
    """Take an edit back."""
    actions.undo_edit(event_id, actor=request.actor, at=timezone.now())
    return go(request, request.headers.get("Referer") or reverse("journey:home"), said=_("Taken back."))


def _entry(request: Request, journey_id: int, step: str, row: str, key: str) -> HttpResponse:
    found = _journey(request, journey_id)
    if row not in ROWS:
        raise NotFound(gettext_noop("There is no such row in the journey."))
    stands = found.matrix.step(step)
    form = EntryForm(request.POST or None, row=row, entry=stands.entry(row, key) if key else None)

    def deed() -> int | None:
        told = form.cleaned_data
        return actions.put_entry(
            found.id,
            step,
            row,
            key=key,
            words=form.text,
            link=told["link"],
            opened=told.get("opened", ""),
            actor=request.actor,
            at=timezone.now(),
        )

    context = {
        "title": f"{stands.name.to(spoken())}: {ROW_LABELS[row]}",
        "hint": ROW_HINTS[row],
        "removable": bool(key),
    }
    return _done(request, found, form, deed, context)


def _done(
    request: Request,
    found: Journey,
    form: Form,
    deed: Callable[[], int | None],
    context: dict[str, Any],
    *,
    undo: bool = True,
) -> HttpResponse:
    """Show a form, or do what it says; what is wrong stands beside its field."""
    if request.method == "POST" and form.is_valid():
        try:
            event_id = deed()
        except (Invalid, Refused) as error:
            name = (error.field or "").rpartition(".")[2]
            message = next(iter(error.messages.values()))[0] if isinstance(error, Invalid) else error.message
            form.add_error(name if name in form.fields else None, say(message, _))
        else:
            return _back(request, found, _("Saved."), event_id if undo else None)
    own = {"form": form, "journey": found, "here": request.path}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "journey/dialogs/edit.html", own | context, status=status)


def _back(request: Request, found: Journey, said: str, event_id: int | None) -> HttpResponse:
    undo_url = reverse("journey:edit_reversal", args=[event_id]) if event_id else ""
    return go(request, reverse("journey:journey", args=[found.id]), said=said, undo=undo_url)


def _journey(request: Request, journey_id: int) -> Journey:
    request.actor.require(JourneyPermission.EDIT)
    return queries.journey(journey_id, request.actor)
