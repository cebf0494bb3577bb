"""Correcting a customer and its people, in place or in a dialog."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.contacts.actions import (
    add_contact,
    assign_customers,
    record_consent,
    restore_customer,
    update_contact,
    update_customer,
    void_contact,
    void_customer,
)
from polku.contacts.queries import contact as contact_of
from polku.contacts.queries import customer as customer_of
from polku.contacts.queries import may_erase, may_export
from polku.contacts.rules import ContactPermission
from polku.contacts.web.forms import ConsentForm, ContactForm, FactForm, OwnerForm, put_errors
from polku.contacts.web.shown import FACTS, fact_of, may_change, people_of
from polku.contacts.words import FIELDS
from polku.kernel.errors import Conflict, Invalid, NotAllowed
from polku.ui.answers import go, is_fragment, refill, safe_next, toast


@require_http_methods(["GET", "POST"])
@login_required
def fact(request: Request, customer_id: int, field: str) -> HttpResponse:
    """One fact: its form, or the fact itself (`?shown`) and after saving."""
    found = customer_of(request.actor, customer_id)
    if field not in FACTS:
        raise Http404
    if not may_change(request.actor, found):
        raise NotAllowed(ContactPermission.CHANGE)
    context = {"customer": found, "fact": fact_of(found, field), "may": {"change": True}}
    if request.method == "GET" and "shown" in request.GET:
        return render(request, "contacts/parts/fact.html", context)
    form = FactForm(field, found, request.POST or None)
    context |= {"form": form, "base": request.POST.get("base", getattr(found, field))}
    if request.method == "GET":
        return render(request, "contacts/fact.html", context)
    return _save_fact(request, form, context)


def _save_fact(request: Request, form: FactForm, context: dict[str, object]) -> HttpResponse:
    customer_id, field = context["customer"].pk, form.field  # type: ignore[attr-defined]
    if form.is_valid():
        values, base = {field: form.sent()}, {field: context["base"]}
        try:
            saved = update_customer(
                customer_id, values=values, base=base, actor=request.actor, at=timezone.now()
            )
        except Invalid as error:
            put_errors(form, error)
        except Conflict as error:
            context |= {"conflict": error.fields[field], "base": error.fields[field]["theirs"]}
        else:
            if not is_fragment(request):
                return go(request, reverse("contacts:customer", args=[customer_id]), said=_("Saved."))
            context["fact"] = fact_of(saved, field)
            return toast(render(request, "contacts/parts/fact.html", context), _("Saved."))
    return refill(request, "contacts/fact.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def owner(request: Request, customer_id: int) -> HttpResponse:
    """Give the customer to somebody."""
    found = customer_of(request.actor, customer_id)
    form = OwnerForm(request.POST or None, actor=request.actor, initial={"owner_id": found.owner_id})
    if request.method == "GET":
        return render(request, "contacts/owner.html", {"customer": found, "form": form})
    if not form.is_valid():
        return refill(request, "contacts/owner.html", {"customer": found, "form": form})
    answers = assign_customers(
        [customer_id], owner_id=form.cleaned_data["owner_id"], actor=request.actor, at=timezone.now()
    )
    if answers[0].error is not None:
        raise NotAllowed(ContactPermission.CHANGE)
    return go(request, reverse("contacts:customer", args=[customer_id]), said=_("The owner was changed."))


@require_http_methods(["GET", "POST"])
@login_required
def new_contact(request: Request, customer_id: int) -> HttpResponse:
    """Add a person to a customer."""
    found = customer_of(request.actor, customer_id)
    request.actor.require(ContactPermission.CHANGE)
    form = ContactForm(request.POST if request.method == "POST" else None)
    context = {"customer": found, "form": form}
    if request.method == "GET":
        return render(request, "contacts/contact.html", context)
    if form.is_valid():
        try:
            made = add_contact(customer_id, values=form.cleaned_data, actor=request.actor, at=timezone.now())
        except Invalid as error:
            put_errors(form, error)
        else:
            url = reverse("contacts:customer", args=[customer_id])
            undo = reverse("contacts:contact_removal", args=[made.pk])
            return go(request, url, said=_("Person added."), undo=undo)
    return refill(request, "contacts/contact.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def contact(request: Request, contact_id: int) -> HttpResponse:
    """Correct a person: what another changed meanwhile stays, the same field asks."""
    found = contact_of(request.actor, contact_id)
    request.actor.require(ContactPermission.CHANGE)
    form = ContactForm.of(found, request.POST if request.method == "POST" else None)
    base = {name: request.POST.get(f"base_{name}", getattr(found, name)) for name in form.fields}
    context = {"customer": found.customer, "contact": found, "form": form, "base": base}
    context["may"] = {"export": may_export(request.actor), "erase": may_erase(request.actor)}
    if request.method == "GET":
        return render(request, "contacts/contact.html", context)
    if form.is_valid():
        values, at = form.cleaned_data, timezone.now()
        try:
            update_contact(contact_id, values=values, base=base, actor=request.actor, at=at)
        except Invalid as error:
            put_errors(form, error)
        except Conflict as error:
            context |= {"conflicts": _labelled(error), "base": base | _theirs(error)}
        else:
            return go(request, reverse("contacts:customer", args=[found.customer_id]), said=_("Saved."))
    return refill(request, "contacts/contact.html", context)


@require_POST
@login_required
def consent(request: Request, contact_id: int) -> HttpResponse:
    """Note a consent or a refusal; the person's line is shown anew."""
    found = contact_of(request.actor, contact_id)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Choose a purpose, and whether it was agreed to."))
    record_consent(contact_id, **form.cleaned_data, actor=request.actor, at=timezone.now())
    if not is_fragment(request):
        return go(request, reverse("contacts:customer", args=[found.customer_id]), said=_("Saved."))
    context = {"person": people_of([found])[0], "may": {"change": True}}
    return toast(render(request, "contacts/parts/person.html", context), _("Saved."))


@require_POST
@login_required
def contact_removal(request: Request, contact_id: int) -> HttpResponse:
    """Take out a person entered by mistake."""
    gone = void_contact(contact_id, actor=request.actor, at=timezone.now())
    return go(request, reverse("contacts:customer", args=[gone.customer_id]), said=_("Person removed."))


@require_POST
@login_required
def removal(request: Request, customer_id: int) -> HttpResponse:
    """Take out a customer entered by mistake."""
    void_customer(customer_id, actor=request.actor, at=timezone.now())
    undo = reverse("contacts:restoration", args=[customer_id])
    return go(request, reverse("contacts:customers"), said=_("Customer removed."), undo=undo)


@require_POST
@login_required
def restoration(request: Request, customer_id: int) -> HttpResponse:
    """Bring a removed customer back."""
    restore_customer(customer_id, actor=request.actor, at=timezone.now())
    url = safe_next(request, reverse("contacts:customer", args=[customer_id]))
    return go(request, url, said=_("The customer is back."))


def _labelled(error: Conflict) -> dict[str, dict[str, object]]:
    return {name: {**sides, "label": FIELDS[name]} for name, sides in error.fields.items()}


def _theirs(error: Conflict) -> dict[str, object]:
    return {name: sides["theirs"] for name, sides in error.fields.items()}
