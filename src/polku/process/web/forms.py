"""Forms of the editor: the process, a stage, its checklist and its criteria."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from polku.kernel.words import Text
from polku.process import facts
from polku.process.logic import editing
from polku.process.logic.definition import Definition, Stage
from polku.process.logic.expression import prove
from polku.process.logic.reshaping import Split
from polku.process.web import showing
from polku.process.web.widgets import QuickText
from polku.process.web.words import Words, WordsForm, WordsShown


class DetailsForm(WordsForm):
    """What the process is called, and for whom it is."""

    words: ClassVar[Mapping[str, Words]] = {
        "name": Words(pgettext_lazy("thing", "Name"), 60, required=True),
        "about": Words(_("Description"), 400, _("For whom it is and how it sells"), rows=3),
    }

    won_when = forms.CharField(
        label=_("Won by itself when"),
        max_length=2048,
        required=False,
        widget=QuickText(attrs={"spellcheck": "false"}),
        help_text=_(
            "A fact such as order_confirmed, or an expression over facts; empty where only people win deals."
        ),
    )

    def clean_won_when(self) -> str:
        """A rule that can be run. Raises: ValidationError."""
        rule: str = self.cleaned_data["won_when"].strip()
        faults = prove(rule, facts.types()) if rule else []
        if faults:
            raise forms.ValidationError([fault.translated(gettext) for fault in faults])
        return rule


class NewStageForm(forms.Form):
    """A stage to add; everything else is filled in afterwards."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=40)
    phase = forms.ChoiceField(label=_("Phase"), required=False)
    role = forms.ChoiceField(label=_("Responsible"), required=False)
    place = forms.TypedChoiceField(label=_("Where"), coerce=int)

    def __init__(self, *args: Any, definition: Definition, after: str = "", **kwargs: Any) -> None:
        """`after` is the key of the stage it is to follow; without one it stands before the last."""
        super().__init__(*args, **kwargs)
        self.definition = definition
        said = showing.language()
        places = [
            (n, _("after %(stage)s") % {"stage": one.name.to(said)})
            for n, one in enumerate(definition.stages, 1)
        ]
        self.fields["place"].choices = [(0, _("at the beginning")), *places]  # type: ignore[attr-defined]
        self.fields["phase"].choices = [("", _("as the stage before it")), *showing.phases()]  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("nobody yet")), *showing.roles(definition)]  # type: ignore[attr-defined]
        last = len(definition.stages)
        if after == "start":
            self.initial.setdefault("place", 0)
        chosen = definition.positions[after] + 1 if after in definition.by_key else max(1, last - 1)
        self.initial.setdefault("place", chosen)

    def stage(self) -> Stage:
        """The stage to add; its phase is that of its neighbour where none was chosen."""
        told = self.cleaned_data
        neighbour = self.definition.stages[max(0, told["place"] - 1)]
        return Stage(
            key=editing.key_for(told["name"], self.definition.by_key),
            name=Text.of({showing.language(): told["name"]}),
            phase=told["phase"] or neighbour.phase,
            role=told["role"],
        )


class PublicationForm(forms.Form):
    """What is said of a new version."""

    note = forms.CharField(
        label=_("What changes and why"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands beside the version in the list and helps to judge it later."),
    )


class SourceForm(forms.Form):
    """A process as YAML: a text or a file."""

    source = forms.CharField(
        label=_("YAML"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("A file takes the place of the text.")
    )


def _roles(label: Any, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple, help_text=hint
    )


class SplitForm(WordsForm):
    """A stage made into two: the name of the second, and what goes over to it."""

    words: ClassVar[Mapping[str, Words]] = {"name": Words(_("Name of the second stage"), 40, required=True)}

    days = forms.FloatField(
        label=_("Of the expected working days, in the second"),
        required=False,
        min_value=0.01,
        max_value=400,
        localize=True,
    )
    exits = _roles(_("Exit criteria of the second"), _("Those left out stay with the first."))
    items = _roles(_("Checklist of the second"))

    def __init__(self, *args: Any, stage: Stage, **kwargs: Any) -> None:
        """Whatever ends the stage goes over unless it is left out; the checklist stays unless it is taken."""
        exits = [one.key for one in stage.exit]
        half = stage.expected_days / 2 if stage.expected_days else None
        kwargs.setdefault("initial", {"exits": exits, "days": half})
        super().__init__(*args, **kwargs)
        said = showing.language()
        for name, rows in (
            ("exits", [(one.key, one.say.to(said)) for one in stage.exit]),
            ("items", [(one.key, one.text.to(said)) for one in stage.checklist]),
        ):
            self.fields[name].choices = rows  # type: ignore[attr-defined]
            if not rows:
                del self.fields[name]

    @property
    def shown_name(self) -> WordsShown:
        """The name for the page."""
        return self.shown("name")

    def how(self) -> Split:
        """What was chosen."""
        told = self.cleaned_data
        return Split(
            self.text("name"),
            frozenset(told.get("items") or ()),
            frozenset(told.get("exits") or ()),
            told.get("days"),
        )


class StageForm(WordsForm):
    """A stage without its lists."""

    words: ClassVar[Mapping[str, Words]] = {
        "name": Words(pgettext_lazy("thing", "Name"), 40, required=True),
        "purpose": Words(_("Purpose"), 300, _("What the stage is for, in one sentence"), rows=2),
        "buyer": Words(_("What the buyer does meanwhile"), 80),
    }

    phase = forms.ChoiceField(label=_("Phase"), help_text=_("A deal in “Deliver” or “Care” has been won."))
    role = forms.ChoiceField(label=_("Responsible"), required=False, help_text=_("Does the work."))
    accountable = forms.ChoiceField(
        label=_("Accountable"), required=False, help_text=_("Answers for the result.")
    )
    takes_part = _roles(_("Takes part"))
    consulted = _roles(_("Consulted"), _("Asked before it is done."))
    informed = _roles(_("Informed"), _("Told once it is done."))
    expected_days = forms.FloatField(
        label=_("Expected working days"), required=False, min_value=0.01, max_value=400, localize=True
    )
    escalate_days = forms.FloatField(
        label=_("Somebody is told after, working days"),
        required=False,
        min_value=0.01,
        max_value=400,
        localize=True,
    )
    escalate_to = forms.ChoiceField(label=_("Who is told"), required=False)
    buyer_phase = forms.ChoiceField(label=_("The buyer stands at"), required=False)
    advance = forms.ChoiceField(
        label=_("Deals move on"),
        widget=forms.RadioSelect,
        choices=[
            ("", _("by hand")),
            ("at_once", _("by themselves, as soon as the exit criteria are met")),
            ("when", _("by themselves, when a condition holds too")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = showing.roles(definition)
        manager = showing.wording().role("manager")
        for name, choices in (
            ("phase", showing.phases()),
            ("role", [("", _("nobody yet")), *roles]),
            ("accountable", [("", _("the same")), *roles]),
            ("takes_part", roles),
            ("consulted", roles),
            ("informed", roles),
            ("escalate_to", [("", manager), *(one for one in roles if one[0] != "manager")]),
            ("buyer_phase", [("", "–"), *showing.buyer_phases()]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
