"""What a lead form asks, and whether what came in fits it. Pure."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast
from urllib.parse import urlsplit

from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.text import clean
from polku.kernel.words import Text

BUILT_IN: Final = ("name", "company", "email", "phone", "message")
KINDS: Final = ("text", "long", "email", "phone", "number", "date", "check", "choice")
_KIND_OF: Final = {"name": "text", "company": "text", "email": "email", "phone": "phone", "message": "long"}
LENGTHS: Final = {"name": 200, "company": 300, "email": 254, "phone": 60, "message": 10_000}
OWN_LENGTH: Final = {"long": 10_000}
OWN_LENGTH_USUAL: Final = 500
OWN_MAX: Final = 30
CHOICES_MAX: Final = 50
ORIGINS_MAX: Final = 20
CONSENT: Final = "consent"
HONEYPOT: Final = "reply_code"
TOKEN: Final = "token"  # noqa: S105 -- the name of a field, no secret
RESERVED: Final = frozenset(
    {*BUILT_IN, CONSENT, HONEYPOT, TOKEN, "lang", "once", "next", "csrfmiddlewaretoken"}
)
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
_MAIL: Final = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER: Final = re.compile(r"[+-]?\d{1,15}([.,]\d{1,9})?")


@dataclass(frozen=True)
class FormField:
    """One thing a form asks. `label` and `choices` stand only with fields of the company's own."""

    key: str
    kind: str
    required: bool = False
    label: Text = field(default_factory=Text)
    choices: tuple[str, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether the company made it."""
        return self.key not in BUILT_IN

    @property
    def length_max(self) -> int:
        """How long an answer may be."""
        return LENGTHS.get(self.key) or OWN_LENGTH.get(self.kind, OWN_LENGTH_USUAL)

    def as_dict(self) -> dict[str, object]:
        """The field as it is stored."""
        plain: dict[str, object] = {"key": self.key, "required": self.required}
        if self.is_own:
            plain |= {"kind": self.kind, "label": self.label.as_dict(), "choices": list(self.choices)}
        return plain


def fields_of(stored: object) -> tuple[FormField, ...]:
    """The fields of a stored form.

    Raises: Invalid, naming `fields`.
    """
    if not isinstance(stored, list | tuple) or not stored:
        raise Invalid(gettext_noop("A form asks at least one thing."), field="fields")
    found = tuple(_field(one) for one in stored)
    keys = [one.key for one in found]
    if len(set(keys)) != len(keys):
        raise Invalid(gettext_noop("Two fields have the same name."), field="fields")
    if sum(one.is_own for one in found) > OWN_MAX:
        raise Invalid(
            Message(gettext_noop("A form has at most %(most)s own fields."), most=OWN_MAX), field="fields"
        )
    if not {"name", "company", "email", "phone"} & set(keys):
        raise Invalid(
            gettext_noop("Ask for a name, a company, a mail address or a phone number."), field="fields"
        )
    return found


def _field(stored: object) -> FormField:
    row = cast("Mapping[str, object]", stored) if isinstance(stored, Mapping) else {}
    key = row.get("key")
    if key in BUILT_IN:
        return FormField(str(key), _KIND_OF[str(key)], required=row.get("required") is True)
    if not isinstance(key, str) or not _KEY.fullmatch(key) or key in RESERVED:
        raise Invalid(gettext_noop("A field needs a name of its own."), field="fields")
    label = Text.of(cast("Mapping[str, str]", row.get("label") or {}))
    kind = str(row.get("kind"))
    choices = tuple(str(one) for one in cast("Sequence[object]", row.get("choices") or ()))
    if kind not in KINDS or not label or any(len(text) > 200 for _, text in label.entries):
        raise Invalid(gettext_noop("A field needs a name and a kind."), field="fields")
    if (
        (kind == "choice") != bool(choices)
        or len(choices) > CHOICES_MAX
        or any(len(one) > 200 for one in choices)
    ):
        raise Invalid(gettext_noop("A choice needs its choices, and nothing else has any."), field="fields")
    for text in (*choices, *(words for _, words in label.entries)):
        clean(text, field="fields")
    return FormField(key, kind, row.get("required") is True, label, choices)


def submitted(fields: Iterable[FormField], payload: Mapping[str, object], *, consent: bool) -> dict[str, str]:
    """What came in, field by field, exactly as it came.

    Raises: Invalid, with what is wrong with each field.
    """
    answers: dict[str, str] = {}
    wrong: dict[str, list[object]] = {}
    for asked in fields:
        value = payload.get(asked.key)
        text = "" if value is None else ("yes" if value is True else "" if value is False else str(value))
        if problem := _problem(asked, text, value):
            wrong[asked.key] = [problem]
        answers[asked.key] = text
    if consent and payload.get(CONSENT) not in (True, "yes", "on", "1", "true"):
        wrong[CONSENT] = [Message(gettext_noop("Please agree, or we may not answer you."))]
    if not wrong and not any(answers.get(key, "").strip() for key in ("name", "company", "email", "phone")):
        wrong["__all__"] = [Message(gettext_noop("Tell us who you are and how we reach you."))]
    if wrong:
        raise Invalid(wrong)
    return answers


def _problem(field: FormField, text: str, value: object) -> object | None:
    if isinstance(value, Mapping | list | tuple):
        return Message(gettext_noop("A text is expected."))
    try:
        clean(text, max_length=field.length_max, multiline=field.kind == "long")
    except Invalid as error:
        return error.message
    if not text.strip():
        return Message(gettext_noop("This is needed.")) if field.required else None
    return _misfit(field, text.strip())


def _misfit(field: FormField, text: str) -> object | None:
    if field.kind == "email" and not _MAIL.fullmatch(text):
        return Message(gettext_noop("This is not a whole mail address."))
    if field.kind == "phone" and sum(char.isdigit() for char in text) < 5:
        return Message(gettext_noop("This is not a whole phone number."))
    if field.kind == "number" and not _NUMBER.fullmatch(text):
        return Message(gettext_noop("A number is expected."))
    if field.kind == "date" and not _DAY.fullmatch(text):
        return Message(gettext_noop("A day is expected."))
    if field.kind == "choice" and text not in field.choices:
        return Message(gettext_noop("This is none of the choices."))
    return None


def content_key(form_key: str, payload: Mapping[str, object], day: str) -> str:
    """What tells a submission sent twice, where its sender gave no mark of its own: same form, content and day."""
    plain = json.dumps([form_key, day, payload], sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def client_key(form_key: str, mark: str) -> str:
    """The same by the sender's own mark, whatever its length."""
    return hashlib.sha256(f"{form_key}\n{mark}".encode("utf-8", "surrogatepass")).hexdigest()


def origin(text: str) -> str:
    """A site as browsers name it: `https://www.example.com`.

    Raises: Invalid.
    """
    parts = urlsplit(text.strip())
    try:
        plain = parts.scheme in ("https", "http") and parts.hostname and (parts.port or True)
    except ValueError:
        plain = False
    if not plain or parts.path not in ("", "/") or parts.query or "*" in text or ";" in text or "," in text:
        message = gettext_noop("“%(text)s” is not the address of a site, such as https://www.example.com.")
        raise Invalid(Message(message, text=text.strip()[:100]), field="allowed_origins")
    return f"{parts.scheme}://{parts.netloc.lower()}"
