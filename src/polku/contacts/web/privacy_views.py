"""A person asks what is known of them, or to be forgotten."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from polku.access.privacy import holdings
from polku.access.request import Request
from polku.contacts.actions import erase_contact, erase_customer
from polku.contacts.models import Contact, Customer
from polku.contacts.queries import contact as contact_of
from polku.contacts.queries import customer as customer_of
from polku.contacts.queries import known_of_contact, known_of_customer, may_erase
from polku.contacts.rules import ContactPermission
from polku.kernel.errors import NotAllowed, Refused, say
from polku.ui.answers import go, refill


@require_safe
@login_required
def customer_known(request: Request, customer_id: int) -> HttpResponse:
    """All that is known of a customer and its people, as a file."""
    told = known_of_customer(request.actor, customer_id, at=timezone.now())
    return _file(told, f"customer-{customer_id}.json")


@require_safe
@login_required
def contact_known(request: Request, contact_id: int) -> HttpResponse:
    """All that is known of a person, as a file."""
    told = known_of_contact(request.actor, contact_id, at=timezone.now())
    return _file(told, f"person-{contact_id}.json")


@require_http_methods(["GET", "POST"])
@login_required
def customer_erasure(request: Request, customer_id: int) -> HttpResponse:
    """What goes and what stays when a customer is erased; then it is done."""
    _require(request)
    found = customer_of(request.actor, customer_id)
    url = reverse("contacts:customer_erasure", args=[customer_id])
    if request.method == "GET":
        return render(request, "contacts/erasure.html", _context(found, None, url))
    try:
        erase_customer(customer_id, actor=request.actor, at=timezone.now())
    except Refused as error:
        return refill(
            request, "contacts/erasure.html", _context(found, None, url) | {"refused": say(error.message, _)}
        )
    return go(request, reverse("contacts:customers"), said=_("Erased. The deals stay, without names."))


@require_http_methods(["GET", "POST"])
@login_required
def contact_erasure(request: Request, contact_id: int) -> HttpResponse:
    """The same for one person; a private person goes with the customer they are."""
    _require(request)
    found = contact_of(request.actor, contact_id)
    customer, url = found.customer, reverse("contacts:contact_erasure", args=[contact_id])
    context = _context(customer, found if customer.kind == Customer.Kind.COMPANY else None, url)
    if request.method == "GET":
        return render(request, "contacts/erasure.html", context)
    try:
        erase_contact(contact_id, actor=request.actor, at=timezone.now())
    except Refused as error:
        return refill(request, "contacts/erasure.html", context | {"refused": say(error.message, _)})
    after = reverse("contacts:customer", args=[customer.pk]) if context["contact"] else None
    said = _("Erased. The deals stay, without names.")
    return go(request, after or reverse("contacts:customers"), said=said)


def _require(request: Request) -> None:
    if not may_erase(request.actor):
        raise NotAllowed(ContactPermission.ERASE)


def _context(customer: Customer, contact: Contact | None, url: str) -> dict[str, Any]:
    return {
        "customer": customer,
        "contact": contact,
        "name": str(contact or customer),
        "url": url,
        "goes": [holding.goes for holding in holdings if holding.goes],
        "stays": [holding.stays for holding in holdings if holding.stays],
    }


def _file(told: dict[str, Any], name: str) -> HttpResponse:
    text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
