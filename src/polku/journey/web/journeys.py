"""The journey's page, those ready to take, the deals behind a count, who changed what."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from polku.access.request import Request
from polku.deals.models import Deal
from polku.deals.queries.filters import DealFilter
from polku.eventlog.models import Event
from polku.journey import actions
from polku.journey.events import JOURNEY, JourneyChanged
from polku.journey.logic import ready_made
from polku.journey.models import Journey
from polku.journey.queries import journeys as queries
from polku.journey.queries.counting import MOST, counted
from polku.journey.rules import JourneyPermission
from polku.journey.web import showing
from polku.journey.web.forms import spoken
from polku.journey.words import ROW_LABELS, obstacle_labels
from polku.kernel.errors import NotFound, gettext_noop
from polku.process.models import Process
from polku.ui.answers import go
from polku.ui.timeline import people_of

OUTCOMES = ("open", "won", "lost", "all")
SHOWN = 200


@require_safe
@login_required
def home(request: Request) -> HttpResponse:
    """The journey in force, or the way to begin one."""
    request.actor.require(JourneyPermission.SEE)
    found = [row for row in queries.journeys(request.actor) if row.number or _may_edit(request)]
    if found:
        return HttpResponseRedirect(reverse("journey:journey", args=[found[0].id]))
    return render(
        request, "journey/none.html", {"may_edit": _may_edit(request), "tabs": showing.tabs("home")}
    )


@require_safe
@login_required
def ready(request: Request) -> HttpResponse:
    """Journeys ready to take, by kind of business."""
    request.actor.require(JourneyPermission.EDIT)
    return render(request, "journey/ready.html", {"ready": ready_made.all_ready()})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def loading(request: Request, name: str) -> HttpResponse:
    """A ready journey looked at; a POST takes it."""
    request.actor.require(JourneyPermission.EDIT)
    found = ready_made.ready(name)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("journey:ready") + f"#{found.key}")
    process = Process.objects.visible_to(request.actor).filter(key=request.POST.get("process", "")).first()
    row = actions.load_ready(name, process=process, publish=True, actor=request.actor, at=timezone.now())
    said = _("“%(name)s” is in force.") % {"name": row.name.to(spoken())}
    return go(request, reverse("journey:journey", args=[row.id]), said=said)


@require_safe
@login_required
def journey(request: Request, journey_id: int) -> HttpResponse:
    """The matrix with its live counts."""
    at, row = timezone.now(), queries.journey(journey_id, request.actor)
    matrix, version = queries.shown(row, request.actor), queries.in_force(row)
    wanted = _wanted(request)
    found = counted(row, matrix, request.actor, wanted, at)
    query = f"?outcome={wanted.outcome}" if wanted.outcome != "open" else ""
    base = reverse("journey:journey", args=[row.id])
    labels = {
        "open": _("Open deals"),
        "won": pgettext("deals", "Won"),
        "lost": pgettext("deals", "Lost"),
        "all": _("All"),
    }
    context: dict[str, Any] = {
        "journey": row,
        "version": version,
        "has_draft": version is None or version.document != row.draft,
        "may_edit": _may_edit(request) and row.archived_at is None,
        "headings": showing.headings(),
        "steps": showing.steps_of(
            row,
            matrix,
            found,
            obstacle_labels(),
            query,
            may_edit=_may_edit(request) and row.archived_at is None,
        ),
        "counted": found,
        "most": MOST,
        "outcomes": [(labels[key], f"{base}?outcome={key}", key == wanted.outcome) for key in OUTCOMES],
        "journeys": showing.menu(queries.journeys(request.actor), row),
        "tabs": showing.tabs("home"),
    }
    return render(request, "journey/journey.html", context)


@require_safe
@login_required
def behind(request: Request, journey_id: int, step: str) -> HttpResponse:
    """The deals behind a count: those at a step, or those of them for which an entry holds."""
    at, row = timezone.now(), queries.journey(journey_id, request.actor)
    matrix = queries.shown(row, request.actor)
    place, key = request.GET.get("row", ""), request.GET.get("entry", "")
    stands = matrix.step(step)
    entry = stands.entry(place, key) if place or key else None
    found = counted(row, matrix, request.actor, _wanted(request), at)
    ids = found.held.get((step, place, key), frozenset()) if entry else found.at_step[step]
    deals = Deal.objects.visible_to(request.actor).filter(id__in=sorted(ids, reverse=True)[:SHOWN])
    back = request.META.get("QUERY_STRING", "") if "outcome" in request.GET else ""
    context = {
        "journey": row,
        "step": stands.name.to(spoken()),
        "entry": entry.words.to(spoken()) if entry else "",
        "row": ROW_LABELS.get(place, ""),
        "count": len(ids),
        "whole": len(found.at_step[step]),
        "deals": deals.select_related("customer", "owner").order_by("-id"),
        "shown": SHOWN,
        "back": reverse("journey:journey", args=[row.id]) + (f"?{back}" if back else ""),
    }
    return render(request, "journey/behind.html", context)


@require_safe
@login_required
def changes(request: Request, journey_id: int) -> HttpResponse:
    """Who changed what and when; each change of the draft can be taken back."""
    row = queries.journey(journey_id, request.actor)
    rows = Event.objects.filter(
        subject_type="journey", subject_id=row.id, kind__in=[one.kind for one in JOURNEY]
    )
    events = list(rows.order_by("-id")[:SHOWN])
    people = people_of(events)
    gone = {event.undoes_id for event in events}
    may = _may_edit(request)
    told = [
        (
            event,
            people.get(event.id, ""),
            _place(row, event),
            may
            and event.kind == JourneyChanged.kind
            and event.id not in gone
            and event.payload["place"] != "archive",
        )
        for event in events
    ]
    versions = row.versions.select_related("by").order_by("-number")
    return render(request, "journey/changes.html", {"journey": row, "told": told, "versions": versions})


def _place(row: Journey, event: Event) -> str:
    """Where an edit was, in words."""
    place = str(event.payload.get("place", ""))
    step, _sep, cell = place.partition("/")
    try:
        name = row.matrix.step(step).name.to(spoken())
    except NotFound:
        return {"details": _("name, persona, process"), "archive": _("put away or taken out")}.get(
            place, step
        )
    return f"{name}, {ROW_LABELS[cell]}" if cell in ROW_LABELS else name


def _wanted(request: Request) -> DealFilter:
    asked = request.GET.get("outcome", "open")
    if asked not in OUTCOMES:
        raise NotFound(gettext_noop("This was not found."))
    return DealFilter(outcome=asked)


def _may_edit(request: Request) -> bool:
    return request.actor.may(JourneyPermission.EDIT)
