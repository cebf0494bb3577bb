"""The addresses of a customer: where bills go, and where goods go if elsewhere."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polku.access.request import Request
from polku.contacts.actions import update_customer
from polku.contacts.models import Customer
from polku.contacts.postal import LENGTHS, PARTS
from polku.contacts.queries import customer as customer_of
from polku.contacts.rules import ContactPermission
from polku.contacts.web.forms import country, put_errors
from polku.contacts.web.shown import may_change
from polku.contacts.words import FIELDS, shown
from polku.kernel.errors import Conflict, Invalid, NotAllowed
from polku.ui.answers import go, refill

OWN: Final = PARTS[1:]
"""The parts of the customer's own address; its name is the customer's."""

_PREFIX: Final = "delivery_"


class AddressForm(forms.Form):
    """Both addresses; the one for goods is left empty where they go to the other."""

    def __init__(self, customer: Customer, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=_flat(customer))
        for name in (*OWN, *(f"{_PREFIX}{part}" for part in PARTS)):
            part = name.removeprefix(_PREFIX)
            label = str(FIELDS[part])
            help_text = _("Two letters, such as FI") if part == "country" else ""
            self.fields[name] = forms.CharField(
                label=label, max_length=LENGTHS[part], required=False, help_text=help_text
            )

    def sent(self) -> dict[str, object]:
        """What was typed, as the action takes it."""
        said = {name: str(text).strip() for name, text in self.cleaned_data.items()}
        return _grouped(
            {name: country(text) if name.endswith("country") else text for name, text in said.items()}
        )


@require_http_methods(["GET", "POST"])
@login_required
def address(request: Request, customer_id: int) -> HttpResponse:
    """Both addresses in one form: what another changed meanwhile stays, the same one asks."""
    found = customer_of(request.actor, customer_id)
    if not may_change(request.actor, found):
        raise NotAllowed(ContactPermission.CHANGE)
    form = AddressForm(found, request.POST if request.method == "POST" else None)
    base = {name: request.POST.get(f"base_{name}", str(text)) for name, text in _flat(found).items()}
    context: dict[str, Any] = {"customer": found, "form": form, "base": base}
    if request.method == "GET":
        return render(request, "contacts/address.html", context)
    if form.is_valid():
        values, known, at = form.sent(), _grouped(base), timezone.now()
        try:
            update_customer(customer_id, values=values, base=known, actor=request.actor, at=at)
        except Invalid as error:
            put_errors(form, error, fields={f"delivery.{part}": f"{_PREFIX}{part}" for part in PARTS})
        except Conflict as error:
            context |= {"conflicts": _labelled(error), "base": _flat(found)}
        else:
            return go(request, reverse("contacts:customer", args=[customer_id]), said=_("Saved."))
    return refill(request, "contacts/address.html", context)


def _flat(customer: Customer) -> dict[str, object]:
    own = {name: getattr(customer, name) for name in OWN}
    return own | {f"{_PREFIX}{part}": customer.delivery.get(part, "") for part in PARTS}


def _grouped(flat: Mapping[str, str]) -> dict[str, object]:
    delivery = {part: flat[f"{_PREFIX}{part}"] for part in PARTS if flat[f"{_PREFIX}{part}"]}
    return {name: flat[name] for name in OWN} | {"delivery": delivery}


def _labelled(error: Conflict) -> dict[str, dict[str, object]]:
    return {
        name: {side: shown(name, value) for side, value in sides.items()} | {"label": FIELDS[name]}
        for name, sides in error.fields.items()
    }
