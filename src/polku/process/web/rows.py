"""Rows of lists in a form: things to tick; all rows of a part share their names, so that their order is the list's."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from polku.process.logic.definition import ChecklistItem, Definition
from polku.process.web import showing
from polku.process.web.widgets import KindSelect, QuickHidden
from polku.process.web.words import JOINT, Words, WordsForm, WordsShown, words_initial

ROWS_MAX: Final = 80


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
        choose(self.fields["role"], choices, {})

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


def choose(field: forms.Field, choices: Any, kinds: Mapping[str, str]) -> None:
    field.choices = choices  # type: ignore[attr-defined]
    field.widget.kinds = kinds
