"""Forms of the editor: the process, a stage, its checklist and its criteria."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from polku.kernel.errors import Invalid, say
from polku.kernel.words import Text
from polku.process import facts
from polku.process.logic import editing
from polku.process.logic.conditions import Condition, expression
from polku.process.logic.definition import ChecklistItem, Criterion, Definition, Stage
from polku.process.logic.expression import prove
from polku.process.logic.reshaping import Split
from polku.process.logic.trees import Joined, Tree, as_lines, of_lines, parsed, written
from polku.process.web import showing
from polku.process.web.choices import fact_choices, fact_kinds, operator_choices, operator_kinds, sentence
from polku.process.web.reading import read_aloud
from polku.process.web.widgets import KindSelect, QuickArea, QuickHidden, QuickText
from polku.process.web.words import JOINT, Words, WordsForm, WordsShown, words_initial

ROWS_MAX: Final = 80
LINES_MAX: Final = 8
"""Conditions of one criterion that are shown as fields; more are shown as CEL."""
JOINTS: Final = (("and", _("and")), ("or", _("or")))


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


class RowForm(WordsForm):
    """One row of a list. All rows of a part share their names, so that the page's order is the list's order."""

    part: ClassVar[str] = ""

    def __init__(self, *args: Any, part: str, number: int | str, **kwargs: Any) -> None:
        self.row_part, self.number = part, number
        super().__init__(*args, auto_id=f"id_{part}_{number}_%s", **kwargs)

    def add_prefix(self, field_name: str) -> str:
        """The shared name of a field."""
        return f"{self.row_part}{JOINT}{field_name}"

    @classmethod
    def of_post(cls, post: QueryDict, part: str, **known: Any) -> list[Self]:
        """The rows that were sent, in the order of the page."""
        names = list(cls(part=part, number=0, **known).fields)
        lists = {name: post.getlist(f"{part}{JOINT}{name}") for name in names}
        count = min(max(map(len, lists.values()), default=0), ROWS_MAX)
        rows = (
            {f"{part}{JOINT}{name}": values[at] for name, values in lists.items() if at < len(values)}
            for at in range(count)
        )
        return [cls(row, part=part, number=at, **known) for at, row in enumerate(rows)]


class ItemForm(RowForm):
    """One thing to tick."""

    words: ClassVar[Mapping[str, Words]] = {"text": Words(_("To be ticked"), 200, required=True)}

    key = forms.CharField(required=False, widget=QuickHidden, max_length=40)
    role = forms.ChoiceField(label=_("On the list of"), required=False, widget=KindSelect)

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", str(_("the responsible"))), *showing.roles(definition)]
        _choose(self.fields["role"], choices, {})

    def is_left_empty(self) -> bool:
        """A row without words is no item."""
        return not self.text("text")

    @property
    def shown_text(self) -> WordsShown:
        """Its words for the page."""
        return self.shown("text")

    @staticmethod
    def initial_of(item: ChecklistItem) -> dict[str, str]:
        """The row of an item."""
        return {"key": item.key, "role": item.role, **words_initial("text", item.text)}


class LineForm(RowForm):
    """One more condition of a criterion: what joins it to those before, a fact, what is asked of it."""

    row = forms.CharField(required=False, widget=QuickHidden, max_length=40)
    joint = forms.ChoiceField(label=_("Joined by"), required=False, choices=JOINTS, widget=KindSelect)
    fact = forms.ChoiceField(label=_("Fact"), required=False, widget=KindSelect)
    operator = forms.ChoiceField(label=_("Asked of it"), required=False, widget=KindSelect)
    value = forms.CharField(
        label=pgettext_lazy("of a fact", "Value"), required=False, max_length=200, widget=QuickText
    )

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["joint"], [(key, str(said)) for key, said in JOINTS], {})
        _choose(self.fields["fact"], fact_choices(definition), fact_kinds(definition))
        _choose(self.fields["operator"], operator_choices(), operator_kinds())

    @property
    def joined(self) -> Joined:
        """The condition and its joint."""
        told = self.cleaned_data
        condition = Condition(told.get("fact") or "", told.get("operator") or "", told.get("value") or "")
        return Joined(condition, told.get("joint") or "and")


class ConditionForm(RowForm):
    """A condition: facts to choose with what is asked of each, or an expression of one's own."""

    row = forms.CharField(required=False, widget=QuickHidden, max_length=40)
    fact = forms.ChoiceField(label=_("Fact"), required=False, widget=KindSelect)
    operator = forms.ChoiceField(label=_("Asked of it"), required=False, widget=KindSelect)
    value = forms.CharField(
        label=pgettext_lazy("of a fact", "Value"), required=False, max_length=200, widget=QuickText
    )
    order = forms.ChoiceField(
        label=_("Read together"),
        required=False,
        choices=[("and", _("what “and” joins")), ("or", _("what “or” joins"))],
    )
    when = forms.CharField(
        label=_("Or an expression of your own (CEL)"),
        required=False,
        max_length=2048,
        widget=QuickArea(attrs={"rows": 2, "spellcheck": "false", "class": "source-code"}),
        help_text=_("Takes the place of the fact, for example: demo_held || meeting_held"),
    )
    expression = ""
    source = ""

    def __init__(
        self,
        *args: Any,
        definition: Definition,
        types: Mapping[str, str],
        lines: Sequence[LineForm] = (),
        **kwargs: Any,
    ) -> None:
        self.definition, self.types, self.lines = definition, types, list(lines)
        super().__init__(*args, **kwargs)
        self.initial.setdefault("row", f"_{self.number}_")
        _choose(self.fields["fact"], fact_choices(definition), fact_kinds(definition))
        _choose(self.fields["operator"], operator_choices(), operator_kinds())

    @classmethod
    def of_post(cls, post: QueryDict, part: str, **known: Any) -> list[Self]:
        """The rows that were sent, each with its further conditions."""
        found = super().of_post(post, part, **known)
        lines = LineForm.of_post(post, f"{part}_line", definition=known["definition"])
        for form in found:
            token = form.data.get(form.add_prefix("row"), "")
            form.lines = [one for one in lines if token and one.data.get(one.add_prefix("row")) == token]
        return found

    @property
    def blank_line(self) -> LineForm:
        """An empty further condition."""
        return self._line("line", Joined(Condition("", "")))

    @property
    def one_more(self) -> LineForm:
        """The same for who has no scripts: it counts once a fact is chosen."""
        return self._line("more", Joined(Condition("", "")))

    def _line(self, number: int | str, joined: Joined) -> LineForm:
        token = self["row"].value() or f"_{self.number}_"
        one = joined.condition
        initial = {
            "row": token, "joint": joined.joint, "fact": one.fact, "operator": one.operator, "value": one.value,
        }  # fmt: skip
        part = f"{self.row_part}_line"
        return LineForm(
            part=part, number=f"{self.number}_{number}", initial=initial, definition=self.definition
        )

    def show_lines(self, source: str | None) -> None:
        """The further conditions of an expression, where it is such a list."""
        found = as_lines(parsed(source, self.types)) if source else None
        if found and len(found[0]) <= LINES_MAX:
            self.lines = [self._line(number, one) for number, one in enumerate(found[0]) if number]

    def is_left_empty(self) -> bool:
        """Nothing chosen and nothing written."""
        told = self.cleaned_data
        return not told.get("fact") and not told.get("when") and not self.errors

    def clean(self) -> dict[str, Any]:
        """Make the expression of what was chosen."""
        told = super().clean()
        self.expression = (told.get("when") or "").strip()
        if not self.expression and told.get("fact"):
            try:
                self.expression = written(self.tree, self.types)
            except Invalid as error:
                self.add_error(self._place_of(error.field), say(error.message, gettext))
        for message in prove(self.expression, self.types) if self.expression else ():
            self.add_error(self.wrong_place, message.translated(gettext))
        return told

    @property
    def tree(self) -> Tree:
        """What was chosen, or written, as a whole."""
        told = self.cleaned_data
        if told.get("when"):
            return parsed(str(told["when"]), self.types)
        first = Condition(told.get("fact") or "", told.get("operator") or "", told.get("value") or "")
        more = [one.joined for one in self.lines if one.is_valid() and one.cleaned_data.get("fact")]
        return of_lines([Joined(first), *more], or_first=told.get("order") == "or")

    def _place_of(self, field: str | None) -> str | None:
        """Where a fault of a condition is told: in the first one at its field, in a further one for the whole."""
        try:
            first = self.cleaned_data
            expression(
                Condition(first.get("fact") or "", first.get("operator") or "", first.get("value") or ""),
                self.types,
            )
        except Invalid:
            return field
        return None

    @property
    def wrong_place(self) -> str:
        """The field at which a fault of the expression is told."""
        return "when" if self.cleaned_data.get("when") else "fact"

    @staticmethod
    def condition_initial(source: str | None, types: Mapping[str, str]) -> dict[str, str]:
        """The row of an expression: in fields where it is a list of conditions, else as it is."""
        found = as_lines(parsed(source, types)) if source else None
        if found is None or len(found[0]) > LINES_MAX:
            return {"when": source or ""}
        one = found[0][0].condition
        order = "or" if found[1] else "and"
        return {"fact": one.fact, "operator": one.operator, "value": one.value, "order": order}


class CriterionForm(ConditionForm):
    """A condition with the sentence it stands for."""

    words: ClassVar[Mapping[str, Words]] = {
        "say": Words(_("In a sentence"), 200, _("Left empty, the fact's own name is said.")),
        "hint": Words(_("What would meet it"), 300, _("Said to who wants to move a deal and can't yet.")),
    }

    key = forms.CharField(required=False, widget=QuickHidden, max_length=40)

    def is_left_empty(self) -> bool:
        """Neither a condition nor words for one."""
        return super().is_left_empty() and not self.text("say")

    @property
    def spoken(self) -> str:
        """What the stored expression says, in the reader's language."""
        return read_aloud(self.source, self.definition) if self.source else ""

    def clean(self) -> dict[str, Any]:
        """A condition and a sentence belong together."""
        told = super().clean()
        if not self.is_left_empty() and not self.errors:
            if not self.expression:
                self.add_error("fact", _("Choose a fact, or write an expression."))
            elif told.get("when") and not self.text("say"):
                self.add_error(self.own("say"), _("Say in a sentence what this expression stands for."))
        return told

    @property
    def shown_say(self) -> WordsShown:
        """The sentence for the page."""
        return self.shown("say")

    @property
    def shown_hint(self) -> WordsShown:
        """What would meet it, for the page."""
        return self.shown("hint")

    @property
    def title(self) -> str:
        """The sentence in a line, for a row that is folded."""
        shown = self.shown_say
        return next((str(one.value()) for one in (shown.main, *shown.others) if one.value()), "")

    def said(self) -> Text:
        """The sentence: as worded, else the expression's own."""
        return self.text("say") or sentence(self.tree, self.definition)

    @classmethod
    def initial_of(cls, criterion: Criterion, types: Mapping[str, str]) -> dict[str, str]:
        """The row of a criterion."""
        return {
            "key": criterion.key,
            **cls.condition_initial(criterion.when, types),
            **words_initial("say", criterion.say),
            **words_initial("hint", criterion.hint),
        }


def _choose(field: forms.Field, choices: Any, kinds: Mapping[str, str]) -> None:
    field.choices = choices  # type: ignore[attr-defined]
    field.widget.kinds = kinds
