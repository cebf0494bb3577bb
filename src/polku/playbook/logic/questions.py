"""A set of questions, and reading one out of a document with every fault named."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.text import clean
from polku.kernel.words import Text

KINDS: Final = ("money", "text", "yesno", "date", "choice", "contact", "number")
WEIGHT_MAX: Final = 100
STALE_DAYS_MAX: Final = 3650
QUESTIONS_MAX: Final = 100
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SET_KEY: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
_FIELDS: Final = frozenset({"key", "text", "kind", "topic", "weight", "stale_days", "decides", "choices"})


@dataclass(frozen=True)
class Choice:
    """One of the answers that can be chosen."""

    key: str
    text: Text


@dataclass(frozen=True)
class Question:
    """What is asked. `decides` says that its answer alone makes the topic known."""

    key: str
    text: Text
    kind: str
    topic: str
    weight: int = 1
    stale_days: int | None = None
    decides: bool = False
    choices: tuple[Choice, ...] = ()

    def choice(self, key: str) -> Choice | None:
        """The choice of a key, or None."""
        return next((one for one in self.choices if one.key == key), None)


@dataclass(frozen=True)
class Questions:
    """A question set as one published version has it."""

    key: str
    name: Text
    about: Text
    questions: tuple[Question, ...]
    number: int = 0

    def question(self, key: str) -> Question | None:
        """The question of a key, or None."""
        return next((one for one in self.questions if one.key == key), None)

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics in the order in which they are asked."""
        return tuple(dict.fromkeys(one.topic for one in self.questions))

    def of_topic(self, topic: str) -> tuple[Question, ...]:
        """The questions of a topic."""
        return tuple(one for one in self.questions if one.topic == topic)

    def settles(self, question: Question) -> bool:
        """Whether an answer makes the topic known: it decides, or nothing in its topic does."""
        return question.decides or not any(one.decides for one in self.of_topic(question.topic))


class _Reader:
    """Reads a document and gathers what is wrong with it."""

    def __init__(self) -> None:
        self.faults: dict[str, list[object]] = {}

    def fault(self, where: str, message: str, **values: object) -> None:
        self.faults.setdefault(where or "document", []).append(Message(message, **values))

    def mapping(self, value: object, where: str) -> Mapping[str, object]:
        if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
            return cast("Mapping[str, object]", value)
        self.fault(where, gettext_noop("Names and values are expected here."))
        return {}

    def listed(self, value: object, where: str) -> Sequence[object]:
        if value is None:
            return ()
        if isinstance(value, list | tuple):
            return value
        self.fault(where, gettext_noop("A list is expected here."))
        return ()

    def key(self, value: object, where: str, pattern: re.Pattern[str] = _KEY) -> str:
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        self.fault(
            where, gettext_noop("A key has small letters, digits and lines, and begins with a letter.")
        )
        return ""

    def text(self, value: object, where: str, *, needed: bool = True) -> Text:
        try:
            found = Text.of(cast("str | Mapping[str, str] | None", value))
            for _, words in found.entries:
                clean(words, max_length=500)
        except (Invalid, AttributeError, TypeError):
            self.fault(where, gettext_noop("A text, or a text for each language, is expected here."))
            return Text()
        if needed and not found:
            self.fault(where, gettext_noop("A text is missing here."))
        return found

    def number(self, value: object, where: str, most: int) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most:
            return value
        self.fault(where, gettext_noop("A whole number from 1 to %(most)s is expected here."), most=most)
        return 1


def parse(document: object) -> Questions:
    """Read a question set out of plain values.

    Raises: Invalid, with the place of every fault.
    """
    reader = _Reader()
    data = reader.mapping(document, "")
    if data and data.get("polku") != 1:
        reader.fault("polku", gettext_noop("This is not a document of the form 1."))
    rows = reader.listed(data.get("questions"), "questions")
    if not 1 <= len(rows) <= QUESTIONS_MAX:
        message = gettext_noop("A set has 1 to %(most)s questions.")
        reader.fault("questions", message, most=QUESTIONS_MAX)
    found = Questions(
        key=reader.key(data.get("key"), "key", _SET_KEY),
        name=reader.text(data.get("name"), "name"),
        about=reader.text(data.get("about"), "about", needed=False),
        questions=tuple(
            _question(reader, row, f"questions[{n}]") for n, row in enumerate(rows[:QUESTIONS_MAX])
        ),
    )
    _once(reader, [one.key for one in found.questions], "questions")
    if reader.faults:
        raise Invalid(reader.faults, code="bad_document")
    return found


def _question(reader: _Reader, row: object, where: str) -> Question:
    data = reader.mapping(row, where)
    for name in sorted(data.keys() - _FIELDS):
        reader.fault(f"{where}.{name}", gettext_noop("There is no such setting."))
    kind = data.get("kind")
    if kind not in KINDS:
        message = gettext_noop("The kind must be one of %(kinds)s.")
        reader.fault(f"{where}.kind", message, kinds=", ".join(KINDS))
    choices = tuple(
        _choice(reader, one, f"{where}.choices[{n}]")
        for n, one in enumerate(reader.listed(data.get("choices"), f"{where}.choices"))
    )
    if (kind == "choice") != bool(choices):
        reader.fault(
            f"{where}.choices", gettext_noop("A choice needs its choices, and nothing else has any.")
        )
    _once(reader, [one.key for one in choices], f"{where}.choices")
    stale = data.get("stale_days")
    return Question(
        key=reader.key(data.get("key"), f"{where}.key"),
        text=reader.text(data.get("text"), f"{where}.text"),
        kind=str(kind),
        topic=reader.key(data.get("topic"), f"{where}.topic"),
        weight=reader.number(data.get("weight", 1), f"{where}.weight", WEIGHT_MAX),
        stale_days=None if stale is None else reader.number(stale, f"{where}.stale_days", STALE_DAYS_MAX),
        decides=data.get("decides") is True,
        choices=choices,
    )


def _choice(reader: _Reader, row: object, where: str) -> Choice:
    data = reader.mapping(row, where)
    return Choice(reader.key(data.get("key"), f"{where}.key"), reader.text(data.get("text"), f"{where}.text"))


def _once(reader: _Reader, keys: Sequence[str], where: str) -> None:
    for key in sorted({key for key in keys if key and keys.count(key) > 1}):
        reader.fault(where, gettext_noop("The key “%(key)s” stands here twice."), key=key)
