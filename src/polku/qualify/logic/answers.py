"""What an answer may be, by the kind of its question; whether a topic is known. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite
from typing import Final, cast

from polku.kernel.errors import Invalid, gettext_noop
from polku.kernel.money import Money
from polku.kernel.text import clean
from polku.playbook.logic.questions import Question, Questions

TEXT_MAX: Final = 2_000
NAME_MAX: Final = 200
SOURCE_MAX: Final = 300
_WHOLE_MAX: Final = 2**53
_FIELD: Final = "value"


@dataclass(frozen=True)
class NewAnswer:
    """One answer to be written down. `source` says in words who said it, `contact_id` names the person."""

    deal_id: int
    set_key: str
    question: str
    value: object
    product: str = ""
    source: str = ""
    contact_id: int | None = None
    answered_date: date | None = None


@dataclass(frozen=True)
class Known:
    """How far a topic is known: its deciding answer, when it goes stale, whether it has gone stale."""

    topic: str
    is_known: bool
    is_stale: bool


def typed(question: Question, value: object) -> object:
    """A value as it is kept, checked by the question's kind.

    Raises: Invalid.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        raise Invalid(gettext_noop("An answer is missing."), field=_FIELD)
    return {
        "money": _money,
        "text": _text,
        "yesno": _yesno,
        "date": _date,
        "number": _number,
        "contact": _contact,
    }.get(question.kind, lambda given: _choice(question, given))(value)


def stale_date(question: Question, answered: date) -> date | None:
    """From when on it must be asked again."""
    return answered + timedelta(days=question.stale_days) if question.stale_days else None


def topics_known(questions: Questions, current: Mapping[str, date | None], today: date) -> list[Known]:
    """How far each topic is known, by the current answers' keys and the days on which they go stale."""
    found = []
    for topic in questions.topics:
        deciding = [one.key for one in questions.of_topic(topic) if questions.settles(one)]
        given = [key for key in deciding if key in current]
        fresh = [key for key in given if (stale := current[key]) is None or stale > today]
        found.append(Known(topic, is_known=bool(fresh), is_stale=bool(given) and not fresh))
    return found


def known_topics(found: Iterable[Known]) -> int:
    """How many topics are known."""
    return sum(one.is_known for one in found)


def _money(value: object) -> object:
    if isinstance(value, Mapping):
        given = cast("Mapping[str, object]", value)
        minor, currency = given.get("minor"), given.get("currency")
        if not isinstance(minor, int) or isinstance(minor, bool) or not isinstance(currency, str):
            raise Invalid(gettext_noop("An amount with its currency is expected."), field=_FIELD)
        value = Money(minor, currency)
    if not isinstance(value, Money):
        raise Invalid(gettext_noop("An amount with its currency is expected."), field=_FIELD)
    if not 0 <= value.minor < _WHOLE_MAX:
        raise Invalid(
            gettext_noop("The amount must be zero or more, and not beyond all measure."), field=_FIELD
        )
    return {"minor": value.minor, "currency": value.currency}


def _text(value: object) -> object:
    if not isinstance(value, str):
        raise Invalid(gettext_noop("A text is expected."), field=_FIELD)
    return _cleaned(value, TEXT_MAX, multiline=True)


def _yesno(value: object) -> object:
    if not isinstance(value, bool):
        raise Invalid(gettext_noop("Yes or no is expected."), field=_FIELD)
    return value


def _date(value: object) -> object:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(cast("str", value))
    except (TypeError, ValueError) as error:
        raise Invalid(gettext_noop("A day is expected."), field=_FIELD) from error
    return date(day.year, day.month, day.day).isoformat()


def _number(value: object) -> object:
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not isfinite(value)
        or abs(value) >= _WHOLE_MAX
    ):
        raise Invalid(gettext_noop("A number is expected."), field=_FIELD)
    return int(value) if float(value).is_integer() else value


def _contact(value: object) -> object:
    if isinstance(value, str):
        return {"contact_id": None, "name": _cleaned(value, NAME_MAX)}
    if isinstance(value, int) and not isinstance(value, bool):
        return {"contact_id": value, "name": ""}
    given = cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}
    contact_id, name = given.get("contact_id"), given.get("name") or ""
    if (
        not isinstance(name, str)
        or not (contact_id is None or isinstance(contact_id, int))
        or not (contact_id or name)
    ):
        raise Invalid(gettext_noop("A person is expected."), field=_FIELD)
    return {"contact_id": contact_id, "name": _cleaned(name, NAME_MAX)}


def _choice(question: Question, value: object) -> object:
    if not isinstance(value, str) or question.choice(value) is None:
        raise Invalid(gettext_noop("This is none of the choices."), field=_FIELD)
    return value


def _cleaned(text: str, most: int, *, multiline: bool = False) -> str:
    try:
        return clean(text, max_length=most, multiline=multiline)
    except Invalid as error:
        raise Invalid({_FIELD: next(iter(error.messages.values()))}, code=error.code) from error
