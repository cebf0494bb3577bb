"""How the company reminds of late bills, and what it leaves to rules when money comes in."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.catalogue.models import CustomerGroup
from polku.company.queries import company
from polku.kernel.errors import DomainError, NotFound, gettext_noop
from polku.kernel.money import Money
from polku.kernel.words import Text
from polku.payments import actions
from polku.payments.queries.plans import READY, Plan, plans, rules
from polku.payments.rules import PaymentPermission
from polku.payments.web.forms import amount_of, put_errors
from polku.payments.web.plan_forms import (
    SWITCHES,
    PlanForm,
    RulesForm,
    planned,
    put_step_errors,
    read_steps,
    typed,
    written,
    written_steps,
)
from polku.ui.answers import go, refill


@require_http_methods(["GET", "POST"])
@login_required
def settings(request: Request) -> HttpResponse:
    """Small differences, sure matches, whether reminders go out by themselves; the plans below."""
    request.actor.require(PaymentPermission.SET_RULES)
    row, own = rules(), company().currency
    start = {
        "small": str(Money(row.small_minor, own).decimal),
        **{name: getattr(row, name) for name in SWITCHES},
        "cash": written_steps(row.cash_steps),
    }
    form = RulesForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            actions.change_rules(
                small_minor=amount_of(form.cleaned_data["small"], own).minor,
                **{name: form.cleaned_data[name] for name in SWITCHES},
                cash_steps=read_steps(form.cleaned_data["cash"]),
                actor=request.actor,
                at=timezone.now(),
            )
            return go(request, reverse("payments:settings"), said=_("Saved."))
        except DomainError as error:
            put_errors(form, error)
            for message in form.non_field_errors():
                form.add_error("small", message)
    groups = dict(CustomerGroup.objects.values_list("key", "name"))
    known = [(one, Text.of(groups.get(one.tier))) for one in plans()]
    context = {"form": form, "plans": known, "own": own}
    return (refill if form.errors else render)(request, "payments/settings.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new_plan(request: Request) -> HttpResponse:
    """A new plan; it begins as the ready one."""
    request.actor.require(PaymentPermission.SET_RULES)
    known = plans()
    is_common = any(one.key == READY and one.id is None for one in known) and "group" not in request.GET
    return _edit(request, known[0], is_new=True, tier="" if is_common else None)


@require_http_methods(["GET", "POST"])
@login_required
def plan(request: Request, plan_id: int) -> HttpResponse:
    """One plan with its steps, in the reader's language."""
    request.actor.require(PaymentPermission.SET_RULES)
    found = next((one for one in plans() if one.id == plan_id), None)
    if found is None:
        raise NotFound(gettext_noop("There is no such plan."))
    return _edit(request, found, is_new=False, tier=found.tier)


def _edit(request: Request, found: Plan, *, is_new: bool, tier: str | None) -> HttpResponse:
    language = get_language() or "en"
    name = found.name.to(language) if tier is not None else ""
    form = PlanForm(request.POST or None, initial={"name": name, "tier": tier or ""}, has_all=tier == "")
    rows = typed(request.POST) if request.method == "POST" else written(found.steps, language)
    if form.is_valid():
        try:
            actions.save_plan(
                name=found.name.having(language, form.cleaned_data["name"])
                if tier is not None
                else form.cleaned_data["name"],
                tier=form.cleaned_data["tier"],
                steps=planned(rows, found.steps, language),
                plan_id=None if is_new else found.id,
                actor=request.actor,
                at=timezone.now(),
            )
            return go(request, reverse("payments:settings"), said=_("Saved."))
        except DomainError as error:
            put_step_errors(form, rows, error)
    context: dict[str, Any] = {
        "form": form,
        "rows": rows,
        "plan": found,
        "is_new": is_new,
        "own": company().currency,
    }
    return (refill if form.errors else render)(request, "payments/plan.html", context)


@require_POST
@login_required
def plan_removal(request: Request, plan_id: int) -> HttpResponse:
    """Take a plan away."""
    actions.remove_plan(plan_id, actor=request.actor, at=timezone.now())
    return go(request, reverse("payments:settings"), said=_("The plan is gone."))
