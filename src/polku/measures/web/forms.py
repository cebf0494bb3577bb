"""Forms of indicators, goals, strategies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from polku.access.logic import Actor, Reach
from polku.access.queries import teams, users
from polku.insight import queries as insight
from polku.insight.filters import Filter
from polku.kernel.words import Text
from polku.measures.measuring import writing
from polku.measures.models import Goal, Indicator, Strategy
from polku.measures.queries import indicator, indicators
from polku.measures.rules import MeasurePermission
from polku.measures.words import UNIT_WORDS
from polku.process.queries import processes, published_of

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
PEOPLE_MAX = 500


def _kinds() -> list[tuple[str, Any]]:
    return [("", _("All")), ("company", _("Companies")), ("person", _("Private persons"))]


class IndicatorForm(forms.Form):
    """A formula with its words; texts are those of the page's language."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    formula = forms.CharField(
        label=gettext_lazy("Formula"), max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "class": "formula", "autocapitalize": "off"}),
    )  # fmt: skip
    unit = forms.ChoiceField(label=gettext_lazy("Counted in"), choices=list(UNIT_WORDS.items()))
    fewer = forms.TypedChoiceField(
        label=gettext_lazy("Better"), coerce=lambda text: text == "1", required=False,
        choices=[("0", gettext_lazy("More is better")), ("1", gettext_lazy("Less is better"))],
    )  # fmt: skip
    target = forms.DecimalField(
        label=gettext_lazy("Target"), required=False, max_digits=16, decimal_places=4,
        help_text=gettext_lazy("In whole units of your currency, or per cent for shares"),
    )  # fmt: skip
    definition = forms.CharField(
        label=gettext_lazy("What it counts, in words"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def values(self, row: Indicator | None) -> dict[str, Any]:
        """What is saved: the texts of other languages stay as they are."""
        language, told = get_language() or "en", dict(self.cleaned_data)
        for name in ("name", "definition"):
            before: Text = (getattr(row, name) if row else None) or Text()
            told[name] = Text.of(before).having(language, told[name])
        told["target"] = writing.stored(told["target"], told["unit"])
        told["fewer"] = bool(told["fewer"])
        return told

    @staticmethod
    def opened(row: Indicator) -> dict[str, Any]:
        """What the form shows of an indicator."""
        language = get_language() or "en"
        texts = {name: (getattr(row, name) or Text()).to(language) for name in ("name", "definition")}
        return texts | {
            "formula": row.formula,
            "unit": row.unit,
            "fewer": "1" if row.fewer else "0",
            "target": writing.typed(row.target, row.unit),
        }


class GoalForm(forms.Form):
    """What is to be reached, for whom, by when."""

    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"))
    target = forms.DecimalField(
        label=gettext_lazy("Target"), max_digits=16, decimal_places=4,
        help_text=gettext_lazy("In whole units of your currency, or per cent for shares"),
    )  # fmt: skip
    baseline = forms.DecimalField(
        label=gettext_lazy("From where"), required=False, max_digits=16, decimal_places=4,
        help_text=gettext_lazy("What it is now; left empty, the target holds from the first day"),
    )  # fmt: skip
    from_date = forms.DateField(label=gettext_lazy("First day"), widget=_DAY)
    to_date = forms.DateField(label=gettext_lazy("Last day"), widget=_DAY)
    team_id = forms.TypedChoiceField(
        label=gettext_lazy("Team"), coerce=int, empty_value=None, required=False,
    )  # fmt: skip
    person_id = forms.TypedChoiceField(
        label=gettext_lazy("Person"), coerce=int, empty_value=None, required=False,
        help_text=gettext_lazy("Counts the deals this person owns in the team"),
    )  # fmt: skip
    coaching = forms.BooleanField(
        label=gettext_lazy("Coaching: only this person and managers see it"), required=False
    )
    product = forms.ChoiceField(label=gettext_lazy("Product"), required=False)
    customer_kind = forms.ChoiceField(label=gettext_lazy("Kind of customer"), required=False)
    place = forms.ChoiceField(
        label=gettext_lazy("Pinned to the stage"), required=False,
        help_text=gettext_lazy("Shown there on the process map; only deals of that process count"),
    )  # fmt: skip
    responsible_id = forms.TypedChoiceField(
        label=gettext_lazy("Responsible"), coerce=int, empty_value=None, required=False,
        help_text=gettext_lazy("Sees it on Today when it is at risk"),
    )  # fmt: skip
    aim = forms.CharField(
        label=gettext_lazy("The aim it serves"), required=False, max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = actor.reach(MeasurePermission.SET_GOALS) == Reach.ALL
        self._choose("indicator", [(one.key, one.name) for one in indicators()])
        own = [row for row in teams() if everybody or row.pk in actor.team_ids]
        self._choose(
            "team_id",
            [*([("", _("The whole company"))] if everybody else []), *((row.pk, row.name) for row in own)],
        )
        people = [(row.pk, str(row)) for row in users()[:PEOPLE_MAX] if everybody or row.pk == actor.user_id]
        self._choose("person_id", [*([("", _("Everybody"))] if everybody else []), *people])
        self._choose("responsible_id", [("", "–"), *people])
        known = insight.choices(Filter.of(actor)).get("product", ())
        named = insight.words("product", known, get_language() or "en")
        chosen = (self.initial or {}).get("product", "")
        products = dict(named) | ({chosen: chosen} if chosen and chosen not in named else {})
        self._choose("product", [("", _("All")), *products.items()])
        self._choose("customer_kind", _kinds())
        self._choose("place", [("", "–"), *_stages()])

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def values(self, every: str) -> dict[str, Any]:
        """What is saved."""
        told = dict(self.cleaned_data)
        unit = indicator(told["indicator"]).unit
        for name in ("target", "baseline"):
            told[name] = writing.stored(told[name], unit)
        told["process_key"], _sep, told["stage"] = told.pop("place").partition("/")
        return told | {"every": every}

    @staticmethod
    def opened(row: Goal) -> dict[str, Any]:
        """What the form shows of a goal."""
        unit = indicator(row.indicator).unit
        same = (
            "indicator", "team_id", "person_id", "product", "customer_kind", "from_date", "to_date", "aim",
            "coaching", "responsible_id",
        )  # fmt: skip
        numbers = {name: writing.typed(getattr(row, name), unit) for name in ("target", "baseline")}
        place = f"{row.process_key}/{row.stage}" if row.stage else ""
        return {name: getattr(row, name) for name in same} | numbers | {"place": place}


class StrategyForm(forms.Form):
    """How a segment is sold to."""

    name = forms.CharField(label=gettext_lazy("Segment"), max_length=120)
    product = forms.CharField(label=gettext_lazy("Product"), max_length=120, required=False)
    customer_kind = forms.ChoiceField(label=gettext_lazy("Kind of customer"), required=False)
    price_position = forms.CharField(
        label=gettext_lazy("Price position"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    promotions = forms.CharField(
        label=gettext_lazy("Promotions"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    service_level = forms.CharField(
        label=gettext_lazy("Service level"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    channels = forms.CharField(
        label=gettext_lazy("Channels"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    responsible_id = forms.TypedChoiceField(
        label=gettext_lazy("Responsible"), coerce=int, empty_value=None, required=False
    )
    review_date = forms.DateField(label=gettext_lazy("Looked at again on"), required=False, widget=_DAY)
    result = forms.CharField(
        label=gettext_lazy("Result"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer_kind"].choices = _kinds()  # type: ignore[attr-defined]
        people = [(row.pk, str(row)) for row in users()[:PEOPLE_MAX]]
        self.fields["responsible_id"].choices = [("", "–"), *people]  # type: ignore[attr-defined]

    @staticmethod
    def opened(row: Strategy) -> dict[str, Any]:
        """What the form shows of a strategy."""
        return {name: getattr(row, name) for name in StrategyForm.base_fields}


def _stages() -> list[tuple[str, str]]:
    """Every stage of the published processes, as `process/stage`."""
    language = get_language() or "en"
    return [
        (f"{one.key}/{stage.key}", f"{one.name.to(language)}: {stage.name.to(language)}")
        for one in sorted(published_of({row.pk for row in processes()}).values(), key=lambda one: one.key)
        for stage in one.stages
    ]
