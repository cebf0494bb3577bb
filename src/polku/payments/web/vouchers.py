"""Vouchers: which there are, and new ones."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.company.queries import company
from polku.contacts.models import Customer
from polku.kernel.errors import DomainError, NotFound, gettext_noop
from polku.kernel.money import CURRENCIES
from polku.payments import actions
from polku.payments.actions import NewVoucher
from polku.payments.models import Voucher
from polku.payments.rules import PaymentPermission
from polku.payments.web.forms import MONEY_METHODS, ReasonForm, amount_of, put_errors
from polku.payments.web.lists import PAGE, may, whole
from polku.ui.answers import go, refill

_PRESENT = "present"


class VoucherForm(forms.Form):
    """A voucher that is sold or given."""

    amount = forms.CharField(
        label=gettext_lazy("Amount"), max_length=40, widget=forms.TextInput({"inputmode": "decimal"})
    )
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3)
    method = forms.ChoiceField(
        label=gettext_lazy("How it was paid"),
        choices=[*MONEY_METHODS, (_PRESENT, gettext_lazy("It is a present"))],
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Holds until"), required=False, widget=forms.DateInput({"type": "date"})
    )
    code = forms.CharField(
        label=gettext_lazy("Code of the voucher"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Left empty, a code is made."),
    )
    customer = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def clean_currency(self) -> str:
        """A code of a currency."""
        code = str(self.cleaned_data["currency"]).strip().upper()
        if code not in CURRENCIES:
            raise forms.ValidationError(_("This is not a currency code."))
        return code


class ExtensionForm(forms.Form):
    """Until when a voucher holds."""

    expires_on = forms.DateField(
        label=gettext_lazy("Holds until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


@require_safe
@login_required
def vouchers(request: Request) -> HttpResponse:
    """Vouchers, the newest first, with what is left of them."""
    request.actor.require(PaymentPermission.REGISTER)
    rows = Voucher.objects.select_related("customer").order_by("-id")
    if (before := whole(request.GET.get("after", ""))) is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: PAGE + 1])
    context: dict[str, Any] = {"rows": found[:PAGE], "may": may(request.actor), "today": timezone.localdate()}
    over = Voucher.objects.filter(expires_on__lt=context["today"], left_minor__gt=0)
    context["over"] = over.count() if context["may"]["refund"] else 0
    context["more"] = f"?after={found[PAGE - 1].id}" if len(found) > PAGE else ""
    return render(request, "payments/vouchers.html", context)


@require_POST
@login_required
def expiry(request: Request) -> HttpResponse:
    """Book what is left of vouchers that hold no longer as income."""
    found = actions.expire_vouchers(actor=request.actor, at=timezone.now())
    said = ngettext(
        "%(n)d voucher was booked as income.", "%(n)d vouchers were booked as income.", len(found)
    )
    return go(request, reverse("payments:vouchers"), said=said % {"n": len(found)})


@require_http_methods(["GET", "POST"])
@login_required
def extension(request: Request, voucher_id: int) -> HttpResponse:
    """Let a voucher hold longer; what was booked as income of it is owed again."""

    def extend(said: dict[str, Any]) -> None:
        until = said["expires_on"]
        actions.extend_voucher(voucher_id, until=until, actor=request.actor, at=timezone.now())

    return _act(request, voucher_id, ExtensionForm, extend, _("Extend"), _("Saved."))


@require_http_methods(["GET", "POST"])
@login_required
def withdrawal(request: Request, voucher_id: int) -> HttpResponse:
    """Take a voucher back that nobody spent."""

    def withdraw(said: dict[str, Any]) -> None:
        reason = said["reason"]
        actions.withdraw_voucher(voucher_id, reason=reason, actor=request.actor, at=timezone.now())

    return _act(request, voucher_id, ReasonForm, withdraw, _("Withdraw"), _("Taken back."))


def _act(
    request: Request,
    voucher_id: int,
    asks: type[forms.Form],
    do: Callable[[dict[str, Any]], None],
    act: str,
    done: str,
) -> HttpResponse:
    """The dialog of an act on a voucher, and the act once it is filled in."""
    request.actor.require(PaymentPermission.REFUND)
    row = _voucher(voucher_id)
    form = asks(request.POST or None)
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, reverse("payments:vouchers"), said=done)
    show = refill if form.errors else render
    return show(request, "payments/act.html", {"form": form, "title": row.code, "act": act})


def _voucher(voucher_id: int) -> Voucher:
    row = Voucher.objects.filter(id=voucher_id).first()
    if row is None:
        raise NotFound(gettext_noop("There is no such voucher."))
    return row


@require_http_methods(["GET", "POST"])
@login_required
def new(request: Request) -> HttpResponse:
    """Sell or give a voucher."""
    request.actor.require(PaymentPermission.REGISTER)
    start = {"currency": company().currency, "customer": whole(request.GET.get("customer", ""))}
    form = VoucherForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            (made,) = actions.issue_vouchers([_new(form, request)], actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(form, error)
        else:
            said = _("The voucher %(code)s was issued.") % {"code": made.code}
            return go(request, reverse("payments:vouchers"), said=said)
    show = refill if form.errors else render
    return show(request, "payments/act.html", {"form": form, "title": _("New voucher")})


def _new(form: VoucherForm, request: Request) -> NewVoucher:
    said = form.cleaned_data
    customer = Customer.objects.visible_to(request.actor).filter(id=said["customer"] or 0).first()
    return NewVoucher(
        amount_of(said["amount"], said["currency"]),
        method="" if said["method"] == _PRESENT else said["method"],
        code=said["code"],
        customer_id=customer.id if customer else None,
        expires_on=said["expires_on"],
    )
