"""Forms of the spine: what a person types, read in the company's zone and the reader's way of writing numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from babel.numbers import get_decimal_symbol
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from polku.access.logic import Actor, right_words
from polku.access.queries import colleagues, teams
from polku.company.models import ExchangeRate
from polku.company.queries import company
from polku.kernel.errors import DomainError, Invalid, NotAllowed, say
from polku.kernel.money import Money
from polku.ui.amounts import read_amount
from polku.ui.locale_formats import locale

END_OF_DAY = time(23, 59)
"""A next step without a time of day is due when its day ends."""

_FIELD_OF = {
    "value_minor": "value",
    "customer_id": "company",
    "owner_id": "owner",
    "value_currency": "currency",
}


def put_errors(form: forms.Form, error: DomainError) -> None:
    """Show a refusal of the domain at the fields it names."""
    if isinstance(error, Invalid):
        for name, messages in error.errors_in(_).items():
            at = _FIELD_OF.get(name, name)
            for message in messages:
                form.add_error(at if at in form.fields else None, message)
        return
    text = say(error.message, _)
    if isinstance(error, NotAllowed) and (right := right_words(error.rule)):
        text = _("%(why)s The right it needs: %(right)s") % {"why": text, "right": right}
    form.add_error(None if error.field is None or error.field not in form.fields else error.field, text)


def put(form: forms.Form, error: DomainError) -> forms.Form:
    """The same, as an expression."""
    put_errors(form, error)
    return form


def parse_amount(text: str, currency: str, *, field: str = "value") -> Money | None:
    """An amount as the reader writes it; None for nothing.

    Raises: Invalid naming the field.
    """
    return read_amount(text, currency, field=field)


def due(day: date | None, at: time | None) -> datetime | None:
    """When a next step is due, in the company's zone."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day, at or END_OF_DAY))


def amount_text(money: Money | None) -> str:
    """An amount as it stands in a field."""
    if money is None:
        return ""
    text = f"{money.decimal:f}"
    return text.replace(".", ",") if get_decimal_symbol(locale()) == "," else text


def currencies(used: str = "") -> list[tuple[str, str]]:
    """The currencies a value can be in: the company's, those with a rate, the one in use."""
    known = [company().currency, *ExchangeRate.objects.values_list("currency", flat=True).distinct(), used]
    return [(code, code) for code in dict.fromkeys(known) if code]


def owner_choices(actor: Actor) -> list[tuple[str, str]]:
    """The people a deal can be given to."""
    return [(str(person.id), str(person)) for person in colleagues(actor)]


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time field."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class NextStepForm(forms.Form):
    """What happens next, and when."""

    next_step = forms.CharField(label=gettext_lazy("What happens next"), max_length=300)
    day = forms.DateField(label=gettext_lazy("Day"), required=False, widget=DateInput)
    at = forms.TimeField(label=pgettext_lazy("of day", "Time"), required=False, widget=TimeInput)

    @property
    def due_at(self) -> datetime | None:
        """The moment that was chosen."""
        return due(self.cleaned_data["day"], self.cleaned_data["at"])


class NewDealForm(NextStepForm):
    """A deal in a few words; the customer is chosen, or found or added by what is typed."""

    customer_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    as_new = forms.BooleanField(required=False)
    company = forms.CharField(label=gettext_lazy("Customer"), max_length=300, required=False)
    contact_name = forms.CharField(label=gettext_lazy("Contact"), max_length=200, required=False)
    email = forms.EmailField(label=gettext_lazy("Mail"), required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=60, required=False)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=300, required=False)
    value = forms.CharField(
        label=gettext_lazy("Value"), max_length=40, required=False, help_text=gettext_lazy("Without VAT")
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    expected_close = forms.DateField(label=gettext_lazy("Expected close"), required=False, widget=DateInput)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=120, required=False)
    product = forms.CharField(label=gettext_lazy("Product"), max_length=120, required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    process = forms.ChoiceField(label=gettext_lazy("Process"), required=False)

    def __init__(self, *args: Any, actor: Actor, processes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_processes = len(processes) > 1
        self.fields["next_step"].required = False
        _choose(self, "currency", currencies())
        _choose(self, "owner", [("", _("Nobody")), *owner_choices(actor)])
        _choose(self, "process", processes)
        for name in ("company", "contact_name", "email", "phone", "title", "source", "product"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["source"].widget.attrs["list"] = "sources-new"


class PersonForm(forms.Form):
    """Somebody new at the customer, and as what they take part."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=200, required=False)
    position = forms.CharField(label=gettext_lazy("Position"), max_length=120, required=False)
    email = forms.EmailField(label=gettext_lazy("Mail"), required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=60, required=False)
    role = forms.CharField(label=gettext_lazy("Part in the decision"), max_length=60, required=False)


class OwnerForm(forms.Form):
    """To whom a deal goes: a person, or a team's pool."""

    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "owner", [("", _("Nobody")), *owner_choices(actor)])
        _choose(self, "team", [("", _("The owner’s team")), *[(str(team.id), team.name) for team in teams()]])


KINDS = [
    ("text", gettext_lazy("Text")),
    ("number", pgettext_lazy("kind of field", "Number")),
    ("date", gettext_lazy("Date")),
    ("yes_no", gettext_lazy("Yes or no")),
    ("choice", gettext_lazy("Choice")),
]


class CustomFieldForm(forms.Form):
    """A field of the company's own."""

    label = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=80)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=KINDS,
    )
    choices = forms.CharField(
        label=gettext_lazy("Values to choose from"),
        required=False,
        help_text=gettext_lazy("One per line, for a choice."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """A choice needs something to choose from."""
        data = super().clean() or self.cleaned_data
        listed = [line.strip() for line in data.get("choices", "").splitlines() if line.strip()]
        if data.get("kind") == "choice" and not listed:
            self.add_error("choices", _("Name at least one value."))
        return {**data, "choices": listed}


def number(text: str | None) -> int | None:
    """A chosen id, or none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
