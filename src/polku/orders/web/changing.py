"""Changing the lines of an order."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polku.access.request import Request
from polku.kernel.errors import DomainError
from polku.orders.actions import change_order
from polku.orders.actions.changing import ChangedLine
from polku.orders.addresses import order_url
from polku.orders.rules import OrderPermission
from polku.orders.typed import Typed, asked_lines, of_lines, typed_lines
from polku.orders.web.acts import reached
from polku.orders.web.forms import ReasonForm, put_errors
from polku.ui.answers import go, refill


@require_http_methods(["GET", "POST"])
@login_required
def lines(request: Request, order_id: int) -> HttpResponse:
    """All lines of an order, as they should be; a confirmed order asks why."""
    order = reached(request, order_id, OrderPermission.CHANGE)
    form = ReasonForm(request.POST or None)
    form.fields["reason"].required = order.state == "confirmed"
    typed = typed_lines(request.POST) if request.POST else of_lines(list(order.lines.order_by("position")))
    said = request.POST.get("version", str(order.version))[:9]
    version = int(said) if said.isascii() and said.isdigit() else 0
    if form.is_valid():
        try:
            wanted = [ChangedLine(asked, key) for key, asked in asked_lines(typed, request.actor)]
            reason = form.cleaned_data["reason"]
            now = timezone.now()
            change_order(order_id, wanted, version=version, reason=reason, actor=request.actor, at=now)
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, order_url(order_id), said=_("Saved."))
    show = refill if form.errors else render
    context = {"order": order, "form": form, "lines": [*typed, Typed()], "version": version}
    return show(request, "orders/lines.html", context)
