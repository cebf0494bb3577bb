"""Fields for words in several languages: the reader's own in front, the others folded behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from polku.kernel.words import LANGUAGES, Text
from polku.process.web.showing import language
from polku.process.web.widgets import QuickArea, QuickText

JOINT: Final = "__"


@dataclass(frozen=True)
class Words:
    """Which words a form asks for. Longer ones get a box of several lines."""

    label: Any
    length: int
    hint: Any = ""
    required: bool = False
    rows: int = 0


@dataclass(frozen=True)
class WordsShown:
    """The fields of one text: the reader's language, the others, whether those should be open."""

    main: BoundField
    others: tuple[BoundField, ...]
    is_open: bool


class WordsForm(forms.Form):
    """A form with words in six languages."""

    words: ClassVar[Mapping[str, Words]] = {}
    # Words in any language will do, so no single field can be demanded by the browser.
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own, names = language(), dict(settings.LANGUAGES)
        for name, asked in self.words.items():
            for code in LANGUAGES:
                widget = QuickArea(attrs={"rows": asked.rows}) if asked.rows else QuickText()
                widget.attrs["lang"] = code
                self.fields[f"{name}{JOINT}{code}"] = forms.CharField(
                    label=asked.label if code == own else names[code],
                    max_length=asked.length,
                    required=False,
                    widget=widget,
                    help_text=asked.hint if code == own else "",
                )

    def clean(self) -> dict[str, Any]:
        """Words that are asked for stand there in one language at least."""
        told = super().clean() or self.cleaned_data
        for name, asked in self.words.items():
            if asked.required and not self.is_left_empty() and not self.text(name):
                self.add_error(self.own(name), _("Write it in one language at least."))
        return told

    def is_left_empty(self) -> bool:
        """Whether the form as a whole was not filled in and counts as not there."""
        return False

    def text(self, name: str) -> Text:
        """What was written, by language."""
        told = {code: self.cleaned_data.get(f"{name}{JOINT}{code}") or "" for code in LANGUAGES}
        return Text.of(told)

    def own(self, name: str) -> str:
        """The name of the field in the reader's language."""
        return f"{name}{JOINT}{language() if language() in LANGUAGES else 'en'}"

    def shown(self, name: str) -> WordsShown:
        """The fields of one text for the page."""
        own = self.own(name)
        others = tuple(self[one] for code in LANGUAGES if (one := f"{name}{JOINT}{code}") != own)
        wrong = any(one.errors for one in others)
        self.fields[own].required = self.words[
            name
        ].required  # for its label alone: it is not called optional
        return WordsShown(
            self[own], others, wrong or (not self[own].value() and any(one.value() for one in others))
        )


def words_initial(name: str, text: Text | None) -> dict[str, str]:
    """The form's values of a text."""
    return {f"{name}{JOINT}{code}": said for code, said in (text.entries if text else ())}
