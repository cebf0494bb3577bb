"""The public form as its page shows it: each field with what was typed and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from polku.kernel.errors import WHOLE, Invalid
from polku.qualify.logic.lead_form import CONSENT, HONEYPOT, FormField, fields_of
from polku.qualify.models import LeadForm
from polku.qualify.words import FIELD_LABELS

_TYPES = {"email": "email", "phone": "tel", "date": "date", "number": "text"}
_COMPLETE = {"name": "name", "company": "organization", "email": "email", "phone": "tel"}


@dataclass(frozen=True)
class ShownField:
    """One field of the page."""

    key: str
    label: str
    shape: str
    type: str
    autocomplete: str
    inputmode: str
    required: bool
    length_max: int
    choices: Sequence[str]
    value: str
    errors: Sequence[str]


class Shown:
    """The form in the reader's language, with what was typed."""

    def __init__(self, form: LeadForm, payload: Mapping[str, Any], error: Invalid | None) -> None:
        self.language = get_language() or "en"
        self.languages = settings.LANGUAGES
        self.errors = error.errors_in(_) if error else {}
        self.fields = [self._field(one, payload) for one in fields_of(form.fields)]
        self.whole = self.errors.get(WHOLE, [])
        self.consent = form.consent.to(self.language) if form.consent else ""
        self.consent_given = bool(payload.get(CONSENT))
        self.consent_errors = self.errors.get(CONSENT, [])
        self.honeypot = HONEYPOT

    @property
    def first_wrong(self) -> str:
        """The first field with an error, which gets the focus."""
        return next((field.key for field in self.fields if field.errors), "")

    def _field(self, field: FormField, payload: Mapping[str, Any]) -> ShownField:
        return ShownField(
            key=field.key,
            label=field.label.to(self.language) if field.is_own else str(FIELD_LABELS[field.key]),
            shape={"long": "area", "choice": "choice", "check": "check"}.get(field.kind, "line"),
            type=_TYPES.get(field.kind, "text"),
            autocomplete=_COMPLETE.get(field.key, "off"),
            inputmode="decimal" if field.kind == "number" else "",
            required=field.required,
            length_max=field.length_max,
            choices=field.choices,
            value=str(payload.get(field.key) or ""),
            errors=self.errors.get(field.key, []),
        )
