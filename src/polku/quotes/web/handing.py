"""The handover on a deal's page: what is noted, what is settled."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.deals.models import Deal
from polku.kernel.errors import Invalid
from polku.quotes import actions
from polku.quotes.rules import QuotePermission
from polku.quotes.web.forms import HandoverForm
from polku.ui.answers import go, refill


@require_http_methods(["GET", "POST"])
@login_required
def handover(request: Request, deal_id: int) -> HttpResponse:
    """Note a paper, a doubt, an introduction."""
    get_object_or_404(Deal.objects.visible_to(request.actor).current(), id=deal_id)
    request.actor.require(QuotePermission.WRITE)
    form = HandoverForm(request.POST or None)
    if form.is_valid():
        try:
            actions.note_handover(deal_id, **form.cleaned_data, actor=request.actor, at=timezone.now())
            return go(request, reverse("deals:deal", args=[deal_id]), said=_("Noted."))
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    context = {
        "form": form,
        "title": _("What does the handover need?"),
        "act": _("Note it"),
        "here": request.path,
        "quote": None,
    }
    return (refill if form.errors else render)(request, "quotes/dialog.html", context)


@require_POST
@login_required
def settlement(request: Request, item_id: int) -> HttpResponse:
    """It stands in the way no more."""
    row = actions.settle_handover(item_id, actor=request.actor, at=timezone.now())
    return go(request, reverse("deals:deal", args=[row.deal_id]), said=_("Settled."))
