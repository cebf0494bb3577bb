"""What is done with returns: taken up, approved, refused, received, settled."""

from collections.abc import Callable

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polku.access.request import Request
from polku.kernel.errors import DomainError, NotAllowed
from polku.orders.addresses import order_url
from polku.returns import actions
from polku.returns.actions.settling import may_settle
from polku.returns.addresses import return_url
from polku.returns.logic.incoming import Arrived, NewReturn
from polku.returns.models import Return
from polku.returns.queries import listing
from polku.returns.queries.returnable import returnable
from polku.returns.rules import ReturnPermission
from polku.returns.web.forms import (
    FindForm,
    MailForm,
    ReceiptForm,
    RefusalForm,
    RequestForm,
    SettlementForm,
    put_errors,
)
from polku.ui.answers import go, refill

Run = Callable[[], str]
"""Does what the form asks; gives the address to go on to."""


@require_http_methods(["GET", "POST"])
@login_required
def find(request: Request) -> HttpResponse:
    """Of which order something comes back."""
    request.actor.require(ReturnPermission.REQUEST)
    form = FindForm(_sent(request))
    if form.is_valid():
        order = listing.order_by_number(request.actor, form.cleaned_data["number"].strip())
        if order is not None:
            return HttpResponseRedirect(reverse("returns:new", args=[order.pk]), status=303)
        form.add_error("number", _("There is no such order."))
    context = {"form": form, "title": _("New return"), "back": reverse("returns:returns")}
    show = refill if form.errors else render
    return show(request, "returns/act.html", context | {"back_label": _("Returns"), "act": _("Go on")})


@require_http_methods(["GET", "POST"])
@login_required
def new(request: Request, order_id: int) -> HttpResponse:
    """What comes back of an order, or of one delivery of it."""
    order = listing.order_to_return(request.actor, order_id)
    asked = request.GET.get("shipment", "")
    shipment_id = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    form = RequestForm(_sent(request), there=returnable(order_id, shipment_id=shipment_id))

    def run() -> str:
        wanted = NewReturn(order_id, form.wanted(shipment_id), form.cleaned_data["note"])
        row = actions.request_return(wanted, actor=request.actor, at=timezone.now())
        return return_url(row.pk)

    context = {"title": _("What comes back?"), "back": order_url(order_id), "back_label": order.number}
    return _ask(request, form, run, said=_("The return is taken up."), **context)


@require_http_methods(["GET", "POST"])
@login_required
def approval(request: Request, return_id: int) -> HttpResponse:
    """Let the goods come; the customer gets the note."""
    row = _reached(request, return_id, ReturnPermission.DECIDE)
    form = MailForm(_sent(request), initial={"mail_to": listing.address_of(row.order)})

    def run() -> str:
        (done,) = actions.approve_returns(
            [return_id], **form.cleaned_data, actor=request.actor, at=timezone.now()
        )
        return return_url(done.result.pk)

    context = {"title": _("Approve the return"), "act": _("Approve"), **_back(row)}
    return _ask(request, form, run, said=_("The return is approved."), **context)


@require_http_methods(["GET", "POST"])
@login_required
def refusal(request: Request, return_id: int) -> HttpResponse:
    """Let the goods stay with the customer."""
    row = _reached(request, return_id, ReturnPermission.DECIDE)
    form = RefusalForm(_sent(request), initial={"mail_to": listing.address_of(row.order)})

    def run() -> str:
        (done,) = actions.refuse_returns(
            [return_id], **form.cleaned_data, actor=request.actor, at=timezone.now()
        )
        return return_url(done.result.pk)

    context = {"title": _("Refuse the return"), "act": _("Refuse"), **_back(row)}
    return _ask(request, form, run, said=_("The return is refused."), **context)


@require_http_methods(["GET", "POST"])
@login_required
def receipt(request: Request, return_id: int) -> HttpResponse:
    """Take in what came."""
    row = _reached(request, return_id, ReturnPermission.RECEIVE)
    form = ReceiptForm(_sent(request), lines=listing.lines_of(row))

    def run() -> str:
        came = Arrived(return_id, form.came())
        (done,) = actions.receive_returns([came], actor=request.actor, at=timezone.now())
        return return_url(done.result.pk)

    context = {"title": _("What came?"), "act": _("Receive goods"), **_back(row)}
    return _ask(request, form, run, said=_("The goods are received."), **context)


@require_http_methods(["GET", "POST"])
@login_required
def settlement(request: Request, return_id: int) -> HttpResponse:
    """Give the customer what was agreed."""
    who = request.actor
    right = ReturnPermission.SETTLE if who.may(ReturnPermission.SETTLE) else ReturnPermission.RECEIVE
    row = _reached(request, return_id, right)
    left = [one for one in listing.lines_of(row) if one.settled_at is None]
    mine = [one for one in left if may_settle(one.resolution, who)]
    if left and not mine:
        raise NotAllowed(ReturnPermission.SETTLE)
    agree = who.may(ReturnPermission.SETTLE)
    first = {"mail_to": listing.address_of(row.order)}
    form = SettlementForm(_sent(request), lines=mine, may_agree=agree, initial=first)

    def run() -> str:
        done = actions.settle_return(return_id, **form.agreed(), actor=who, at=timezone.now())
        return return_url(done.pk)

    context = {"title": _("Settle the return"), "act": _("Settle"), **_back(row)}
    return _ask(request, form, run, said=_("The return is settled."), **context)


def _reached(request: Request, return_id: int, permission: ReturnPermission) -> Return:
    """A return that this person may treat so. Raises: NotAllowed, NotFound."""
    request.actor.require(permission)
    return listing.return_of(request.actor, return_id)


def _back(row: Return) -> dict[str, str]:
    return {"back": return_url(row.pk), "back_label": row.number}


def _ask(request: Request, form: forms.Form, run: Run, *, said: str, **context: str) -> HttpResponse:
    """Show a form, do what it asks, and go on."""
    if form.is_valid():
        try:
            url = run()
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, url, said=said)
    show = refill if form.errors else render
    return show(request, "returns/act.html", {"form": form, **context})


def _sent(request: Request) -> QueryDict | None:
    """What was typed; a form in which nothing was typed counts too."""
    return request.POST if request.method == "POST" else None
