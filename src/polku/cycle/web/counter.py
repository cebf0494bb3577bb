"""Selling at the counter in one dialog, and the receipt."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.catalogue.logic.lines import summed
from polku.catalogue.queries.filling import Buyer, fill
from polku.company.queries import company
from polku.cycle.actions.selling import Sale, sell_at_counter
from polku.cycle.papering import drawn
from polku.cycle.queries.scanning import scanned
from polku.cycle.rules import CyclePermission
from polku.kernel.errors import DomainError, Invalid, NotAllowed, NotFound, gettext_noop, say
from polku.kernel.money import Money
from polku.orders.addresses import order_url
from polku.orders.queries.listing import order_of
from polku.orders.typed import Typed, asked_lines, typed_lines
from polku.payments.models import Receipt
from polku.payments.queries.cash import in_cash
from polku.payments.rules import PaymentPermission
from polku.payments.words import METHODS
from polku.stock.logic.codes import codes_of
from polku.ui import locale_formats
from polku.ui.answers import go, refill

ROWS = 2


class CounterForm(forms.Form):
    """Who buys and how it is paid; the lines are read apart."""

    company = forms.CharField(
        label=gettext_lazy("Customer"), max_length=300, required=False,
        help_text=gettext_lazy("Left empty, it is a walk-in customer"),
    )  # fmt: skip
    method = forms.ChoiceField(
        label=gettext_lazy("Paid by"), choices=[(key, METHODS[key]) for key in ("cash", "card")]
    )
    given = forms.CharField(
        label=gettext_lazy("Cash given"), max_length=30, required=False,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@login_required
def counter(request: Request) -> HttpResponse:
    """Sell: order, delivery, invoice and receipt by one button."""
    request.actor.require(CyclePermission.SELL)
    form = CounterForm(request.POST if request.method == "POST" else None)
    typed = scanned(typed_lines(request.POST)) if request.method == "POST" else []
    if form.is_valid():
        try:
            sold = sell_at_counter(_sale(form, typed, request), actor=request.actor, at=timezone.now())
        except DomainError as error:
            _put(form, error)
        else:
            return go(request, order_url(sold.order.pk), said=_said(sold.receipt))
    typed += [Typed(quantity="1")] * max(ROWS - len(typed), 0)
    show = refill if form.errors else render
    return show(request, "cycle/counter.html", {"form": form, "lines": typed})


@require_POST
@login_required
def live(request: Request) -> HttpResponse:
    """What it comes to, as it is typed."""
    request.actor.require(CyclePermission.SELL)
    total = cash = back = ""
    try:
        asked = [one for _id, one in asked_lines(scanned(typed_lines(request.POST)), request.actor)]
        buyer = Buyer(None, company().country, False, "en")
        own = company().currency
        filled = fill(asked, buyer=buyer, currency=own, at=timezone.now())
        sums = summed(filled.lines, currency=own, prices_include_tax=filled.prices_include_tax)
        handed = in_cash(sums.gross_minor, own) if request.POST.get("method") == "cash" else sums.gross_minor
        cash = locale_formats.money(handed, own) if handed != sums.gross_minor else ""
        total = locale_formats.money(sums.gross_minor, own)
        given = _given(request.POST.get("given", ""), request.POST.get("method", ""))
        back = locale_formats.money(given - handed, own) if given is not None and given > handed else ""
    except DomainError:
        back = ""
    return render(request, "cycle/counter_sum.html", {"total": total, "cash": cash, "back": back})


@require_safe
@login_required
def receipt(request: Request, order_id: int) -> HttpResponse:
    """The receipt of an order as PDF."""
    request.actor.require(PaymentPermission.SEE)
    order = order_of(request.actor, order_id)
    receipts = list(Receipt.objects.filter(order=order, reversed_at=None).order_by("id"))
    if not receipts:
        raise NotFound(gettext_noop("Nothing was paid for this order yet."))
    content = drawn(order, receipts, at=receipts[0].recorded_at)
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="receipt-{order.pk}.pdf"'
    return answer


def _sale(form: CounterForm, typed: list[Typed], request: Request) -> Sale:
    said: dict[str, Any] = form.cleaned_data
    lines = tuple(one for _id, one in asked_lines(typed, request.actor))
    meant = [one for one in typed if not one.is_empty]
    codes = {place: codes_of(one.codes) for place, one in enumerate(meant) if one.codes.strip()}
    given = _given(said["given"], said["method"])
    return Sale(lines, said["method"], company=said["company"], given_minor=given, codes=codes)


def _given(typed: str, method: str) -> int | None:
    """The cash that was handed over, minor units. Raises: Invalid where it is no amount."""
    if not typed.strip() or method != "cash":
        return None
    return Money.parse(typed.replace(",", "."), company().currency).minor


def _said(receipt: Receipt) -> str:
    said = _("Sold: %(number)s.") % {"number": receipt.number}
    if receipt.given_minor is None or receipt.given_minor <= receipt.handed_minor:
        return said
    change = locale_formats.money(receipt.given_minor - receipt.handed_minor, receipt.currency)
    return " ".join((said, _("Change back"), change))


def _put(form: CounterForm, error: DomainError) -> None:
    """Show a refusal beside the field it names, or above the form. Raises: NotAllowed as it is."""
    if isinstance(error, NotAllowed):
        raise error
    if isinstance(error, Invalid):
        for name, messages in error.errors_in(_).items():
            for message in messages:
                form.add_error(name if name in form.fields else None, message)
        return
    form.add_error(error.field if error.field in form.fields else None, say(error.message, _))
