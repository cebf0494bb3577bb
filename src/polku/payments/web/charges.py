"""Fee and interest that reminders asked for: kept of a payment in one click, or waived."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.kernel.errors import DomainError
from polku.payments import actions
from polku.payments.logic.kinds import Side
from polku.payments.rules import PaymentPermission
from polku.payments.web.forms import ReasonForm, put_errors
from polku.payments.web.lists import whole
from polku.payments.web.of_items import seen as item_seen
from polku.payments.web.of_items import url_of
from polku.payments.web.views import seen
from polku.ui.answers import go, refill


@require_POST
@login_required
def keeping(request: Request, receipt_id: int) -> HttpResponse:
    """Keep what is left of a payment as fee and interest of a bill."""
    request.actor.require(PaymentPermission.MATCH)
    money = seen(request.actor, receipt_id).item
    bill = whole(request.POST.get("item", "")) or 0
    made = actions.keep_late_charge(bill, credit_id=money.id, actor=request.actor, at=timezone.now())
    undo = reverse("payments:unmatching", args=[made.id])
    return go(request, url_of(money), said=_("Kept as fee and interest."), undo=undo)


@require_http_methods(["GET", "POST"])
@login_required
def waiver(request: Request, item_id: int) -> HttpResponse:
    """Ask for no fee and interest of a bill any more."""
    request.actor.require(PaymentPermission.CHASE)
    bill = item_seen(request.actor, item_id, Side.DEBIT)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            row = actions.waive(item_id, reason=reason, actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(form, error)
        else:
            undo = reverse("payments:waiver_removal", args=[row.id])
            return go(
                request, url_of(bill), said=_("No letter asks for fee or interest any more."), undo=undo
            )
    show = refill if form.errors else render
    context = {"form": form, "title": _("Waive fee and interest of %(number)s") % {"number": bill.number}}
    return show(request, "payments/act.html", context | {"act": _("Waive")})


@require_POST
@login_required
def waiver_removal(request: Request, waiver_id: int) -> HttpResponse:
    """Let fee and interest of a bill count again."""
    row = actions.withdraw_waiver(waiver_id, actor=request.actor, at=timezone.now())
    return go(request, url_of(row.item), said=_("Fee and interest count again."))
