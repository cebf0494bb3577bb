"""Forms of the buyer's side."""

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.access.queries import colleagues
from polku.engage.words import FORM_LABELS
from polku.journey.logic.asking import EASE
from polku.journey.logic.codes import ABOUT
from polku.journey.logic.matrix import PHASES, WORDS_MAX, Entry, Step
from polku.journey.models import Journey
from polku.journey.words import ABOUT_LABELS, PHASE_LABELS, SCORE_LABELS, obstacle_labels
from polku.kernel.words import Text
from polku.process import facts
from polku.process.logic.definition import Definition
from polku.process.queries import processes


def spoken() -> str:
    """The reader's language."""
    return get_language() or "en"


class EntryForm(forms.Form):
    """An entry of a cell in the reader's language, and what it counts."""

    words = forms.CharField(label=_("In words"), max_length=WORDS_MAX)
    link = forms.ChoiceField(
        label=_("Counts deals by"),
        required=False,
        help_text=_("Then the journey shows for how many deals it is so."),
    )
    opened = forms.ChoiceField(label=_("They have read it when"), required=False)

    def __init__(self, data: Any = None, *, row: str, entry: Entry | None = None) -> None:
        initial: dict[str, Any] = {}
        if entry is not None:
            link = "material" if entry.link_kind == "material" else entry.link
            initial = {"words": entry.words.to(spoken()), "link": link, "opened": entry.opened}
        super().__init__(data, initial=initial)
        self.before = entry.words if entry else Text()
        choices = links(row)
        if entry and entry.link and initial["link"] not in _values(choices):
            choices.append((initial["link"], initial["link"]))
        self.fields["link"].choices = choices  # type: ignore[attr-defined]
        if row == "know":
            self.fields["opened"].choices = [("", "–"), *_facts()]  # type: ignore[attr-defined]
        else:
            del self.fields["opened"]

    @property
    def text(self) -> Text:
        """The words, in the reader's language; other languages stay."""
        return self.before.having(spoken(), self.cleaned_data["words"].strip())


def links(row: str) -> list[tuple[str, Any]]:
    """What an entry may count, what its row is usually tied to first."""
    groups: dict[str, tuple[object, list[tuple[str, str]]]] = {
        "obstacle": (
            _("Obstacles"),
            [(f"obstacle:{key}", name) for key, name in obstacle_labels(archived=False).items()],
        ),
        "feedback": (_("Feedback"), [(f"feedback:{key}", str(ABOUT_LABELS[key])) for key in ABOUT]),
        "activity": (
            _("Activities"),
            [
                (f"activity:{key}", str(name))
                for key, name in FORM_LABELS.items()
                if key not in ("note", "task")
            ],
        ),
        "know": (_("Marked on the deal"), [("material", str(_("What we sent, ticked by hand")))]),
        "fact": (
            pgettext_lazy("something known of a deal", "Facts"),
            [(f"fact:{key}", name) for key, name in _facts()],
        ),
    }
    first = {"interaction": "activity", "decision": "fact", "action": "fact"}.get(row, row)
    order = [first, *(key for key in groups if key != first)]
    if row != "know":
        order.remove("know")
    return [
        ("", str(_("nothing, it only says so"))),
        *((str(groups[key][0]), groups[key][1]) for key in order),
    ]


def _facts() -> list[tuple[str, str]]:
    found = [
        (name, str(fact.label)) for name, fact in facts.known().items() if fact.type in ("bool", "number")
    ]
    return sorted(found, key=lambda one: one[1].lower())


def _values(choices: list[tuple[str, Any]]) -> set[str]:
    return {
        value
        for key, label in choices
        for value in ([one for one, _ in label] if isinstance(label, list) else [key])
    }


class StepForm(forms.Form):
    """A step of the buyer: its name, phase, and the seller's stages it lies over."""

    name = forms.CharField(label=_("Name"), max_length=80)
    phase = forms.ChoiceField(
        label=_("The buyer stands at"), choices=[(key, PHASE_LABELS[key]) for key in PHASES]
    )
    stages = forms.MultipleChoiceField(
        label=_("Over our stages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a choice: the stages of this phase."),
    )

    def __init__(self, data: Any = None, *, definition: Definition | None, step: Step | None = None) -> None:
        initial: dict[str, Any] = {"phase": "considering"}
        if step is not None:
            initial = {"name": step.name.to(spoken()), "phase": step.phase, "stages": list(step.stages)}
        super().__init__(data, initial=initial)
        self.before = step.name if step else Text()
        stages = definition.stages if definition else ()
        if stages:
            self.fields["stages"].choices = [(one.key, one.name.to(spoken())) for one in stages]  # type: ignore[attr-defined]
        else:
            del self.fields["stages"]

    @property
    def text(self) -> Text:
        """The name, in the reader's language; other languages stay."""
        return self.before.having(spoken(), self.cleaned_data["name"].strip())


class DetailsForm(forms.Form):
    """How a journey is called, whose it is, over which process it lies."""

    name = forms.CharField(label=_("Name"), max_length=120)
    persona = forms.CharField(
        label=_("Whose journey"), max_length=120, help_text=_("The buyer in a word or two.")
    )
    customer_kind = forms.ChoiceField(
        label=_("Customers"),
        required=False,
        choices=[("", _("All")), ("company", _("Companies")), ("person", _("Private persons"))],
    )
    process = forms.ChoiceField(label=_("Process"), required=False)

    def __init__(self, data: Any = None, *, actor: Actor, journey: Journey) -> None:
        initial = {
            "name": journey.name.to(spoken()),
            "persona": journey.persona.name.to(spoken()),
            "customer_kind": journey.persona.customer_kind,
            "process": str(journey.process_id or ""),
        }
        super().__init__(data, initial=initial)
        self.known = {str(row.id): row for row in processes(actor)}
        choices = [(key, row.name.to(spoken())) for key, row in self.known.items()]
        self.fields["process"].choices = [("", _("every process")), *choices]  # type: ignore[attr-defined]


class ObstacleForm(forms.Form):
    """An obstacle with its note, its remedy and who sees to it."""

    code = forms.ChoiceField(label=_("Obstacle"))
    note = forms.CharField(
        label=_("Notes"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )
    remedy = forms.CharField(
        label=_("Remedy"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("What takes it out of the way."),
    )
    owner_id = forms.TypedChoiceField(label=_("Who sees to it"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any = None, *, actor: Actor, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["code"].choices = list(obstacle_labels(archived=False).items())  # type: ignore[attr-defined]
        people = [(user.id, str(user)) for user in colleagues(actor)[:500]]
        self.fields["owner_id"].choices = [("", "–"), *people]  # type: ignore[attr-defined]


class FeedbackForm(forms.Form):
    """What the buyer said, in their words."""

    words = forms.CharField(
        label=_("In their words"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )
    about = forms.ChoiceField(
        label=pgettext_lazy("a topic", "About"), choices=[(key, ABOUT_LABELS[key]) for key in ABOUT]
    )
    score = forms.TypedChoiceField(
        label=_("How content, from 1 to 5"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("not said")), *((str(score), SCORE_LABELS[score]) for score in EASE)],
    )


class LinkForm(forms.Form):
    """To whom the link goes, in which language."""

    to = forms.ChoiceField(label=_("Send to"), required=False)
    language = forms.ChoiceField(label=_("Language"))
    message = forms.CharField(
        label=_("Your own words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Left empty, a short text is sent."),
    )

    def __init__(
        self, data: Any = None, *, people: list[tuple[str, str]], languages: Any, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["to"].choices = [*people, ("", _("nobody, I copy the link"))]  # type: ignore[attr-defined]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    """An obstacle of the company's own."""

    name = forms.CharField(label=_("Name"), max_length=80)
