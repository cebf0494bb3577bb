"""Forms of criteria: facts to choose, joined by and and or, or an expression of one's own."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from polku.kernel.errors import Invalid, say
from polku.kernel.words import Text
from polku.process.logic.conditions import Condition, expression
from polku.process.logic.definition import Criterion, Definition
from polku.process.logic.expression import prove
from polku.process.logic.trees import Joined, Tree, as_lines, of_lines, parsed, written
from polku.process.web.choices import fact_choices, fact_kinds, operator_choices, operator_kinds, sentence
from polku.process.web.reading import read_aloud
from polku.process.web.rows import RowForm, choose
from polku.process.web.widgets import KindSelect, QuickArea, QuickHidden, QuickText
from polku.process.web.words import Words, WordsShown, words_initial

LINES_MAX: Final = 8
"""Conditions of one criterion that are shown as fields; more are shown as CEL."""
JOINTS: Final = (("and", _("and")), ("or", _("or")))


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
        choose(self.fields["joint"], [(key, str(said)) for key, said in JOINTS], {})
        choose(self.fields["fact"], fact_choices(definition), fact_kinds(definition))
        choose(self.fields["operator"], operator_choices(), operator_kinds())

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
        choose(self.fields["fact"], fact_choices(definition), fact_kinds(definition))
        choose(self.fields["operator"], operator_choices(), operator_kinds())

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
        return self._line("blank", Joined(Condition("", "")))

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
