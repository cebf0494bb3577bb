"""Taking an order on a page: of a deal, or at the counter."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from polku.access.request import Request
from polku.catalogue.rules import CataloguePermission
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.kernel.errors import DomainError, NotFound, gettext_noop
from polku.orders.actions import place_order
from polku.orders.addresses import order_url
from polku.orders.logic.incoming import NewOrder
from polku.orders.rules import OrderPermission
from polku.orders.typed import Typed, asked_lines, typed_lines
from polku.orders.web.forms import NewOrderForm, put_errors
from polku.search.queries import find
from polku.ui.answers import go, refill

PRODUCT = "product"
FOUND_MAX = 12
ROWS = 3


@require_http_methods(["GET", "POST"])
@login_required
def new(request: Request) -> HttpResponse:
    """The form of a new order; without a deal it opens one for the customer named."""
    return _take(request, "web")


@require_http_methods(["GET", "POST"])
@login_required
def phone(request: Request) -> HttpResponse:
    """The same for an order by telephone."""
    return _take(request, "phone")


def _take(request: Request, channel: str) -> HttpResponse:
    request.actor.require(OrderPermission.PLACE)
    deal = asked_deal(request)
    start: dict[str, object] = {"channel": channel}
    if deal is not None:
        start |= {"deal_id": deal.pk, "currency": deal.value_currency}
    form = NewOrderForm(request.POST or None, initial=start)
    typed = typed_lines(request.POST) if request.POST else []
    if form.is_valid():
        try:
            made = place_order(_new(form, typed, request, deal), actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, order_url(made.pk), said=_("The order was taken."))
    typed += [Typed(quantity="")] * max(ROWS - len(typed), 0)
    show = refill if form.errors else render
    return show(request, "orders/new.html", {"form": form, "deal": deal, "lines": typed})


@require_safe
@login_required
def line(request: Request) -> HttpResponse:
    """One more line of the form."""
    request.actor.require(OrderPermission.PLACE)
    shown = {"lines": [Typed()], "with_codes": "codes" in request.GET, "counts": "counts" in request.GET}
    return render(request, "orders/parts/line_fields.html", shown)


@require_safe
@login_required
def products(request: Request) -> HttpResponse:
    """Products that what is typed may mean."""
    request.actor.require(CataloguePermission.SEE)
    typed = request.GET.getlist("what") + request.GET.getlist("sku")
    text = next((one for one in typed if one.strip()), "")[:120].replace("\0", "")
    found = find(request.actor, text, only=[PRODUCT], limit=FOUND_MAX) if text.strip() else []
    return render(request, "orders/parts/products.html", {"found": found})


def asked_deal(request: Request) -> Deal | None:
    """The deal that was named, if any. Raises: NotFound where this person sees none."""
    said = request.POST.get("deal_id") or request.GET.get("deal") or ""
    if not (said.isascii() and said.isdigit() and len(said) < 19):
        return None
    rows = Deal.objects.visible_to(request.actor).current().select_related("customer")
    found = rows.filter(id=int(said)).first()
    if found is None:
        raise NotFound(gettext_noop("This deal does not exist, or you may not see it."))
    return found


def _new(form: NewOrderForm, typed: list[Typed], request: Request, deal: Deal | None) -> NewOrder:
    said: dict[str, Any] = form.cleaned_data
    names = ("channel", "payment_terms", "currency", "wanted_date", "reference", "note")
    order = NewOrder(
        lines=tuple(asked for _id, asked in asked_lines(typed, request.actor)),
        deal_id=deal.pk if deal else None,
        delivery=form.delivery(),
        **{name: said[name] for name in names},
    )
    if deal is not None or not said["company"].strip():
        return order
    return replace(order, deal=NewDeal(company=said["company"], owner_id=request.actor.user_id))
