"""What can go wrong in the domain, said so that a page, the API and a log can all show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar

WHOLE = "__all__"
"""The key of messages that belong to no single field (the same as in Django forms)."""


def gettext_noop(text: str) -> str:
    """Mark a text for translation where no translator is at hand (message extraction knows this name)."""
    return text


class Message:
    """A sentence with its values apart, so that the edge can translate it: `message.translated(gettext)`."""

    __slots__ = ("params", "template")

    def __init__(self, template: str, **params: object) -> None:
        self.template = template
        self.params = params

    def translated(self, translate: Callable[[str], str]) -> str:
        """Say the sentence in the language of `translate`."""
        return translate(self.template) % self.params if self.params else translate(self.template)

    def __str__(self) -> str:
        return self.translated(str)

    def __repr__(self) -> str:
        return f"Message({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return (self.template, self.params) == (other.template, other.params)

    def __hash__(self) -> int:
        return hash(self.template)


def say(message: object, translate: Callable[[str], str]) -> str:
    """Say any message of an error in the language of `translate`: one with values, a marked text, a lazy one."""
    if isinstance(message, Message):
        return message.translated(translate)
    return translate(message) if isinstance(message, str) and message else str(message)


class DomainError(Exception):
    """A business refusal: never a bug, always shown to the person who asked."""

    default_code: ClassVar[str] = "error"
    default_message: ClassVar[str] = gettext_noop("This could not be done.")

    def __init__(self, message: object = "", *, code: str = "", field: str | None = None) -> None:
        # `message or ...` would evaluate a lazy translation now; only a plain "" means none given.
        self.message: object = (
            Message(self.default_message) if isinstance(message, str) and not message else message
        )
        self.code = code or self.default_code
        self.field = field
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)

    def as_dict(self, translate: Callable[[str], str] = str) -> dict[str, object]:
        """Give the error as plain JSON values for the API, said by `translate`."""
        answer: dict[str, object] = {"code": self.code, "message": say(self.message, translate)}
        if self.field is not None:
            answer["field"] = self.field
        return answer


class Refused(DomainError):
    """A rule of the business is not met; names every unmet one at once."""

    default_code = "refused"
    default_message = gettext_noop("A rule of the process does not allow this now.")

    def __init__(
        self, message: object = "", *, unmet: Iterable[object] = (), code: str = "", field: str | None = None
    ) -> None:
        super().__init__(message, code=code, field=field)
        self.unmet: list[object] = list(unmet)

    def as_dict(self, translate: Callable[[str], str] = str) -> dict[str, object]:
        """Give the error and each unmet rule."""
        return super().as_dict(translate) | {"unmet": [_plain(one, translate) for one in self.unmet]}


class NotAllowed(DomainError):
    """The person may not do this; names the permission rule that said no."""

    default_code = "not_allowed"
    default_message = gettext_noop("You are not allowed to do this.")

    def __init__(
        self, rule: object = "", message: object = "", *, code: str = "", field: str | None = None
    ) -> None:
        super().__init__(message, code=code, field=field)
        self.rule = str(getattr(rule, "value", rule))

    def as_dict(self, translate: Callable[[str], str] = str) -> dict[str, object]:
        """Give the error and the name of the rule."""
        return super().as_dict(translate) | {"rule": self.rule}


class NotFound(DomainError):
    """It does not exist, or the person may not know that it does."""

    default_code = "not_found"
    default_message = gettext_noop("This was not found.")


class Invalid(DomainError):
    """Bad input: `Invalid("too long", field="name")` or `Invalid({"name": ["too long"]})`."""

    default_code = "invalid"
    default_message = gettext_noop("Please correct the marked fields.")

    def __init__(
        self,
        message: object | Mapping[str, Sequence[object]] = "",
        *,
        code: str = "",
        field: str | None = None,
    ) -> None:
        if isinstance(message, Mapping):
            self.messages: dict[str, list[object]] = {
                str(key): _listed(value) for key, value in message.items()
            }
            super().__init__("", code=code, field=field or next(iter(self.messages), None))
            return
        super().__init__(message, code=code, field=field)
        self.messages = {field or WHOLE: [self.message]}

    @property
    def errors(self) -> dict[str, list[str]]:
        """Field -> its messages, in the language active now."""
        return self.errors_in(str)

    def errors_in(self, translate: Callable[[str], str]) -> dict[str, list[str]]:
        """Field -> its messages, said by `translate`."""
        return {key: [say(one, translate) for one in values] for key, values in self.messages.items()}

    def __str__(self) -> str:
        if isinstance(self.message, Message) and self.message.template == self.default_message:
            return "; ".join(f"{key}: {one}" for key, values in self.errors.items() for one in values)
        return super().__str__()

    def as_dict(self, translate: Callable[[str], str] = str) -> dict[str, object]:
        """Give the error and the messages of each field."""
        return super().as_dict(translate) | {"errors": self.errors_in(translate)}


class Conflict(DomainError):
    """Someone else changed the same fields meanwhile; carries yours, theirs and what you started from."""

    default_code = "conflict"
    default_message = gettext_noop("Someone else has changed this meanwhile. Choose which values to keep.")

    def __init__(
        self,
        fields: Mapping[str, Mapping[str, object]] | None = None,
        message: object = "",
        *,
        code: str = "",
        field: str | None = None,
    ) -> None:
        self.fields: dict[str, dict[str, object]] = {
            key: dict(value) for key, value in (fields or {}).items()
        }
        super().__init__(message, code=code, field=field or next(iter(self.fields), None))

    def as_dict(self, translate: Callable[[str], str] = str) -> dict[str, object]:
        """Give the error and both values of each field."""
        fields = {
            name: {side: _plain(value) for side, value in sides.items()}
            for name, sides in self.fields.items()
        }
        return super().as_dict(translate) | {"fields": fields}


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _plain(value: object, translate: Callable[[str], str] = str) -> object:
    """Turn anything into JSON values: numbers stay, `as_dict` is used where it is, the rest is said."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, DomainError):
        return value.as_dict(translate)
    as_dict = getattr(value, "as_dict", None)
    if callable(as_dict):
        return as_dict()
    if isinstance(value, Mapping):
        return {str(key): _plain(item, translate) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item, translate) for item in value]
    return say(value, translate)
