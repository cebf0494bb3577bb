"""Forms of customers and contacts. The rules live in the actions; a form asks and shows what they say."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from polku.access.logic import Actor
from polku.access.queries import colleagues
from polku.contacts.logic import NewCustomer
from polku.contacts.models import Contact, Customer
from polku.contacts.words import FIELDS, KINDS, LANGUAGES
from polku.kernel.errors import Invalid

_LANGUAGES = [("", "–"), *LANGUAGES.items()]


def country(value: str) -> str:
    """A country code as it is stored, however it was typed."""
    return value.strip().upper()


class CustomerForm(forms.Form):
    """A new customer with its first person."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=KINDS.items(), widget=forms.RadioSelect, initial="company"
    )
    company = forms.CharField(label=_("Company"), max_length=300, required=False, strip=True)
    contact_name = forms.CharField(label=_("Person"), max_length=200, required=False)
    email = forms.CharField(
        label=_("Mail address"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    line1 = forms.CharField(label=_("Street"), max_length=200, required=False)
    post_code = forms.CharField(label=_("Post code"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=120, required=False)
    country = forms.CharField(
        label=_("Country"), max_length=2, required=False, help_text=_("Two letters, such as FI")
    )
    owner_id = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(user.pk), str(user)) for user in colleagues(actor)]
        self.fields["owner_id"].choices = [("", _("nobody")), *people]  # type: ignore[attr-defined]
        self.fields["owner_id"].initial = actor.user_id

    def clean_country(self) -> str:
        """Capital letters."""
        return country(self.cleaned_data["country"])

    def row(self) -> NewCustomer:
        """What was typed, as the action takes it."""
        return NewCustomer(**{name: self.cleaned_data[name] for name in self.fields})


class ContactForm(forms.Form):
    """A person at a customer; `base_` fields carry what the form was opened with."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=200, required=False)
    email = forms.CharField(
        label=_("Mail address"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=60, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    position = forms.CharField(label=_("Position"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=_LANGUAGES, required=False)

    @classmethod
    def of(cls, contact: Contact, data: Mapping[str, Any] | None = None) -> "ContactForm":
        """The form of a known contact."""
        return cls(data, initial={name: getattr(contact, name) for name in cls.base_fields})


class FactForm(forms.Form):
    """One field of a customer, edited in place."""

    def __init__(self, field: str, customer: Customer, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={field: getattr(customer, field)})
        self.fields[field] = _fact(field)
        self.field = field

    @property
    def bound(self) -> forms.BoundField:
        """The one field."""
        return self[self.field]

    def sent(self) -> str:
        """What was typed."""
        value = str(self.cleaned_data[self.field])
        return country(value) if self.field == "country" else value


class OwnerForm(forms.Form):
    """Who a customer, or several, is given to."""

    owner_id = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(user.pk), str(user)) for user in colleagues(actor)]
        self.fields["owner_id"].choices = [("", _("nobody")), *people]  # type: ignore[attr-defined]


class ConsentForm(forms.Form):
    """What a person said about a purpose, and where."""

    purpose = forms.SlugField(max_length=40)
    given = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1")
    source = forms.CharField(max_length=120, required=False)


def put_errors(form: forms.Form, error: Invalid, *, fields: Mapping[str, str] | None = None) -> None:
    """Show what an action refused beside its field, or above the form where it has no such field."""
    for name, messages in error.errors.items():
        field = (fields or {}).get(name, name)
        put(form, field, messages)


def put(form: forms.Form, field: str, messages: Iterable[str]) -> None:
    """Put messages at a field."""
    for message in messages:
        form.add_error(field if field in form.fields else None, message)


def _fact(field: str) -> forms.Field:
    if field == "kind":
        return forms.ChoiceField(label=str(FIELDS[field]), choices=KINDS.items())
    if field == "language":
        return forms.ChoiceField(label=str(FIELDS[field]), choices=_LANGUAGES, required=False)
    lengths = {"name": 300, "country": 2, "city": 120, "vat_id": 30, "website": 200, "segment": 120}
    return forms.CharField(label=str(FIELDS[field]), max_length=lengths[field], required=field == "name")
