"""Changing the facts of an order: addresses, dates, terms, the customer's reference."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polku.access.request import Request
from polku.kernel.errors import DomainError
from polku.orders.actions import Facts, change_facts
from polku.orders.addresses import order_url
from polku.orders.rules import OrderPermission
from polku.orders.web.acts import reached
from polku.orders.web.forms import FactsForm, put_errors
from polku.ui.answers import go, refill


@require_http_methods(["GET", "POST"])
@login_required
def facts(request: Request, order_id: int) -> HttpResponse:
    """What is agreed besides the lines; a confirmed order asks why."""
    order = reached(request, order_id, OrderPermission.CHANGE)
    form = FactsForm(request.POST or None, order=order)
    said = request.POST.get("version", str(order.version))[:9]
    version = int(said) if said.isascii() and said.isdigit() else 0
    if form.is_valid():
        told = _facts(form)
        reason = form.cleaned_data["reason"]
        try:
            change_facts(
                order_id, told, version=version, reason=reason, actor=request.actor, at=timezone.now()
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, order_url(order_id), said=_("Saved."))
    show = refill if form.errors else render
    return show(request, "orders/facts.html", {"order": order, "form": form, "version": version})


def _facts(form: FactsForm) -> Facts:
    said = form.cleaned_data
    return Facts(
        reference=said["reference"],
        note=said["note"],
        wanted_date=said["wanted_date"],
        promised_date=said["promised_date"],
        payment_terms=said["payment_terms"],
        due_days=said["due_days"],
        billing=form.address("billing"),
        delivery=form.address("delivery"),
    )
