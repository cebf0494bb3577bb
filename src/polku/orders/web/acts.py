"""What is done with an order: confirm, hold, release, call off, waive, note and settle what went wrong."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.logic import Actor
from polku.access.request import Request
from polku.kernel.errors import DomainError, Invalid, NotFound, gettext_noop
from polku.mail.queries import has_server
from polku.mail.words import NO_SERVER
from polku.orders import actions
from polku.orders.addresses import order_url
from polku.orders.logic import incoming
from polku.orders.logic.states import Trouble, Written
from polku.orders.models import Order, OrderLine, OrderTrouble
from polku.orders.queries import progress
from polku.orders.queries.making_up import replaceable
from polku.orders.queries.reaching import address_of
from polku.orders.queries.settings import settings
from polku.orders.rules import OrderPermission
from polku.orders.typed import exact, plain
from polku.orders.web.forms import (
    LetterForm,
    ReasonForm,
    SettlementForm,
    TroubleForm,
    WaiverForm,
    put_errors,
)
from polku.orders.web.shown import short_words
from polku.ui.answers import go, refill

Run = Callable[[Mapping[str, Any]], object]


@require_http_methods(["GET", "POST"])
@login_required
def confirmation(request: Request, order_id: int) -> HttpResponse:
    """Confirm an order, and write to its customer where the company wants to be asked."""
    order = reached(request, order_id, OrderPermission.CONFIRM)
    asks = settings().written == Written.ASK

    def run(said: Mapping[str, Any]) -> object:
        now = timezone.now()
        (done,) = actions.confirm_orders([order_id], actor=request.actor, at=now)
        if done.error is not None:
            raise done.error
        if not asks or not said["to"]:
            return done
        return actions.send_confirmation(order_id, **said, actor=request.actor, at=now)

    form = LetterForm(request.POST if request.method == "POST" else None, initial={"to": address_of(order)})
    if not asks:
        form.fields.clear()
    title, said = _("Confirm the order"), _("The order is confirmed.")
    return _ask(
        request, order, form, run, title=title, about=_short(order, request.actor), said=said, act=title
    )


def _short(order: Order, actor: Actor) -> str:
    """What of an order is not on stock, line by line."""
    (come,) = progress([order])
    rows = [one.line for one in come.lines]
    told = zip(rows, short_words(come, actor), strict=True)
    return "\n".join(f"{row.description or row.sku}: {words}" for row, words in told if words)


@require_http_methods(["GET", "POST"])
@login_required
def letter(request: Request, order_id: int) -> HttpResponse:
    """Send the confirmation of a confirmed order, for the first time or again."""
    order = reached(request, order_id, OrderPermission.CONFIRM)

    def run(said: Mapping[str, Any]) -> object:
        return actions.send_confirmation(order_id, **said, actor=request.actor, at=timezone.now())

    form = LetterForm(request.POST if request.method == "POST" else None, initial={"to": address_of(order)})
    title = _("Send the confirmation")
    said = _("Saved.") if has_server() else NO_SERVER
    return _ask(request, order, form, run, title=title, said=said, act=_("Send"))


@require_POST
@login_required
def release(request: Request, order_id: int) -> HttpResponse:
    """Let an order go on."""
    actions.release_order(order_id, actor=request.actor, at=timezone.now())
    return go(request, order_url(order_id), said=_("The order goes on."))


@require_http_methods(["GET", "POST"])
@login_required
def hold(request: Request, order_id: int) -> HttpResponse:
    """Let nothing of an order go on."""
    order = reached(request, order_id, OrderPermission.HOLD)

    def run(said: Mapping[str, Any]) -> object:
        return actions.hold_order(order_id, reason=said["reason"], actor=request.actor, at=timezone.now())

    form = ReasonForm(request.POST or None)
    return _ask(request, order, form, run, title=_("Hold the order"), said=_("The order is held."))


@require_http_methods(["GET", "POST"])
@login_required
def cancellation(request: Request, order_id: int) -> HttpResponse:
    """Call an order off."""
    order = reached(request, order_id, OrderPermission.CANCEL)

    def run(said: Mapping[str, Any]) -> object:
        (done,) = actions.cancel_orders(
            [order_id], reason=said["reason"], actor=request.actor, at=timezone.now()
        )
        if done.error is not None:
            raise done.error
        return done

    form = ReasonForm(request.POST or None)
    return _ask(request, order, form, run, title=_("Call the order off"), said=_("The order was called off."))


@require_http_methods(["GET", "POST"])
@login_required
def waiver(request: Request, line_id: int) -> HttpResponse:
    """Say how much of a line will not be delivered."""
    line = OrderLine.objects.filter(id=line_id).first()
    order = reached(request, line.order_id if line else 0, OrderPermission.CHANGE)
    assert line is not None  # without a line there is no order

    def run(said: Mapping[str, Any]) -> object:
        quantity = exact(said["quantity"], "quantity", line.position)
        if quantity is None:
            raise Invalid(gettext_noop("Say how many."), field="quantity")
        return actions.waive(line_id, quantity, reason=said["reason"], actor=request.actor, at=timezone.now())

    form = WaiverForm(request.POST or None, initial={"quantity": plain(line.waived_quantity)})
    title = _("What will not be delivered?")
    return _ask(request, order, form, run, title=title, about=line.description, said=_("Saved."))


@require_http_methods(["GET", "POST"])
@login_required
def trouble(request: Request, order_id: int) -> HttpResponse:
    """Write down what went wrong."""
    order = reached(request, order_id, OrderPermission.SETTLE)

    def run(said: Mapping[str, Any]) -> object:
        return actions.note_trouble(
            order_id, incoming.Trouble(**said), actor=request.actor, at=timezone.now()
        )

    form = TroubleForm(request.POST or None, lines=list(order.lines.order_by("position")))
    return _ask(request, order, form, run, title=_("What went wrong?"), said=_("Saved."))


@require_http_methods(["GET", "POST"])
@login_required
def settlement(request: Request, trouble_id: int) -> HttpResponse:
    """Decide about what went wrong."""
    found = OrderTrouble.objects.filter(id=trouble_id).first()
    order = reached(request, found.order_id if found else 0, OrderPermission.SETTLE)

    assert found is not None  # without a trouble there is no order
    lines = _again(found)

    def run(said: Mapping[str, Any]) -> object:
        quantity = exact(said.get("quantity", ""), "quantity", 1)
        return actions.settle_trouble(
            trouble_id,
            said["settled"],
            reason=said["reason"],
            line_id=said.get("line_id") or (lines[0].pk if lines else None),
            quantity=quantity,
            actor=request.actor,
            at=timezone.now(),
        )

    form = SettlementForm(request.POST or None, lines=lines)
    about = "\n".join([*(line.description for line in lines if len(lines) == 1), found.text])
    return _ask(request, order, form, run, title=_("How is it settled?"), about=about, said=_("Saved."))


def _again(trouble: OrderTrouble) -> list[OrderLine]:
    """The lines of which goods may go out again to make up for it."""
    if trouble.kind in (Trouble.REFUSED_BILL, Trouble.UNAVAILABLE):
        return []
    ids = replaceable(trouble.order_id, trouble.line_id)
    return list(OrderLine.objects.filter(id__in=list(ids)).order_by("position"))


def reached(request: Request, order_id: int, permission: OrderPermission) -> Order:
    """An order that this person may treat so. Raises: NotAllowed, NotFound."""
    request.actor.require(permission)
    rows = Order.objects.visible_to(request.actor).reached_by(request.actor, permission)
    found = rows.select_related("customer").filter(id=order_id).first()
    if found is None:
        raise NotFound(gettext_noop("This order does not exist, or you may not change it."))
    return found


def _ask(
    request: Request,
    order: Order,
    form: forms.Form,
    run: Run,
    *,
    title: str,
    said: object,
    about: str = "",
    act: str = "",
) -> HttpResponse:
    """Show a form, do what it asks, and go back to the order."""
    if form.is_valid():
        try:
            run(form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, order_url(order.pk), said=said)
    show = refill if form.errors else render
    context = {"order": order, "form": form, "title": title, "about": about, "act": act or _("Save")}
    return show(request, "orders/act.html", context)
