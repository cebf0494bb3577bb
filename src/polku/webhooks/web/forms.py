"""The form of an endpoint."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from polku.kernel.errors import Invalid
from polku.webhooks.logic.telling import EVERYTHING
from polku.webhooks.models import Endpoint
from polku.webhooks.queries import kinds_by_domain


class EndpointForm(forms.Form):
    """Where events go, and which."""

    url = forms.CharField(
        label=_("Address"),
        max_length=1000,
        help_text=_("It gets a POST for every event, and answers with a status from 200 to 299."),
        widget=forms.URLInput(attrs={"placeholder": "https://erp.example.com/polku"}),
    )
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    kinds = forms.MultipleChoiceField(
        label=_("Events"), required=False, widget=forms.CheckboxSelectMultiple, initial=[EVERYTHING]
    )
    single = forms.CharField(
        label=_("Single kinds of event"),
        required=False,
        max_length=4000,
        help_text=_("Apart by spaces, such as billing.invoice_issued payments.payment_received."),
    )
    is_active = forms.BooleanField(label=_("Send events"), required=False, initial=True)

    def __init__(self, *args: Any, row: Endpoint | None = None, **kwargs: Any) -> None:
        wide = {f"{domain}.*" for domain in kinds_by_domain()} | {EVERYTHING}
        if row is not None:
            single = " ".join(kind for kind in row.kinds if kind not in wide)
            kwargs["initial"] = {
                "url": row.url, "name": row.name, "kinds": row.kinds, "single": single, "is_active": row.is_active,
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [(EVERYTHING, _("Everything"))]
        choices += [(f"{domain}.*", f"{domain}.*") for domain in kinds_by_domain()]
        self.fields["kinds"].choices = choices  # type: ignore[attr-defined]  # a field with choices
        if row is None:
            del self.fields["is_active"]

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        told = {key: value for key, value in self.cleaned_data.items() if key != "single"}
        return told | {"kinds": [*told["kinds"], *self.cleaned_data["single"].split()]}


def put_errors(form: forms.Form, error: Invalid) -> None:
    """Show a refusal of the domain at the fields it names."""
    for name, messages in error.errors.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)
