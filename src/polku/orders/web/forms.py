"""Forms of orders. The rules live in the actions."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku.catalogue.queries import currencies
from polku.kernel.errors import DomainError, Invalid, NotAllowed, NotFound, say
from polku.orders.models import Order, OrderLine
from polku.orders.words import CHANNELS, PAYMENT_TERMS, SETTLED, TROUBLES, WRITTEN

DATE = {"type": "date"}
ADDRESSES: Final = ("billing", "delivery")
ADDRESS_WORDS: Final = {
    "name": (gettext_lazy("Name"), 200),
    "line1": (gettext_lazy("Street"), 200),
    "line2": (gettext_lazy("More of the address"), 200),
    "post_code": (gettext_lazy("Post code"), 20),
    "city": (gettext_lazy("City"), 200),
    "region": (gettext_lazy("Region"), 200),
    "country": (gettext_lazy("Country"), 2),
}


def put_errors(form: forms.Form, error: DomainError) -> None:
    """Show a refusal beside the field it names, or above the form. Raises: NotAllowed, NotFound as they are."""
    if isinstance(error, NotAllowed | NotFound) and error.field is None:
        raise error
    if isinstance(error, Invalid):
        for name, messages in error.errors_in(_).items():
            for message in messages:
                form.add_error(name if name in form.fields else None, message)
        return
    form.add_error(error.field if error.field in form.fields else None, say(error.message, _))


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class LetterForm(forms.Form):
    """To whom a confirmation goes, and with which words."""

    to = forms.EmailField(
        label=gettext_lazy("To"), max_length=254, required=False,
        help_text=gettext_lazy("Left empty, the confirmation is kept here and not sent"),
    )  # fmt: skip
    message = forms.CharField(
        label=gettext_lazy("A word with it"), required=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class WrittenForm(forms.Form):
    """How orders are confirmed in writing."""

    written = forms.ChoiceField(
        label=gettext_lazy("Confirmed in writing"), choices=WRITTEN.items(), widget=forms.RadioSelect
    )


class WaiverForm(forms.Form):
    """How much of a line will not be delivered."""

    quantity = forms.CharField(label=gettext_lazy("How many"), max_length=30)
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class TroubleForm(forms.Form):
    """What went wrong."""

    kind = forms.ChoiceField(label=gettext_lazy("What"), choices=TROUBLES.items())
    line_id = forms.TypedChoiceField(label=gettext_lazy("Line"), required=False, coerce=int, empty_value=None)
    text = forms.CharField(
        label=gettext_lazy("Note"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, lines: Sequence[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line_id"].choices = [("", _("All")), *_named(lines)]  # type: ignore[attr-defined]


def _named(lines: Sequence[OrderLine]) -> list[tuple[str, str]]:
    return [(str(line.pk), line.description[:80] or line.sku) for line in lines]


class SettlementForm(ReasonForm):
    """How it is settled."""

    settled = forms.ChoiceField(
        label=gettext_lazy("What"), choices=SETTLED.items(), widget=forms.RadioSelect, initial="recreate"
    )
    line_id = forms.TypedChoiceField(label=gettext_lazy("Line"), required=False, coerce=int, empty_value=None)
    quantity = forms.CharField(label=gettext_lazy("How many go out again"), max_length=30, required=False)
    field_order = ("settled", "line_id", "quantity", "reason")

    def __init__(self, *args: Any, lines: Sequence[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line_id"].choices = _named(lines)  # type: ignore[attr-defined]
        self.fields["line_id"].initial = lines[0].pk if lines else None
        if len(lines) < 2:
            del self.fields["line_id"]
        if not lines:
            del self.fields["quantity"]


class NewOrderForm(forms.Form):
    """The head of a new order; its lines are read by `asked_lines`."""

    deal_id = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    company = forms.CharField(label=gettext_lazy("Customer"), max_length=300, required=False)
    channel = forms.ChoiceField(label=gettext_lazy("Source"))
    payment_terms = forms.ChoiceField(
        label=gettext_lazy("Terms of payment"), choices=PAYMENT_TERMS.items(), initial="due_date"
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    wanted_date = forms.DateField(
        label=gettext_lazy("Wanted by"), required=False, widget=forms.DateInput(attrs=DATE)
    )
    reference = forms.CharField(label=gettext_lazy("Their reference"), max_length=120, required=False)
    line1 = forms.CharField(label=gettext_lazy("Delivery address"), max_length=200, required=False)
    post_code = forms.CharField(label=gettext_lazy("Post code"), max_length=20, required=False)
    city = forms.CharField(label=gettext_lazy("City"), max_length=200, required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = currencies(str(self.initial.get("currency") or ""))
        told = [(key, CHANNELS[key]) for key in ("phone", "web", "counter", "form")]
        self.fields["channel"].choices = told  # type: ignore[attr-defined]
        self.fields["currency"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]

    def delivery(self) -> dict[str, str]:
        """Where the goods go, as far as it was told."""
        names = ("line1", "post_code", "city")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}


class FactsForm(forms.Form):
    """What is agreed of an order besides its lines; each address has its own fields."""

    payment_terms = forms.ChoiceField(label=gettext_lazy("Terms of payment"), choices=PAYMENT_TERMS.items())
    due_days = forms.IntegerField(
        label=gettext_lazy("Days to pay"), required=False, min_value=0, max_value=365
    )
    reference = forms.CharField(label=gettext_lazy("Their reference"), max_length=120, required=False)
    wanted_date = forms.DateField(
        label=gettext_lazy("Wanted by"), required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )
    promised_date = forms.DateField(
        label=gettext_lazy("Promised for"),
        required=False,
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any, *, order: Order) -> None:
        names = ("payment_terms", "due_days", "reference", "wanted_date", "promised_date", "note")
        known: dict[str, Any] = {name: getattr(order, name) for name in names}
        for kind in ADDRESSES:
            known |= {f"{kind}_{name}": getattr(order, kind).get(name, "") for name in ADDRESS_WORDS}
        super().__init__(data, initial=known)
        for kind in ADDRESSES:
            for name, (label, most) in ADDRESS_WORDS.items():
                self.fields[f"{kind}_{name}"] = forms.CharField(label=label, max_length=most, required=False)
        self.fields["reason"].required = order.state == "confirmed"

    def address(self, kind: str) -> dict[str, str]:
        """An address as it was typed."""
        said = {name: self.cleaned_data[f"{kind}_{name}"].strip() for name in ADDRESS_WORDS}
        return {name: text.upper() if name == "country" else text for name, text in said.items() if text}
