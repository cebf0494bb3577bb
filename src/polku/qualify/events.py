"""What happens while qualifying. Answers and submissions stand in their rows, never here."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class AnswerGiven(Happened):
    """A question has an answer."""

    kind: ClassVar[str] = "qualify.answer_given"
    says: ClassVar[str] = gettext_noop("{actor} wrote down an answer")
    icon: ClassVar[str] = "check"
    answer_id: int
    set: str
    question: str
    topic: str
    settles: bool


@dataclass(frozen=True)
class AnswerRetracted(Happened):
    """An answer turned out to be wrong and is known no more."""

    kind: ClassVar[str] = "qualify.answer_retracted"
    says: ClassVar[str] = gettext_noop("{actor} took back an answer")
    icon: ClassVar[str] = "undo"
    takes_back: ClassVar[str] = AnswerGiven.kind
    answer_id: int
    set: str
    question: str
    topic: str
    settles: bool


@dataclass(frozen=True)
class CaptureReceived(Happened):
    """Somebody wrote through a form; `repeat` says that a deal was open with them already."""

    kind: ClassVar[str] = "qualify.capture_received"
    says: ClassVar[str] = gettext_noop("A form came in: {lead_form}")
    icon: ClassVar[str] = "mail"
    capture_id: int
    lead_form: str
    repeat: bool


@dataclass(frozen=True)
class FormChanged(Happened):
    """A lead form was made or changed."""

    kind: ClassVar[str] = "qualify.form_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed the lead form {lead_form}")
    icon: ClassVar[str] = "edit"
    lead_form: str
    fields: tuple[str, ...]


ALL = (AnswerGiven, AnswerRetracted, CaptureReceived, FormChanged)
"""Every event of qualifying."""
