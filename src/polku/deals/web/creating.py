"""A new deal, in a few words."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from polku.access.logic import Actor
from polku.access.request import Request
from polku.company.queries import company
from polku.contacts.actions import NewCustomer, recognise
from polku.contacts.models import Customer
from polku.contacts.queries import likely_meant
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.queries.customers import like
from polku.deals.queries.sources import offered
from polku.deals.rules import DealPermission
from polku.deals.web.forms import NewDealForm, number, parse_amount, put_errors
from polku.kernel.errors import DomainError
from polku.process.queries import processes
from polku.ui.answers import go


@require_http_methods(["GET", "POST"])
@login_required
def new(request: Request) -> HttpResponse:
    """Open a deal: customer, title, value, next step."""
    request.actor.require(DealPermission.CHANGE)
    form = _form(request)
    linked = _unseen(request.actor, form) if form.is_valid() else None
    alike = _alike(request.actor, form) if form.is_valid() and linked is None else []
    if form.is_valid() and linked is None and not alike:
        try:
            deal = open_deal(
                _new_deal(form.cleaned_data, form), process=form.cleaned_data["process"] or None,
                actor=request.actor, at=timezone.now(),
            )  # fmt: skip
        except DomainError as error:
            put_errors(form, error)
        else:
            undo = reverse("deals:voiding", args=[deal.id]) if request.actor.may(DealPermission.VOID) else ""
            url = reverse("deals:deal", args=[deal.id])
            return go(request, url, said=_("The deal is opened."), undo=undo)
    status = 422 if form.is_bound else 200
    context = {"form": form, "customer": _chosen(request.actor, form), "linked": linked, "alike": alike}
    return render(request, "deals/new.html", context, status=status)


@require_safe
@login_required
def customers(request: Request) -> HttpResponse:
    """Who is meant by what was typed so far, and who else is called like it: nobody is entered or linked unseen."""
    said = {
        name: request.GET.get(name, "").replace("\0", "").strip()[:most]
        for name, most in (("company", 300), ("email", 254), ("phone", 60))
    }
    told = NewCustomer(company=said["company"], email=said["email"], phone=said["phone"])
    linked = recognise(told, actor=request.actor)
    near = likely_meant(actor=request.actor, name=said["company"]) if said["company"] else []
    found = dict.fromkeys([*(one.customer for one in near), *like(request.actor, said["company"])])
    others = [one for one in found if one != linked]
    context = {"linked": linked, "customers": others, "words": said["company"]}
    return render(request, "deals/parts/customers.html", context)


@require_safe
@login_required
def sources(request: Request) -> HttpResponse:
    """The sources that deals name, as options of a list."""
    request.actor.require(DealPermission.SEE)
    return HttpResponse(
        format_html_join("", '<option value="{}">', ((one,) for one in offered(request.actor)))
    )


def _form(request: Request) -> NewDealForm:
    known = [(one.key, one.name.to(request.LANGUAGE_CODE)) for one in processes(request.actor)]
    initial: dict[str, Any] = {"owner": str(request.actor.user_id or ""), "currency": company().currency}
    initial |= {"customer_id": number(request.GET.get("customer")), "process": request.GET.get("process", "")}
    return NewDealForm(request.POST or None, actor=request.actor, processes=known, initial=initial)


def _unseen(actor: Actor, form: NewDealForm) -> Customer | None:
    """The known customer that the deal would be linked to without the person having been told."""
    data = form.cleaned_data
    if data["customer_id"] or data["as_new"]:
        return None
    found = recognise(
        NewCustomer(**{name: data[name] for name in ("company", "email", "phone")}), actor=actor
    )
    return found if found and data["shown"] != str(found.pk) else None


def _alike(actor: Actor, form: NewDealForm) -> list[Customer]:
    """Known customers of nearly this name: asked about once before one more is entered."""
    data = form.cleaned_data
    if data["customer_id"] or data["as_new"] or data["shown"]:
        return []
    name, kind = (data["company"], "company") if data["company"] else (data["contact_name"], "person")
    return [one.customer for one in likely_meant(actor=actor, name=name, kind=kind)]


def _chosen(actor: Actor, form: NewDealForm) -> Customer | None:
    """The customer that the form names already."""
    chosen = form["customer_id"].value()
    return Customer.objects.visible_to(actor).filter(id=number(str(chosen)) or 0).first() if chosen else None


def _new_deal(data: dict[str, Any], form: NewDealForm) -> NewDeal:
    plain = {
        name: data[name]
        for name in ("company", "contact_name", "email", "phone", "title", "source", "product")
    }
    return NewDeal(
        **plain,
        customer_id=data["customer_id"],
        as_new=data["as_new"],
        value=parse_amount(data["value"], data["currency"]),
        expected_close=data["expected_close"],
        owner_id=number(data["owner"]),
        next_step=data["next_step"],
        next_step_at=form.due_at,
    )
