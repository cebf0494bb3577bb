"""Settings: what an hour of selling costs."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polku.access.logic import Role
from polku.access.request import Request
from polku.company.queries import company
from polku.engage.actions import set_hourly_costs
from polku.engage.models import HourlyCost
from polku.engage.rules import EngagePermission
from polku.kernel.errors import DomainError
from polku.kernel.money import Money
from polku.measures.words import ROLE_WORDS
from polku.ui.answers import go

SELLING: Final = ("seller", "manager", "marketing", "service", "finance", "admin")
"""The roles whose people do something for deals."""


@require_http_methods(["GET", "POST"])
@login_required
def hourly_costs(request: Request) -> HttpResponse:
    """A field for each role."""
    request.actor.require(EngagePermission.SET_COSTS)
    currency, typed, errors = company().currency, dict[str, str](), dict[str, str]()
    if request.method == "POST":
        costs: dict[str, int | None] = {}
        for role in SELLING:
            typed[role] = request.POST.get(role, "").strip()[:20]
            try:
                text = typed[role].replace(",", ".")
                costs[role] = Money.parse(text, currency).minor if text else None
            except (ValueError, DomainError):
                errors[role] = _("Enter an amount.")
        if not errors:
            try:
                set_hourly_costs(costs, actor=request.actor, at=timezone.now())
            except DomainError as error:
                errors[getattr(error, "field", "") or SELLING[0]] = str(error)
            else:
                return go(request, reverse("engage:hourly_costs"), said=_("Saved."))
    known = dict(HourlyCost.objects.values_list("role", "minor"))
    shown = {role: str(Money(minor, currency).decimal) for role, minor in known.items()} | typed
    rows = [(role, ROLE_WORDS[Role(role)], shown.get(role, ""), errors.get(role, "")) for role in SELLING]
    return render(
        request,
        "engage/hourly_costs.html",
        {"rows": rows, "currency": currency},
        status=422 if errors else 200,
    )
