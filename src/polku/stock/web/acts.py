"""What is done with deliveries: reserve, pick, pack, ship, deliver, call off; services that were done."""

from collections.abc import Mapping

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.kernel.errors import DomainError, NotFound, gettext_noop
from polku.orders.addresses import order_url
from polku.orders.models import Order
from polku.stock import actions
from polku.stock.addresses import shipment_url
from polku.stock.models import Shipment
from polku.stock.queries.coming import Missing, missing_of
from polku.stock.queries.lines import kept_for
from polku.stock.rules import StockPermission
from polku.stock.web.forms import ArrivalForm, DepartureForm, PartForm, put_errors
from polku.stock.web.shown import short_words
from polku.ui.answers import go, refill


@require_POST
@login_required
def reservation(request: Request, order_id: int) -> HttpResponse:
    """Keep what is free for an order."""
    who = request.actor
    who.require(StockPermission.SHIP)
    if not Order.objects.visible_to(who).reached_by(who, StockPermission.SHIP).filter(id=order_id).exists():
        raise NotFound(gettext_noop("This order does not exist, or you may not deliver it."))
    found = actions.reserve_orders([order_id], actor=who, at=timezone.now())
    short = missing_of(order_id, timezone.localdate()) if found and found[0].short else {}
    return go(request, order_url(order_id), said=_kept(short))


def _kept(short: Mapping[int, Missing]) -> str:
    """That all is kept, or what is short and how much of it."""
    return short_words(short) if short else _("All of it is reserved.")


@require_POST
@login_required
def picking(request: Request, order_id: int) -> HttpResponse:
    """Begin a delivery with what is kept for an order."""
    made = actions.pick(order_id, actor=request.actor, at=timezone.now())
    said, short = _("The delivery was begun."), missing_of(order_id, timezone.localdate())
    return go(request, shipment_url(made.pk), said=f"{said} {_kept(short)}" if short else said)


@require_http_methods(["GET", "POST"])
@login_required
def part(request: Request, order_id: int) -> HttpResponse:
    """Begin a delivery with a part of what is kept for an order, for a day."""
    who = request.actor
    who.require(StockPermission.SHIP)
    reached = Order.objects.visible_to(who).reached_by(who, StockPermission.SHIP)
    order = reached.filter(id=order_id).first()
    if order is None:
        raise NotFound(gettext_noop("This order does not exist, or you may not deliver it."))
    kept = kept_for(order_id)
    form = PartForm(_sent(request), kept=kept, initial={"promised_date": order.promised_date})
    if form.is_valid():
        try:
            made = actions.pick(
                order_id,
                quantities=form.quantities(),
                promised_date=form.cleaned_data["promised_date"],
                actor=who,
                at=timezone.now(),
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, shipment_url(made.pk), said=_("The delivery was begun."))
    show = refill if form.errors else render
    title, deed = _("Deliver a part"), _("Begin the delivery")
    context = {"form": form, "title": title, "deed": deed, "back": order_url(order_id), "of": order.number}
    return show(request, "stock/act.html", context)


@require_POST
@login_required
def services(request: Request, order_id: int) -> HttpResponse:
    """Say that the services that are left were done."""
    actions.deliver_services(order_id, actor=request.actor, at=timezone.now())
    return go(request, order_url(order_id), said=_("Saved."))


@require_POST
@login_required
def packing(request: Request, shipment_id: int) -> HttpResponse:
    """Say that a delivery is packed."""
    actions.pack(shipment_id, actor=request.actor, at=timezone.now())
    return go(request, shipment_url(shipment_id), said=_("Saved."))


@require_POST
@login_required
def cancellation(request: Request, shipment_id: int) -> HttpResponse:
    """Call a delivery off."""
    actions.cancel_shipment(shipment_id, actor=request.actor, at=timezone.now())
    return go(request, shipment_url(shipment_id), said=_("The delivery was called off."))


@require_http_methods(["GET", "POST"])
@login_required
def departure(request: Request, shipment_id: int) -> HttpResponse:
    """Let a delivery leave."""
    row = _reached(request, shipment_id, StockPermission.SHIP)
    wanting = row.lines.exclude(order_line__product=None).exclude(order_line__product__tracked="none")
    tracked = list(wanting.exclude(location=None).select_related("order_line").order_by("id"))
    form = DepartureForm(_sent(request), tracked=tracked, initial={"carrier": row.carrier})
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.ship(
                shipment_id,
                carrier=said["carrier"],
                tracking=said["tracking"],
                codes=form.codes(),
                actor=request.actor,
                at=timezone.now(),
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, shipment_url(shipment_id), said=_("The delivery is on its way."))
    show = refill if form.errors else render
    context = {
        "form": form,
        "title": _("Ship the delivery"),
        "back": shipment_url(shipment_id),
        "of": row.number,
    }
    return show(request, "stock/act.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def arrival(request: Request, shipment_id: int) -> HttpResponse:
    """Say that a delivery arrived."""
    row = _reached(request, shipment_id, StockPermission.DELIVER)
    form = ArrivalForm(_sent(request), request.FILES or None)
    if form.is_valid():
        said = form.cleaned_data
        proof = said["proof"]
        try:
            actions.deliver(
                shipment_id,
                received_by=said["received_by"],
                delivered_at=said["delivered_at"],
                upload=proof or None,
                upload_name=proof.name if proof else "",
                actor=request.actor,
                at=timezone.now(),
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, shipment_url(shipment_id), said=_("The delivery arrived."))
    show = refill if form.errors else render
    context = {"form": form, "title": _("The delivery arrived."), "back": shipment_url(shipment_id)}
    return show(request, "stock/act.html", context | {"has_file": True, "of": row.number})


def _reached(request: Request, shipment_id: int, permission: StockPermission) -> Shipment:
    request.actor.require(permission)
    rows = Shipment.objects.visible_to(request.actor).reached_by(request.actor, permission)
    found = rows.filter(id=shipment_id).first()
    if found is None:
        raise NotFound(gettext_noop("This delivery does not exist, or you may not change it."))
    return found


def _sent(request: Request) -> QueryDict | None:
    """What was typed; a form in which nothing was typed counts too."""
    return request.POST if request.method == "POST" else None
