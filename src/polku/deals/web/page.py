"""The page of a deal, its timeline and its past."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from polku.access.logic import Actor
from polku.access.request import Request
from polku.contacts.addresses import customer_url
from polku.deals import actions
from polku.deals.models import Deal
from polku.deals.queries import deal_page
from polku.deals.queries.history import field_history
from polku.deals.queries.page import visible
from polku.deals.rules import DealPermission
from polku.deals.staying import way_back
from polku.deals.web.showing import looks, rows_of
from polku.eventlog.models import Event
from polku.eventlog.queries import case_events
from polku.ui import registry, timeline
from polku.ui.answers import go, safe_next

COLUMNS = ("lead", "left", "right")


@require_safe
@login_required
def deal(request: Request, deal_id: int) -> HttpResponse:
    """Everything about one deal; one part of it, where something else on the page changed it."""
    at = timezone.now()
    page = deal_page(deal_id, request.actor, at)
    if request.GET.get("part") == "criteria":
        part = {"page": page, "deal": page.deal, "rights": rights(page.deal, request.actor)}
        return render(request, "deals/parts/criteria.html", part)
    panels = registry.deal_panels.for_actor(request.actor)
    context: dict[str, Any] = {
        "page": page,
        "deal": page.deal,
        "now": at,
        "customer_url": customer_url(page.deal.customer_id),
        "rows": rows_of(page),
        "rights": rights(page.deal, request.actor),
        "panels": {column: [one for one in panels if one.column == column] for column in COLUMNS},
        "timeline": timeline.load(request.actor, case_events(deal_id)),
        "timeline_url": reverse("deals:timeline", args=[deal_id]),
    }
    return render(request, "deals/deal.html", context)


@require_safe
@login_required
def stream(request: Request, deal_id: int) -> HttpResponse:
    """The timeline: another group of it, or its next page."""
    visible(deal_id, request.actor)
    group, after = request.GET.get("group", ""), request.GET.get("after", "")
    found = timeline.load(request.actor, case_events(deal_id), group=group, after=after)
    part = "timeline_items" if after else "timeline"
    context = {"timeline": found, "url": reverse("deals:timeline", args=[deal_id])}
    return render(request, f"ui/components/{part}.html", context)


@require_safe
@login_required
def history(request: Request, deal_id: int, name: str) -> HttpResponse:
    """What a field was before, by whom and when; each change can be put back."""
    found = visible(deal_id, request.actor)
    names = ["value_minor", "value_currency"] if name == "value" else [name]
    changes = field_history(deal_id, names)
    shown = looks(changes)
    events = timeline.people_of([change.event for change in changes])
    rows = [
        (change, shown[change.pk], events.get(change.event_id, ""))
        for change in changes
        if shown.get(change.pk)
    ]
    context = {
        "deal": found,
        "rows": rows,
        "name": name,
        "may": found.reached(request.actor.scope(DealPermission.CHANGE)),
    }
    return render(request, "deals/dialogs/history.html", context)


@require_POST
@login_required
def undo(request: Request, event_id: int) -> HttpResponse:
    """Take back what was done."""
    event = Event.objects.filter(id=event_id).first()
    if event is None or event.case_id is None:
        raise Http404
    at = timezone.now()
    actions.undo(event_id, actor=request.actor, at=at)
    back = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    page = reverse("deals:deal", args=[event.case_id])
    return go(
        request,
        back if back.startswith(f"{request.scheme}://{request.get_host()}/") else safe_next(request, page),
        said=_("Taken back."),
        then=way_back(event.case_id, request.actor, since=at),
    )


def rights(found: Deal, actor: Actor) -> dict[str, bool]:
    """What a person may do with this deal."""
    live = found.voided_at is None
    return {
        "change": live and found.reached(actor.scope(DealPermission.CHANGE)),
        "move": live and found.reached(actor.scope(DealPermission.MOVE)),
        "assign": live and found.reached(actor.scope(DealPermission.ASSIGN)),
        "void": found.reached(actor.scope(DealPermission.VOID)),
        "override": live and found.reached(actor.scope(DealPermission.OVERRIDE)),
    }
