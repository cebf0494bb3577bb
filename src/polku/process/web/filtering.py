"""The form that says which deals the lived map is about; its state is the map's address."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from polku.insight import queries as insight
from polku.insight.filters import Filter
from polku.process import queries
from polku.process.models import Process
from polku.process.web.lived import names

MOST: Final = 40
"""Values offered of one dimension, those with most deals first; chosen ones always."""

_LABELS: Final = {
    "version": _("Process version at the start"),
    "team": _("Team"),
    "owner": _("Owner"),
    "source": _("Source"),
    "product": _("Product"),
    "segment": _("Segment"),
}


class FilterForm(forms.Form):
    """Opening days, versions, teams, owners, sources, products, kind of customer."""

    def __init__(self, *, process: Process, chosen: Filter) -> None:
        super().__init__()
        offered = insight.choices(chosen)
        pairs = chosen.pairs()
        for name, label in (("from", _("Opened from")), ("to", _("Opened until"))):
            initial = dict(pairs).get(name, "")
            day = forms.DateInput(attrs={"type": "date"})
            self.fields[name] = forms.CharField(label=label, required=False, widget=day, initial=initial)
        kinds = [("", _("all")), *names("kind", ["company", "person"]).items()]
        self.fields["kind"] = forms.ChoiceField(
            label=_("Customers"), choices=kinds, required=False, initial=chosen.customer_kind
        )
        for name, label in _LABELS.items():
            picked = [text for key, text in pairs if key == name]
            keys = _versions(process) if name == "version" else [*offered.get(name, ())][:MOST]
            keys = list(dict.fromkeys([*keys, *picked]))
            if keys:
                self._several(name, label, keys, picked)

    def _several(self, name: str, label: Any, keys: list[str], picked: list[str]) -> None:
        said = names(name, keys)
        self.fields[name] = forms.MultipleChoiceField(
            label=label,
            choices=[(key, said.get(key, key)) for key in keys],
            required=False,
            initial=picked,
            widget=forms.CheckboxSelectMultiple,
        )


def _versions(process: Process) -> list[str]:
    return [str(pk) for pk in queries.versions(process).values_list("pk", flat=True)[:MOST]]
