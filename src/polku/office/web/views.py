"""The company's settings and exchange rates."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.company.queries import company, currency_lock, rates
from polku.db.transactions import write
from polku.kernel.errors import Invalid
from polku.office.actions import change_company, change_logo, state_rate
from polku.office.web.forms import CompanyForm, RateForm
from polku.ui.answers import go, refill


@require_http_methods(["GET", "POST"])
@login_required
def company_page(request: Request) -> HttpResponse:
    """Name, currency, country, time zone, language and brand."""
    request.actor.require(AccessPermission.MANAGE_COMPANY)
    firm, locked = company(), currency_lock()
    form = CompanyForm(
        request.POST or None, request.FILES or None, initial=CompanyForm.initial_of(firm), locked=locked
    )
    words = _(locked) if locked else ""
    context = {"form": form, "locked": words, "firm": firm}
    if form.is_valid():
        try:
            with write():
                change_company(form.settings(), actor=request.actor, at=timezone.now())
                if (logo := form.cleaned_data["logo"]) or form.cleaned_data["without_logo"]:
                    change_logo(logo, actor=request.actor, at=timezone.now())
        except Invalid as error:
            put_errors(form, error)
        else:
            return go(request, reverse("office:company"), said=_("Saved."))
    show = refill if form.errors else render
    return show(request, "office/company.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def rates_page(request: Request) -> HttpResponse:
    """The dated list of rates, and a form for the next one."""
    request.actor.require(AccessPermission.MANAGE_COMPANY)
    firm, today = company(), timezone.localdate()
    form = RateForm(request.POST or None, initial={"from_date": today}, own=firm.currency)
    if form.is_valid():
        try:
            state_rate(**form.cleaned_data, actor=request.actor, at=timezone.now())
        except Invalid as error:
            put_errors(form, error)
        else:
            return go(request, reverse("office:rates"), said=_("Saved."))
    context = {"form": form, "rates": list(rates()), "own": firm.currency, "today": today}
    show = refill if form.errors else render
    return show(request, "office/rates.html", context)


def put_errors(form: forms.Form, error: Invalid) -> None:
    """Show a refusal of the domain at the fields it names."""
    for name, messages in error.errors.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)
