"""Issues and outcomes as they are stored: short, and without what a database would refuse."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from polku.imports.logic.kinds import AppliedRow, Issue, Outcome, RowOutcome
from polku.kernel.errors import DomainError, Message, Refused

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

Stored = list[Any]


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


def stored_issue(number: int, level: str, issue: Issue) -> Stored:
    """An issue with its message as template and values, so that each reader gets it in their language."""
    if isinstance(issue.message, Message):
        values = {name: storable(str(value))[:TEXT_MAX] for name, value in issue.message.params.items()}
        return [number, level, issue.field, issue.code, issue.message.template, values]
    return [number, level, issue.field, issue.code, storable(str(issue.message))[:TEXT_MAX], {}]


def stored_issues(outcomes: Iterable[RowOutcome]) -> list[Stored]:
    """All that is to be told of these rows."""
    return [
        stored_issue(one.number, level, issue)
        for one in outcomes
        for level, issues in ((ERROR, one.errors), (WARNING, one.warnings))
        for issue in issues
    ]


def as_told(stored: Stored, translate: Callable[[str], str] = str) -> dict[str, Any]:
    """An issue as the API and the command line say it."""
    number, _, field, code, template, values = stored
    return {"row": number, "field": field, "code": code, "message": said(template, values, translate)}


def said(template: str, values: Mapping[str, str], translate: Callable[[str], str] = str) -> str:
    """The sentence of a stored issue."""
    return Message(template, **values).translated(translate)


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
    return Issue("stage", str(getattr(one, "key", code)), getattr(one, "say", None) or str(one))
