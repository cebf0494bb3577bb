"""What is typed as an answer, by the kind of its question."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from babel.numbers import get_decimal_symbol
from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from polku.kernel.errors import DomainError, Invalid, gettext_noop, say
from polku.kernel.money import Money
from polku.playbook.logic.questions import Question
from polku.qualify.logic.answers import NAME_MAX, SOURCE_MAX, TEXT_MAX
from polku.qualify.words import YES_NO
from polku.ui.locale_formats import locale


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


class AnswerForm(forms.Form):
    """One answer: its value, who said it, and when."""

    source = forms.CharField(label=gettext_lazy("Who said it"), max_length=SOURCE_MAX, required=False)
    answered_date = _day(gettext_lazy("When"))

    def __init__(
        self,
        *args: Any,
        question: Question,
        people: Iterable[tuple[int, str]] = (),
        currencies: Sequence[str] = ("EUR",),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        asked = _fields(question, people, currencies)
        self.fields = asked | self.fields

    def clean(self) -> dict[str, Any]:
        """The typed values as the domain takes them, in `answer`."""
        told: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                told["answer"] = _answer(self.question, told)
            except DomainError as error:
                self.add_error("value", say(error.message, _))
        return told


def _fields(
    question: Question, people: Iterable[tuple[int, str]], currencies: Sequence[str]
) -> dict[str, forms.Field]:
    label = question.text.to(get_language() or "en")
    if question.kind == "money":
        listed = [(code, code) for code in currencies]
        return {
            "value": forms.CharField(
                label=label, max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"})
            ),
            "currency": forms.ChoiceField(label=_("Currency"), choices=listed, initial=currencies[0]),
        }
    if question.kind == "contact":
        known = [("", _("Somebody else")), *((str(key), name) for key, name in people)]
        return {
            "value": forms.ChoiceField(label=label, choices=known, required=False),
            "name": forms.CharField(label=_("Name, if somebody else"), max_length=NAME_MAX, required=False),
        }
    return {"value": _one_field(question, label)}


def _one_field(question: Question, label: str) -> forms.Field:
    if question.kind == "yesno":
        yes_no = [("yes", YES_NO[True]), ("no", YES_NO[False])]
        return forms.ChoiceField(label=label, choices=yes_no, widget=forms.RadioSelect)
    if question.kind == "choice":
        choices = [(one.key, one.text.to(get_language() or "en")) for one in question.choices]
        return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)
    if question.kind == "date":
        return _day(label, required=True)
    if question.kind == "number":
        return forms.FloatField(label=label, localize=True)
    return forms.CharField(
        label=label, max_length=TEXT_MAX, strip=False, widget=forms.Textarea(attrs={"rows": 2})
    )


def _answer(question: Question, told: dict[str, Any]) -> object:
    value = told.get("value")
    if question.kind == "money":
        return amount(str(value), told["currency"])
    if question.kind == "yesno":
        return value == "yes"
    if question.kind == "contact":
        if not value and not (told.get("name") or "").strip():
            raise Invalid(gettext_noop("Choose a person, or write a name."))
        return int(str(value)) if value else told["name"]
    return value


def amount(text: str, currency: str) -> Money:
    """An amount as the reader writes it, or as machines do.

    Raises: Invalid.
    """
    own = get_decimal_symbol(locale())
    first = own if own in ".," else "."
    try:
        return Money.parse(text, currency, decimal=first)
    except Invalid as error:
        try:
            return Money.parse(text, currency, decimal="." if first == "," else ",")
        except Invalid:
            raise error from None


def initial_of(question: Question, value: Any, source: str, today: date, currency: str) -> dict[str, Any]:
    """What the form shows of the answer there is."""
    told: dict[str, Any] = {"source": source, "answered_date": today}
    if value is None:
        return told | ({"currency": currency} if question.kind == "money" else {})
    if question.kind == "money":
        money = Money(value["minor"], value["currency"])
        return told | {"value": str(money.decimal), "currency": money.currency}
    if question.kind == "contact":
        contact_id = value.get("contact_id")
        return told | {"value": str(contact_id or ""), "name": "" if contact_id else value.get("name", "")}
    if question.kind == "yesno":
        return told | {"value": "yes" if value else "no"}
    return told | {"value": value}
