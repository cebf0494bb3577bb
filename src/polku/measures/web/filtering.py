"""The filter of a page of indicators or a dashboard: periods side by side, the rest as chips and a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from polku.insight import queries as insight
from polku.insight.filters import Filter
from polku.measures.logic.periods import EVERY, USUAL
from polku.measures.measuring.showing import Span
from polku.measures.words import EVERY_WORDS

_LABELS: Final = {
    "process": gettext_lazy("Process"),
    "source": gettext_lazy("Source"),
    "campaign": gettext_lazy("Campaign"),
    "product": gettext_lazy("Product"),
    "segment": gettext_lazy("Segment"),
    "team": gettext_lazy("Team"),
    "owner": gettext_lazy("Owner"),
    "version": gettext_lazy("Process version"),
    "kind": gettext_lazy("Kind of customer"),
    "value_from": gettext_lazy("Value from"),
    "value_to": gettext_lazy("Value to"),
}
_MANY: Final = ("source", "product", "campaign", "segment", "team", "owner")


@dataclass(frozen=True)
class Bar:
    """What the filter bar shows: the periods to choose from, and a chip for each choice with what is left without."""

    periods: tuple[tuple[object, str, bool], ...]
    chips: tuple[tuple[object, str, str], ...]
    query: str


def bar(query: QueryDict, f: Filter, span: Span) -> Bar:
    """The filter in force."""
    language = get_language() or "en"
    own = [pair for pair in f.pairs() if pair[0] not in ("from", "to")]
    period = [(name, query[name]) for name in ("from", "to", "every", "periods") if query.get(name)]
    chips: list[tuple[object, str, str]] = []
    for place, (name, text) in enumerate(own):
        rest = urlencode([*own[:place], *own[place + 1 :], *period])
        dimension = {"kind": "customer_kind"}.get(name, name)
        chips.append((_LABELS.get(name, name), insight.words(dimension, [text], language)[text], f"?{rest}"))
    if span.is_chosen:
        days = f"{span.whole.first.isoformat()} – {span.whole.last.isoformat()}"
        rest = urlencode([*own, ("every", span.every)])
        chips.append((_("Period"), days, f"?{rest}"))
    dates = [pair for pair in period if pair[0] in ("from", "to")]
    periods = tuple(
        (EVERY_WORDS[every], f"?{urlencode([*own, *dates, ('every', every)])}", every == span.every)
        for every in EVERY
    )
    return Bar(periods, tuple(chips), urlencode([*own, *period]))


class FilterForm(forms.Form):
    """Which deals and which period. Fields are named as in the address."""

    def __init__(self, f: Filter, span: Span, query: QueryDict, **kwargs: Any) -> None:
        super().__init__(
            initial=_initial(f) | {"every": span.every, "periods": query.get("periods", "")}, **kwargs
        )
        language, known = get_language() or "en", insight.choices(f)
        day = forms.DateInput(attrs={"type": "date"})
        words = list(EVERY_WORDS.items())
        self.fields["every"] = forms.ChoiceField(label=_("Period"), choices=words, required=False)
        self.fields["periods"] = forms.IntegerField(
            label=_("How many"), min_value=1, max_value=60, required=False,
            help_text=_("Left empty, %(n)s") % {"n": USUAL[span.every]},
        )  # fmt: skip
        self.fields["from"] = forms.DateField(label=_("From"), required=False, widget=day)
        self.fields["to"] = forms.DateField(label=_("To"), required=False, widget=day)
        processes = insight.words("process", [key for key, _n in insight.processes(f.scope)], language)
        self.fields["process"] = forms.ChoiceField(
            label=_LABELS["process"], required=False, choices=[("", _("All")), *processes.items()]
        )
        for name in _MANY:
            if keys := known[name]:
                self.fields[name] = forms.MultipleChoiceField(
                    label=_LABELS[name], required=False,
                    choices=list(insight.words(name, keys, language).items()),
                    widget=forms.SelectMultiple(attrs={"size": min(5, max(2, len(keys)))}),
                )  # fmt: skip
        kinds = [("", _("All")), ("company", _("Companies")), ("person", _("Private persons"))]
        self.fields["kind"] = forms.ChoiceField(label=_LABELS["kind"], required=False, choices=kinds)


def _initial(f: Filter) -> dict[str, Any]:
    values: dict[str, list[str]] = {}
    for name, text in f.pairs():
        values.setdefault(name, []).append(text)
    return {name: texts if name in _MANY else texts[-1] for name, texts in values.items()}
