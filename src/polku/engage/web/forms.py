"""What the composer asks, by kind of activity."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from polku.engage.logic.codes import OUTCOMES, WITH_CUSTOMER, Form
from polku.engage.logic.incoming import TEXT_MAX
from polku.engage.logic.kinds import Kind
from polku.engage.words import (
    DIRECTION_LABELS,
    FIELD_LABELS,
    FORM_LABELS,
    ICONS,
    REACTION_LABELS,
    kind_label,
    outcome_label,
)
from polku.kernel.words import LANGUAGES
from polku.ui.templatetags.ui import icon

_MOMENT = "%Y-%m-%dT%H:%M"
_NEXT = ("next_step", "next_step_date")


def moment(label: object, *, required: bool = False, hint: object = "") -> forms.DateTimeField:
    """A day and time in the company's zone."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
    return forms.DateTimeField(label=label, required=required, widget=widget, help_text=hint)  # type: ignore[arg-type]


class ActivityForm(forms.Form):
    """One activity. Which fields there are depends on the form of its kind."""

    text = forms.CharField(
        label=_("What was said"), required=False, strip=False, max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 4, "data-text": ""}),
    )  # fmt: skip
    outcome = forms.ChoiceField(label=FIELD_LABELS["outcome"], widget=forms.RadioSelect, required=False)
    reaction = forms.ChoiceField(
        label=_("How the buyer took it"), widget=forms.RadioSelect, required=False,
        choices=[*REACTION_LABELS.items(), ("", _("Not clear"))],
    )  # fmt: skip
    due_at = moment(FIELD_LABELS["due_at"])
    by_id = forms.TypedChoiceField(label=FIELD_LABELS["by_id"], coerce=int, empty_value=None, required=False)
    contact_id = forms.TypedChoiceField(
        label=FIELD_LABELS["contact_id"], coerce=int, empty_value=None, required=False
    )
    direction = forms.ChoiceField(
        label=FIELD_LABELS["direction"], choices=list(DIRECTION_LABELS.items()), required=False, initial="out"
    )
    at = moment(FIELD_LABELS["at"], hint=_("Empty means now; a later time plans it"))
    duration_minutes = forms.IntegerField(
        label=FIELD_LABELS["duration_minutes"], required=False, min_value=0, max_value=60 * 24 * 31
    )
    file = forms.FileField(label=_("File"), required=False, max_length=255, allow_empty_file=True)
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=300)
    next_step_date = forms.DateField(
        label=_("Due"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        people: Iterable[tuple[int, str]] = (),
        colleagues: Iterable[tuple[int, str]] = (),
        correcting: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name in _unasked(kind.form, correcting):
            del self.fields[name]
        if "outcome" in self.fields:
            choices = [(code.value, outcome_label(kind.form, code)) for code in OUTCOMES[kind.form]]
            self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
            self.fields["outcome"].initial = choices[0][0]
        for name, rows in (("contact_id", people), ("by_id", colleagues)):
            if name in self.fields:
                self.fields[name].choices = [("", "–"), *((key, label) for key, label in rows)]  # type: ignore[attr-defined]
        if kind.form == Form.TASK:
            self.fields["text"].label = _("What is to be done")
        elif kind.form == Form.NOTE:
            self.fields["text"].label = _("Note")
        if kind.form in (Form.NOTE, Form.TASK):
            self.fields["text"].required = True

    @property
    def kind_label(self) -> str:
        """What the kind is called."""
        return kind_label(self.kind)

    @property
    def more(self) -> list[forms.BoundField]:
        """What is asked rarely and stays folded."""
        names = ("contact_id", "direction", "at", "duration_minutes", "file")
        return [self[name] for name in names if name in self.fields]

    @property
    def folded(self) -> bool:
        """Whether the rarely asked part may stay closed: nothing in it is wrong."""
        return not any(bound.errors for bound in self.more)

    @property
    def is_to_come(self) -> bool:
        """Whether what was sent is planned."""
        at = self.cleaned_data.get("at")
        return self.cleaned_data.get("outcome") == "planned" or (at is not None and at > timezone.now())

    def activity(self) -> dict[str, Any]:
        """What is written down of it."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in (*_NEXT, "file") and not (name == "direction" and not value)
        }


def _unasked(form: Form, correcting: bool) -> Sequence[str]:
    """Fields that mean nothing for a form."""
    gone = [] if form == Form.TASK else ["due_at", "by_id"]
    if form not in WITH_CUSTOMER:
        gone += ["reaction", "direction", "duration_minutes"]
    if len(OUTCOMES[form]) == 1:
        gone.append("outcome")
    if form == Form.TASK:
        gone += [] if correcting else ["outcome"]
        gone += ["at", *_NEXT] if not correcting else ["at"]
    if form == Form.NOTE:
        gone.append("contact_id")
    if correcting:
        gone += [*_NEXT, "file"]
    return list(dict.fromkeys(gone))


class KindForm(forms.Form):
    """A kind of activity of the company's own."""

    form = forms.ChoiceField(
        label=_("Behaves like"),
        choices=list(FORM_LABELS.items()),
        help_text=_("Which facts and outcomes it has"),
    )
    icon = forms.ChoiceField(label=_("Icon"), widget=forms.RadioSelect, initial="dot")
    letter = forms.CharField(
        label=_("Letter"), max_length=1, required=False, help_text=_("Chooses it after L")
    )
    counts_as_contact = forms.BooleanField(
        label=_("Counts as contact with the customer"),
        required=False,
        help_text=_("It stops the silence clock"),
    )
    archived = forms.BooleanField(label=_("Out of use"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {f"name_{code}": _name_field(code) for code in LANGUAGES}
        here = f"name_{get_language() or 'en'}"
        order = [here, *(name for name in names if name != here)] if here in names else list(names)
        self.fields = {name: names[name] for name in order} | self.fields
        self.fields[order[0]].required = True
        own = self.get_initial_for_field(self.fields["icon"], "icon")
        known = {str(own): ICONS.get(own, _("Icon"))} | ICONS
        drawn = [(name, icon(name, str(label))) for name, label in known.items()]
        self.fields["icon"].choices = drawn  # type: ignore[attr-defined]

    def words(self) -> dict[str, str]:
        """The name in each language it was given."""
        return {
            code: self.cleaned_data[f"name_{code}"]
            for code in LANGUAGES
            if self.cleaned_data.get(f"name_{code}")
        }


def _name_field(code: str) -> forms.CharField:
    native = {
        "en": "English",
        "fi": "Suomi",
        "lv": "Latviešu",
        "pl": "Polski",
        "ru": "Русский",
        "zh-hant": "繁體中文",
    }
    return forms.CharField(label=native[code], max_length=60, required=False)


def put_errors(form: forms.Form, errors: Mapping[str, Sequence[str]]) -> None:
    """Show a refusal of the domain beside the fields it names."""
    for name, messages in errors.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)


def base_of(text: str | None) -> dict[str, Any]:
    """The values a form was opened with, as it sent them back; nothing where they can't be read."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
