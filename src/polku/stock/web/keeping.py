"""Settings: the places where goods lie."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.kernel.errors import DomainError
from polku.kernel.words import Text
from polku.stock import actions
from polku.stock.models import Level, Location
from polku.stock.rules import StockPermission
from polku.stock.web.forms import PlaceForm, language, put_errors
from polku.ui.answers import go, refill


@require_http_methods(["GET", "POST"])
@login_required
def places(request: Request) -> HttpResponse:
    """The places there are, and one more."""
    request.actor.require(StockPermission.COUNT)
    form = PlaceForm(request.POST or None)
    if form.is_valid():
        try:
            actions.save_place(
                Text.of({language(): form.cleaned_data["name"]}), actor=request.actor, at=timezone.now()
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, reverse("stock:places"), said=_("Saved."))
    rows = list(Location.objects.filter(retired_at=None).order_by("id"))
    full = set(
        Level.objects.filter(on_hand__gt=0).order_by().values_list("location_id", flat=True).distinct()
    )
    show = refill if form.errors else render
    context = {"form": form, "rows": [(row, row.pk not in full and len(rows) > 1) for row in rows]}
    return show(request, "stock/keeping.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def place(request: Request, place_id: int) -> HttpResponse:
    """Give a place another name."""
    request.actor.require(StockPermission.COUNT)
    row = Location.objects.filter(id=place_id, retired_at=None).first()
    form = PlaceForm(request.POST or None, initial={"name": row.name.to(language()) if row else ""})
    if form.is_valid():
        known = dict(row.name.entries) if row else {}
        name = Text.of(known | {language(): form.cleaned_data["name"]})
        actions.save_place(name, place_id=place_id, actor=request.actor, at=timezone.now())
        return go(request, reverse("stock:places"), said=_("Saved."))
    show = refill if form.errors else render
    context = {"form": form, "title": _("Rename the place"), "back": reverse("stock:places")}
    return show(request, "stock/act.html", context)


@require_POST
@login_required
def retirement(request: Request, place_id: int) -> HttpResponse:
    """Give a place up."""
    actions.retire_place(place_id, actor=request.actor, at=timezone.now())
    return go(request, reverse("stock:places"), said=_("Saved."))
