"""The page of a return, its timeline and its note."""

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from polku.access.request import Request
from polku.contacts.addresses import customer_url
from polku.eventlog.models import Event
from polku.office.posted import posted
from polku.orders.addresses import order_url
from polku.returns.models import Return
from polku.returns.queries.listing import lines_of, return_of
from polku.returns.queries.papers import drawn, file_name
from polku.returns.web.shown import line_of, owed, path_of, rights, row_of
from polku.returns.words import NEXT
from polku.ui import timeline


@require_safe
@login_required
def goods_return(request: Request, return_id: int) -> HttpResponse:
    """What comes back, why, how far it is, and what is to be done next."""
    found = return_of(request.actor, return_id)
    lines = lines_of(found)
    context = {
        "found": found,
        "shown": row_of(found),
        "path": path_of(found),
        "next": NEXT[found.state],
        "owed": owed(lines, request.actor),
        "lines": [line_of(line, request.actor) for line in lines],
        "rights": rights(found, lines, request.actor),
        "order_url": order_url(found.order_id),
        "customer_url": customer_url(found.order.customer_id),
        "posted": posted(request.actor, ("return", found.pk), at=timezone.now()),
        "timeline": timeline.load(request.actor, _events(found)),
        "timeline_url": reverse("returns:timeline", args=[return_id]),
    }
    return render(request, "returns/return.html", context)


@require_safe
@login_required
def stream(request: Request, return_id: int) -> HttpResponse:
    """An earlier page of the timeline, or another group of it, as a fragment."""
    found = return_of(request.actor, return_id)
    group, after = request.GET.get("group", "")[:40], request.GET.get("after", "")[:60]
    shown = timeline.load(request.actor, _events(found), group=group, after=after)
    template = "ui/components/timeline_items.html" if after else "ui/components/timeline.html"
    url = reverse("returns:timeline", args=[return_id])
    return render(request, template, {"timeline": shown, "url": url})


@require_safe
@login_required
def note(request: Request, return_id: int) -> HttpResponse:
    """The return note as PDF, to be put into the parcel."""
    found = return_of(request.actor, return_id)
    at = found.approved_at or found.requested_at
    response = HttpResponse(drawn(found, at=at), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(found)}"'
    return response


def _events(row: Return) -> QuerySet[Event]:
    return Event.objects.filter(subject_type="return", subject_id=row.pk)
