"""Kinds of activity: the six that are always there, and the company's own beside them. Pure."""

from dataclasses import dataclass
from typing import Final

from polku.engage.logic.codes import Form
from polku.kernel.errors import gettext_noop
from polku.kernel.words import Text


@dataclass(frozen=True)
class Kind:
    """What an activity is called, how it looks and behaves. `name` is a marked English text, or words in data."""

    key: str
    name: str | Text
    icon: str
    form: Form
    is_contact: bool
    letter: str = ""


BUILT_IN: Final = (
    Kind("call", gettext_noop("Call"), "call", Form.CALL, is_contact=True, letter="c"),
    Kind("meeting", gettext_noop("Meeting"), "meeting", Form.MEETING, is_contact=True, letter="m"),
    Kind("demo", gettext_noop("Demo"), "demo", Form.DEMO, is_contact=True, letter="d"),
    Kind("mail", gettext_noop("Mail"), "mail", Form.MAIL, is_contact=True, letter="e"),
    Kind("note", gettext_noop("Note"), "note", Form.NOTE, is_contact=False, letter="n"),
    Kind("task", gettext_noop("Task"), "task", Form.TASK, is_contact=False, letter="t"),
)
"""The kinds that are always there, with the letters that choose them."""

BUILT_IN_KEYS: Final = frozenset(kind.key for kind in BUILT_IN)
TAKEN_LETTERS: Final = frozenset(kind.letter for kind in BUILT_IN) | {"g", "l", "x", "j", "k"}
"""Letters that the keyboard already uses on a deal's page."""
