"""What Settings asks about a lead form."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from polku.kernel.errors import DomainError, Invalid, say
from polku.kernel.text import slug
from polku.kernel.words import Text
from polku.qualify import confirmations
from polku.qualify.actions.confirming import NO_SENDER
from polku.qualify.logic.lead_form import BUILT_IN, FormField, fields_of
from polku.qualify.models import LeadForm
from polku.qualify.words import FIELD_KIND_LABELS, FIELD_LABELS

OWN_KINDS = ("text", "long", "number", "date", "check", "choice")
EMPTY_ROWS = 3
WORDS = ("title", "intro", "consent", "thanks")


class LeadFormForm(forms.Form):
    """Texts in the language of the page, where leads go, and who may show the form."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    key = forms.SlugField(
        label=gettext_lazy("Address"), max_length=60, required=False,
        help_text=gettext_lazy("Small letters, digits and lines; it cannot be changed later"),
    )  # fmt: skip
    intro = forms.CharField(
        label=gettext_lazy("What the form is for"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    consent = forms.CharField(
        label=gettext_lazy("Consent to tick"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=gettext_lazy("Left empty, no consent is asked"),
    )  # fmt: skip
    thanks = forms.CharField(
        label=gettext_lazy("Said after sending"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    process_key = forms.ChoiceField(label=gettext_lazy("Process"), required=False)
    team_id = forms.TypedChoiceField(label=gettext_lazy("Team"), coerce=int)
    owner_id = forms.TypedChoiceField(
        label=gettext_lazy("Owner"), coerce=int, empty_value=None, required=False,
        help_text=gettext_lazy("Left empty, whoever is first in the team takes it"),
    )  # fmt: skip
    source = forms.CharField(label=gettext_lazy("Source"), max_length=120, required=False)
    campaign = forms.CharField(label=gettext_lazy("Campaign"), max_length=120, required=False)
    allowed_origins = forms.CharField(
        label=gettext_lazy("Sites that may show it"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "https://www.example.com"}),
        help_text=gettext_lazy("One address on each line; left empty, no site may"),
    )  # fmt: skip
    confirms = forms.BooleanField(
        label=gettext_lazy("Ask for a confirmation by mail"), required=False,
        help_text=gettext_lazy("Who sends the form gets a link in a mail; opened within seven days, it makes the lead"),
    )  # fmt: skip
    active = forms.BooleanField(label=gettext_lazy("Takes leads in"), required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        processes: Iterable[tuple[str, str]] = (),
        teams: Iterable[tuple[int, str]] = (),
        people: Iterable[tuple[int, str]] = (),
        is_new: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["process_key"].choices = [("", _("The default process")), *processes]  # type: ignore[attr-defined]
        self.fields["team_id"].choices = list(teams)  # type: ignore[attr-defined]
        self.fields["owner_id"].choices = [("", "–"), *people]  # type: ignore[attr-defined]
        if confirmations.sender() is None and not (self.initial or {}).get("confirms"):
            self.fields["confirms"].disabled = True
            self.fields["confirms"].help_text = _(NO_SENDER)
        if not is_new:
            del self.fields["key"]

    def values(self, known: LeadForm | None) -> dict[str, Any]:
        """What is saved: the texts of the other languages stay as they are."""
        language = get_language() or "en"
        told = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        for name in WORDS:
            before: Text = getattr(known, name) if known else Text()
            told[name] = Text.of(before or {}).having(language, told[name])
        told["allowed_origins"] = told["allowed_origins"].split()
        return told


def initial_of(form: LeadForm) -> dict[str, Any]:
    """What the form shows of a lead form, in the language of the page."""
    language = get_language() or "en"
    plain = {name: getattr(form, name) for name in LeadFormForm.base_fields if name != "key"}
    texts = {name: (getattr(form, name) or Text()).as_dict().get(language, "") for name in WORDS}
    return plain | texts | {"allowed_origins": "\n".join(form.allowed_origins)}


class FieldRows:
    """The table of fields: the five that are always there, and own ones, as typed or as stored."""

    def __init__(self, data: QueryDict | None, form: LeadForm | None) -> None:
        self.data = data
        stored = {one.key: one for one in fields_of(form.fields)} if form else {}
        self.built_in = [self._built_in(key, stored) for key in BUILT_IN]
        self.own = self._own(stored)
        self.kinds = [(kind, str(FIELD_KIND_LABELS[kind])) for kind in OWN_KINDS]

    def values(self) -> list[dict[str, Any]]:
        """The fields as the domain takes them."""
        found: list[dict[str, Any]] = [
            {"key": row["key"], "required": row["required"]} for row in self.built_in if row["asked"]
        ]
        taken = set(BUILT_IN)
        for row in self.own:
            if row["label"].strip():
                key = row["key"] or _own_key(row["label"], taken)
                taken.add(key)
                label = Text.of(row["texts"]).having(get_language() or "en", row["label"].strip())
                kept = {
                    "key": key,
                    "kind": row["kind"],
                    "required": row["required"],
                    "label": label.as_dict(),
                }
                found.append(
                    kept | {"choices": [one.strip() for one in row["choices"].split(",") if one.strip()]}
                )
        return found

    def _built_in(self, key: str, stored: dict[str, FormField]) -> dict[str, Any]:
        if self.data is not None:
            asked, required = f"ask_{key}" in self.data, f"need_{key}" in self.data
        else:
            asked = key in stored if stored else True
            required = stored[key].required if key in stored else not stored and key in ("name", "email")
        return {"key": key, "label": str(FIELD_LABELS[key]), "asked": asked or required, "required": required}

    def _own(self, stored: dict[str, FormField]) -> list[dict[str, Any]]:
        own = [one for one in stored.values() if one.is_own]
        language = get_language() or "en"
        rows = [
            {"key": one.key, "label": one.label.to(language), "kind": one.kind, "required": one.required,
             "choices": ", ".join(one.choices), "texts": one.label.as_dict()}
            for one in own
        ]  # fmt: skip
        blank = {"key": "", "label": "", "kind": "text", "required": False, "choices": "", "texts": {}}
        rows += [dict(blank) for _number in range(EMPTY_ROWS)]
        if self.data is None:
            return rows
        for number, row in enumerate(rows):
            row["label"] = self.data.get(f"label_{number}", "")
            row["kind"] = self.data.get(f"kind_{number}", "text")
            row["required"] = f"needed_{number}" in self.data
            row["choices"] = self.data.get(f"choices_{number}", "")
        return rows


def _own_key(label: str, taken: set[str]) -> str:
    plain = slug(label, max_length=50).replace("-", "_") or "field"
    plain = plain if plain[0].isalpha() else f"f_{plain}"
    if plain not in taken:
        return plain
    return next(f"{plain}_{number}" for number in range(2, 100) if f"{plain}_{number}" not in taken)


def put_errors(form: forms.Form, error: DomainError) -> None:
    """Show a refusal of the domain beside the fields it names."""
    if isinstance(error, Invalid):
        for name, messages in error.errors_in(_).items():
            for message in messages:
                form.add_error(name if name in form.fields else None, message)
        return
    form.add_error(error.field if error.field in form.fields else None, say(error.message, _))
