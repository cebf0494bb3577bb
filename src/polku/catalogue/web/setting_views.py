"""Settings of the catalogue: tax rates, and the groups of customers who have prices of their own."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.catalogue import queries
from polku.catalogue.actions import (
    define_customer_group,
    load_ready_taxes,
    put_in_group,
    state_tax_rate,
    take_from_group,
)
from polku.catalogue.actions.destination import change_tax_settings
from polku.catalogue.models import CustomerGroup
from polku.catalogue.queries.customers import customer_name
from polku.catalogue.queries.destination import tax_settings
from polku.catalogue.queries.lists import customer_groups as groups_listed
from polku.catalogue.rules import CataloguePermission
from polku.catalogue.web.forms import CustomerGroupsForm, GroupForm, TaxRateForm, TaxSettingsForm, language
from polku.catalogue.web.inputs import put_errors
from polku.catalogue.web.keys import free_key
from polku.catalogue.words import CATEGORIES
from polku.company.queries import company
from polku.db.transactions import write
from polku.kernel.errors import Invalid
from polku.kernel.money import Money
from polku.ui import locale_formats
from polku.ui.answers import go, refill


@require_http_methods(["GET", "POST"])
@login_required
def taxes(request: Request) -> HttpResponse:
    """What each class is taxed with, from which day, and a form for the next rate."""
    request.actor.require(CataloguePermission.TAX)
    own = company().country
    form = TaxRateForm(request.POST or None, initial={"country": own, "from_date": timezone.localdate()})
    if form.is_valid():
        try:
            state_tax_rate(**form.cleaned_data, actor=request.actor, at=timezone.now())
        except Invalid as error:
            put_errors(form, error.errors, {"tax_percent": "percent"})
        else:
            return go(request, reverse("catalogue:taxes"), said=_("Saved."))
    show = refill if form.errors else render
    return show(request, "catalogue/taxes.html", {"form": form} | _taxes_shown(request, own))


def _taxes_shown(request: Request, own: str) -> dict[str, Any]:
    """The rates that are stated, of the own country or of all, and what is set for the Union."""
    everywhere = "all" in request.GET
    rates = [
        (
            row,
            row.tax_class.name.to(language()),
            CATEGORIES[row.category],
            locale_formats.percent(row.percent / 100, 6),
        )
        for row in queries.rates(country=None if everywhere else own)
    ]
    told = tax_settings()
    start = {"union": told.union, "threshold": Money(told.threshold_minor, company().currency).decimal}
    return {
        "union": TaxSettingsForm(initial=start),
        "above_since": told.above_since if told.union == "above" else None,
        "currency": company().currency,
        "rates": rates,
        "own": own,
        "everywhere": everywhere,
        "today": timezone.localdate(),
    }


@require_POST
@login_required
def union(request: Request) -> HttpResponse:
    """Which rates hold for consumers in other states of the Union."""
    request.actor.require(CataloguePermission.TAX)
    form = TaxSettingsForm(request.POST)
    if not form.is_valid():
        raise Invalid({name: [str(one) for one in errors] for name, errors in form.errors.items()})
    threshold = Money.from_decimal(form.cleaned_data["threshold"] or Decimal(), company().currency)
    change_tax_settings(
        union=form.cleaned_data["union"],
        threshold_minor=threshold.minor,
        actor=request.actor,
        at=timezone.now(),
    )
    return go(request, reverse("catalogue:taxes"), said=_("Saved."))


@require_POST
@login_required
def ready(request: Request) -> HttpResponse:
    """State the rates that come with the product and are not stated yet."""
    added = load_ready_taxes(actor=request.actor, at=timezone.now())
    said = ngettext("%(n)s rate was added.", "%(n)s rates were added.", added) % {"n": added}
    return go(request, reverse("catalogue:taxes"), said=said if added else _("Nothing was changed."))


@require_http_methods(["GET", "POST"])
@login_required
def customer_groups(request: Request) -> HttpResponse:
    """Groups of customers, and a form for the next one."""
    request.actor.require(CataloguePermission.PRICE)
    form = GroupForm(request.POST or None)
    if form.is_valid():
        name = form.cleaned_data["name"]
        key = free_key(CustomerGroup, name, "group")
        define_customer_group(key, name={language(): name}, actor=request.actor, at=timezone.now())
        return go(request, reverse("catalogue:customer_groups"), said=_("Saved."))
    groups = [(row, row.name.to(language())) for row in groups_listed(request.actor)]
    show = refill if form.errors else render
    return show(request, "catalogue/customer_groups.html", {"form": form, "groups": groups})


@require_http_methods(["GET", "POST"])
@login_required
def groups_of_customer(request: Request, customer_id: int) -> HttpResponse:
    """Choose the groups a customer belongs to."""
    request.actor.require(CataloguePermission.PRICE)
    name = customer_name(request.actor, customer_id)
    now = {row.pk for row in queries.groups_of(customer_id)}
    sent = request.POST if request.method == "POST" else None
    form = CustomerGroupsForm(sent, actor=request.actor, initial={"groups": sorted(now)})
    if request.method == "POST" and form.is_valid():
        chosen = set(form.cleaned_data["groups"])
        with write():
            for group_id in sorted(chosen - now):
                put_in_group([customer_id], group_id=group_id, actor=request.actor, at=timezone.now())
            for group_id in sorted(now - chosen):
                take_from_group([customer_id], group_id=group_id, actor=request.actor, at=timezone.now())
        return go(request, f"/customers/{customer_id}/", said=_("Saved."))
    show = refill if form.errors else render
    return show(
        request, "catalogue/groups_of_customer.html", {"form": form, "customer_id": customer_id, "name": name}
    )
