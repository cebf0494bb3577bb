"""Settings: how orders are confirmed in writing, and the public order forms."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polku.access.request import Request
from polku.orders.actions.settings import change_settings
from polku.orders.queries.settings import settings
from polku.orders.rules import OrderPermission
from polku.orders.web.forms import WrittenForm
from polku.ui.answers import go, refill


@require_http_methods(["GET", "POST"])
@login_required
def setup(request: Request) -> HttpResponse:
    """How orders are confirmed in writing, and the order forms."""
    request.actor.require(OrderPermission.SET_UP)
    form = WrittenForm(request.POST or None, initial={"written": settings().written})
    if form.is_valid():
        change_settings(written=form.cleaned_data["written"], actor=request.actor, at=timezone.now())
        return go(request, reverse("orders:settings"), said=_("Saved."))
    show = refill if form.errors else render
    return show(request, "orders/settings.html", {"form": form})
