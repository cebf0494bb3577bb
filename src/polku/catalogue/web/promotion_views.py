"""Promotions: which run, which are over, made, changed, stopped."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.catalogue import queries
from polku.catalogue.actions import change_promotion, make_promotion, stop_promotion
from polku.catalogue.models import Promotion
from polku.catalogue.rules import CataloguePermission
from polku.catalogue.web.forms import language
from polku.catalogue.web.inputs import put_errors, written
from polku.catalogue.web.keys import free_key
from polku.catalogue.web.list_views import may
from polku.catalogue.web.promotion_form import RENAMED, PromotionForm
from polku.catalogue.words import EFFECTS
from polku.kernel.errors import Invalid
from polku.ui.answers import go, refill

SHOWN_MAX = 500


@require_safe
@login_required
def promotions(request: Request) -> HttpResponse:
    """Every promotion, those that run first."""
    request.actor.require(CataloguePermission.SEE)
    now = timezone.now()
    found = [_shown(row, now) for row in queries.promotions(request.actor)[:SHOWN_MAX]]
    found.sort(key=lambda one: one["state"] in ("over", "stopped", "used_up"))
    return render(request, "catalogue/promotions.html", {"promotions": found, "may": may(request.actor)})


@require_http_methods(["GET", "POST"])
@login_required
def new_promotion(request: Request) -> HttpResponse:
    """The form of a new promotion."""
    request.actor.require(CataloguePermission.PRICE)
    form = PromotionForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        key = free_key(Promotion, form.cleaned_data["name"], "promotion")
        try:
            make_promotion(key, values=form.columns(), actor=request.actor, at=timezone.now())
        except Invalid as error:
            put_errors(form, error.errors, RENAMED)
        else:
            return go(request, reverse("catalogue:promotions"), said=_("Promotion made."))
    show = refill if form.errors else render
    return show(request, "catalogue/promotion.html", {"form": form})


@require_http_methods(["GET", "POST"])
@login_required
def promotion(request: Request, promotion_id: int) -> HttpResponse:
    """Change a promotion."""
    row = queries.promotion(request.actor, promotion_id)
    request.actor.require(CataloguePermission.PRICE)
    form = PromotionForm(request.POST or None, actor=request.actor, initial=PromotionForm.initial_of(row))
    if form.is_valid():
        try:
            change_promotion(promotion_id, values=form.columns(row), actor=request.actor, at=timezone.now())
        except Invalid as error:
            put_errors(form, error.errors, RENAMED)
        else:
            return go(request, reverse("catalogue:promotions"), said=_("Saved."))
    show = refill if form.errors else render
    context = {"form": form, "promotion": row, "name": row.name.to(language())}
    return show(request, "catalogue/promotion.html", context)


@require_POST
@login_required
def stop(request: Request, promotion_id: int) -> HttpResponse:
    """Stop a promotion now."""
    stop_promotion(promotion_id, actor=request.actor, at=timezone.now())
    return go(request, reverse("catalogue:promotions"), said=_("The promotion was stopped."))


def _shown(row: Promotion, now: datetime) -> dict[str, object]:
    return {
        "row": row,
        "name": row.name.to(language()),
        "effect": EFFECTS[row.effect],
        "value": written(row.value),
        "group": row.group.name.to(language()) if row.group else "",
        "state": _state(row, now),
    }


def _state(row: Promotion, now: datetime) -> str:
    if row.stopped_at is not None:
        return "stopped"
    if row.to_at is not None and row.to_at <= now:
        return "over"
    if row.uses_max is not None and row.uses >= row.uses_max:
        return "used_up"
    return "to_come" if row.from_at is not None and row.from_at > now else "runs"
