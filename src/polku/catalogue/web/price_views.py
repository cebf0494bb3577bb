"""Price lists: which there are, for whom and from when to when."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.catalogue import queries
from polku.catalogue.actions import change_price_list, make_price_list
from polku.catalogue.models import PriceList
from polku.catalogue.rules import CataloguePermission
from polku.catalogue.web.forms import PriceListForm, language
from polku.catalogue.web.inputs import put_errors
from polku.catalogue.web.keys import free_key
from polku.catalogue.web.list_views import may
from polku.kernel.errors import Invalid
from polku.ui.answers import go, refill


@require_safe
@login_required
def price_lists(request: Request) -> HttpResponse:
    """Every list that is in use, the highest priority first; archived ones below."""
    request.actor.require(CataloguePermission.SEE)
    rows = list(queries.price_lists(request.actor, archived=True))
    today = timezone.localdate()
    lists = [
        {
            "row": row,
            "name": row.name.to(language()),
            "group": row.group.name.to(language()) if row.group else "",
            "is_over": bool(row.to_date and row.to_date < today),
            "is_to_come": bool(row.from_date and row.from_date > today),
        }
        for row in sorted(rows, key=lambda row: row.archived_at is not None)
    ]
    return render(request, "catalogue/price_lists.html", {"lists": lists, "may": may(request.actor)})


@require_http_methods(["GET", "POST"])
@login_required
def new_list(request: Request) -> HttpResponse:
    """The form of a new price list."""
    request.actor.require(CataloguePermission.PRICE)
    form = PriceListForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        key = free_key(PriceList, form.cleaned_data["name"], "list")
        try:
            made = make_price_list(key=key, **form.columns(), actor=request.actor, at=timezone.now())
        except Invalid as error:
            put_errors(form, error.errors)
        else:
            return go(request, reverse("catalogue:price_list", args=[made.pk]), said=_("Price list made."))
    show = refill if form.errors else render
    return show(request, "catalogue/list_facts.html", {"form": form})


@require_http_methods(["GET", "POST"])
@login_required
def list_facts(request: Request, list_id: int) -> HttpResponse:
    """Change for whom and when a list holds."""
    row = queries.price_list(request.actor, list_id)
    request.actor.require(CataloguePermission.PRICE)
    form = PriceListForm(
        request.POST or None, actor=request.actor, of=row, initial=PriceListForm.initial_of(row)
    )
    if form.is_valid():
        try:
            change_price_list(list_id, values=form.columns(row), actor=request.actor, at=timezone.now())
        except Invalid as error:
            put_errors(form, error.errors)
        else:
            return go(request, reverse("catalogue:price_list", args=[list_id]), said=_("Saved."))
    show = refill if form.errors else render
    return show(request, "catalogue/list_facts.html", {"form": form, "list": row})


@require_POST
@login_required
def archiving(request: Request, list_id: int) -> HttpResponse:
    """Put a list away, or (`back`) take it into use again."""
    back, at = "back" in request.POST, timezone.now()
    change_price_list(list_id, values={"archived_at": None if back else at}, actor=request.actor, at=at)
    said = _("The list is in use again.") if back else _("The list was put away.")
    return go(request, reverse("catalogue:price_lists"), said=said)
