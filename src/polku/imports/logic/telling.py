"""Issues and outcomes as they are stored: short, and without what a database would refuse."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from polku.imports.logic.kinds import AppliedRow, Issue, Outcome, RowOutcome
from polku.kernel.errors import DomainError, Message, Refused, gettext_noop
from polku.kernel.words import Text

LETTERS: Final = {
    Outcome.CREATED: "c",
    Outcome.UPDATED: "u",
    Outcome.UNCHANGED: "n",
    Outcome.SKIPPED: "s",
    Outcome.FAILED: "f",
}
OUTCOMES: Final = {letter: outcome for outcome, letter in LETTERS.items()}
WARNING: Final = "warning"
ERROR: Final = "error"
TEXT_MAX: Final = 500
CELL_MAX: Final = 200

Stored = list[Any]
CellOf = Callable[[int, str], str]


def storable(text: str) -> str:
    """A text that both databases keep inside JSON: no NUL, no half of a character."""
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def stored_outcome(one: RowOutcome) -> Stored:
    """A row's end, its empty tail left out."""
    row: Stored = [one.number, LETTERS[one.outcome], one.ref, dict(one.also or {}), dict(one.before or {})]
    while not row[-1] and len(row) > 2:
        row.pop()
    return row


def applied(stored: Sequence[Stored]) -> list[AppliedRow]:
    """What there is to undo, newest first."""
    found = []
    for number, letter, *rest in reversed(stored):
        if letter in "cu" and rest and rest[0]:
            ref, also, before = (*rest, {}, {})[:3]
            found.append(AppliedRow(number, OUTCOMES[letter], ref, also, before))
    return found


def stored_issue(number: int, level: str, issue: Issue, cell: str = "") -> Stored:
    """An issue with its sentences as templates and values, so that each reader gets it in their language.

    Its tail, the cell as it stands in the file and what would be right there, is left out where it is empty.
    """
    row = [number, level, issue.field, issue.code, *_stored(issue.message), storable(cell.strip())[:CELL_MAX]]
    if issue.right:
        row.append(_stored(issue.right))
    elif not row[-1]:
        row.pop()
    return row


def _stored(message: object) -> Stored:
    """A sentence as `[template, values]`; one of the company's own words as `["", {language: text}]`."""
    if isinstance(message, Text):
        return ["", message.as_dict()]
    if isinstance(message, Message):
        values = {name: storable(str(value))[:TEXT_MAX] for name, value in message.params.items()}
        return [message.template, values]
    return [storable(str(message))[:TEXT_MAX], {}]


def stored_issues(outcomes: Iterable[RowOutcome], cell: CellOf = lambda number, field: "") -> list[Stored]:
    """All that is to be told of these rows, with the cells it is about."""
    return [
        stored_issue(one.number, level, issue, cell(one.number, issue.field))
        for one in outcomes
        for level, issues in ((ERROR, one.errors), (WARNING, one.warnings))
        for issue in issues
    ]


@dataclass(frozen=True)
class Voice:
    """The language something is told in."""

    translate: Callable[[str], str] = str
    language: str = "en"


ENGLISH: Final = Voice()


def as_told(stored: Stored, columns: Mapping[str, str], voice: Voice = ENGLISH) -> dict[str, Any]:
    """An issue as every door says it; `columns` are the file's columns by field."""
    number, level, field, code, template, values, *tail = stored
    return {
        "row": number,
        "level": level,
        "field": field,
        "column": columns.get(field, ""),
        "value": tail[0] if tail else "",
        "code": code,
        "message": said(template, values, voice) if template else _unmet_in(values, voice),
        "right": said(tail[1][0], tail[1][1], voice) if len(tail) > 1 else "",
    }


def sentence(told: Mapping[str, Any]) -> str:
    """What is wrong and what would be right, led by the column: for a line of text or a cell."""
    place = told["column"] or told["field"]
    words = " ".join(_ended(text) for text in (told["message"], told["right"]) if text)
    return f"{place}: {words}" if place else words


def _ended(text: str) -> str:
    """With a full stop, as the sentences of criteria often have none."""
    last = text.rstrip()[-1:]
    return text if not last.isalnum() else text + ("。" if last > "\u2e80" else ".")


_UNMET = gettext_noop("Not met yet: %(criterion)s")


def _unmet_in(values: Mapping[str, str], voice: Voice) -> str:
    return voice.translate(_UNMET) % {"criterion": Text.of(values).to(voice.language)}


def said(template: str, values: Mapping[str, str], voice: Voice = ENGLISH) -> str:
    """The sentence of a stored message."""
    if not template:
        return Text.of(values).to(voice.language)
    return Message(template, **values).translated(voice.translate)


def issues_of(error: DomainError) -> tuple[Issue, ...]:
    """A refusal as issues: one for each unmet criterion or bad field."""
    if isinstance(error, Refused) and error.unmet:
        return tuple(_unmet(one, error.code) for one in error.unmet)
    messages = getattr(error, "messages", None)
    if messages:
        pairs = [(name, one) for name, every in messages.items() for one in every]
        return tuple(Issue("" if name == "__all__" else name, error.code, one) for name, one in pairs)
    return (Issue(error.field or "", error.code, error.message),)


def _unmet(one: object, code: str) -> Issue:
    return Issue(
        "stage",
        str(getattr(one, "key", code)),
        getattr(one, "say", None) or str(one),
        getattr(one, "hint", None) or "",
    )
