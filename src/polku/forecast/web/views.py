"""The forecast: the way to its place, how sure a deal is, how earlier ones fared, the figures as a file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.deals.queries.filters import DealFilter
from polku.forecast import queries
from polku.forecast.actions import set_categories, undo_category
from polku.forecast.rules import ForecastPermission
from polku.forecast.web import exporting, faring, showing
from polku.forecast.words import CATEGORIES
from polku.ui.answers import go, is_fragment, safe_next, toast, trigger
from polku.ui.export import FORMATS, export_response


@require_safe
@login_required
def forecast(request: Request) -> HttpResponse:
    """The forecast stands beside board and list, with the same filters."""
    request.actor.require(ForecastPermission.SEE)
    return HttpResponseRedirect(reverse("deals:pipeline") + "?as=forecast")


@require_safe
@login_required
def fared(request: Request) -> HttpResponse:
    """How earlier forecasts fared."""
    scope_id = request.GET.get("id", "")
    found = queries.fared(
        request.actor, timezone.now(), scope=request.GET.get("scope", ""),
        scope_id=int(scope_id) if scope_id.isdigit() and len(scope_id) < 16 else 0,
    )  # fmt: skip
    return render(request, "forecast/fared.html", faring.context(found, request.actor))


@require_POST
@login_required
def category(request: Request, deal_id: int) -> HttpResponse:
    """Say how sure a deal is, from its page or from the forecast."""
    chosen = request.POST.get("category", "")
    at = timezone.now()
    events = set_categories([deal_id], chosen, actor=request.actor, at=at)
    undo = reverse("forecast:reversal", args=[events[0]]) if events else ""
    said = _("In the forecast: %(category)s") % {"category": CATEGORIES[chosen]}
    if not is_fragment(request):
        back = safe_next(request, reverse("deals:deal", args=[deal_id]))
        return go(request, back, said=said, undo=undo)
    context = {"deal": {"id": deal_id}, "choices": showing.choices_of(chosen), "may_set": True}
    answer = render(request, "forecast/parts/categories.html", context)
    return trigger(toast(answer, said, undo=undo), "deal-changed")


@require_POST
@login_required
def reversal(request: Request, event_id: int) -> HttpResponse:
    """Take back what was said last."""
    undo_category(event_id, actor=request.actor, at=timezone.now())
    return go(request, safe_next(request, request.headers.get("Referer", "/")), said=_("Undone."))


@require_safe
@login_required
def export(request: Request, kind: str) -> HttpResponseBase:
    """The months of the forecast as CSV or XLSX, by the filters of the pipeline."""
    if kind not in FORMATS:
        raise Http404
    request.actor.require(AccessPermission.EXPORT)
    found = queries.outlook(DealFilter.parse(request.GET), request.actor, timezone.now())
    return export_response(exporting.rows(found), exporting.columns(), format=kind, filename="forecast")
