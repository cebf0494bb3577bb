"""The filter of all figures as a form; the same fields as `filters.Filter`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from polku.insight import queries
from polku.insight.filters import Filter
from polku.insight.logic.passing import FINDING

_MANY = ("version", "source", "campaign", "product", "segment", "owner", "team")
_LABELS: Mapping[str, Any] = {
    "version": _("Process version at the start"),
    "source": _("Source"),
    "campaign": _("Campaign"),
    "product": _("Product"),
    "segment": _("Segment"),
    "owner": _("Owner"),
    "team": _("Team"),
}


class FilterForm(forms.Form):
    """Cohort, process, whose deals. What nobody chose does not stand in the address."""

    process = forms.ChoiceField(label=_("Process"), required=False)
    value_from = forms.IntegerField(label=_("Value from"), required=False, min_value=0)
    value_to = forms.IntegerField(label=_("Value to"), required=False, min_value=0)
    kind = forms.ChoiceField(
        label=_("Kind of customer"),
        required=False,
        choices=[("", _("All")), ("company", _("Companies")), ("person", _("Private persons"))],
    )

    def __init__(self, f: Filter) -> None:
        super().__init__(initial=_initial(f))
        language, known = get_language() or "en", queries.choices(f)
        day = forms.DateInput(attrs={"type": "date"})
        self.fields["from"] = forms.DateField(label=_("Opened from"), required=False, widget=day)
        self.fields["to"] = forms.DateField(label=_("Opened to"), required=False, widget=day)
        processes = [key for key, _n in queries.processes(f.scope)]
        named = queries.words("process", processes, language)
        self.fields["process"] = forms.ChoiceField(
            label=_("Process"), required=False, choices=[("", _("The one with most deals")), *named.items()]
        )
        for name in _MANY:
            if keys := known[name]:
                self.fields[name] = forms.MultipleChoiceField(
                    label=_LABELS[name],
                    required=False,
                    choices=list(queries.words(name, keys, language).items()),
                    widget=forms.SelectMultiple(attrs={"size": min(5, max(2, len(keys)))}),
                )
        if len(phases := queries.phases(f)) > 1:
            self.fields["phase"] = forms.MultipleChoiceField(
                label=_("Phase"),
                required=False,
                choices=list(queries.words("phase", [FINDING, *phases], language).items()),
                widget=forms.SelectMultiple(attrs={"size": 4}),
                help_text=_("Which part of the line; figures that know no phases are of the whole line."),
            )
        self.order_fields(["process", "phase", "from", "to", *_MANY, "kind", "value_from", "value_to"])


def chips(f: Filter) -> list[tuple[object, str, str]]:
    """The filter in force as (label, words, query without it), one chip per value."""
    language, found = get_language() or "en", []
    pairs = f.pairs()
    for place, (name, text) in enumerate(pairs):
        rest = urlencode(pairs[:place] + pairs[place + 1 :])
        found.append((_chip_label(name), _chip_words(name, text, language), rest))
    return found


def _chip_label(name: str) -> object:
    own = {
        "from": _("Opened from"),
        "to": _("Opened to"),
        "process": _("Process"),
        "kind": _("Kind of customer"),
    }
    own |= {"value_from": _("Value from"), "value_to": _("Value to"), "phase": _("Phase")}
    return (own | dict(_LABELS))[name]


def _chip_words(name: str, text: str, language: str) -> str:
    dimension = {"kind": "customer_kind"}.get(name, name)
    return queries.words(dimension, [text], language)[text]


def _initial(f: Filter) -> dict[str, Any]:
    values: dict[str, list[str]] = {}
    for name, text in f.pairs():
        values.setdefault(name, []).append(text)
    return {name: texts if name in (*_MANY, "phase") else texts[-1] for name, texts in values.items()}
