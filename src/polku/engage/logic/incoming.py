"""An activity as a door hands it in, and the rules a single one must keep. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from polku.engage.logic.codes import OUTCOMES, TOOK_PLACE, WITH_CUSTOMER, Direction, Form, Outcome, Reaction
from polku.engage.logic.kinds import Kind
from polku.kernel.errors import Invalid, gettext_noop
from polku.kernel.text import clean

TEXT_MAX: Final = 20_000
MINUTES_MAX: Final = 60 * 24 * 31
CLOCK_SLACK: Final = timedelta(minutes=5)
_NEEDS_TEXT: Final = frozenset({Form.NOTE, Form.TASK})


@dataclass(frozen=True)
class NewActivity:
    """One activity to be written down. Without `at` it happens now; without `outcome` the usual one of its kind.

    A task may have `due_at`. `by_id` is who did it or is to do it, without it the actor.
    """

    deal_id: int
    kind: str
    text: str = ""
    at: datetime | None = None
    outcome: str = ""
    reaction: str = ""
    direction: str = "out"
    contact_id: int | None = None
    by_id: int | None = None
    duration_minutes: int | None = None
    due_at: datetime | None = None


def completed(new: NewActivity, kind: Kind, at: datetime) -> NewActivity:
    """The row with its time and outcome filled in.

    Raises: Invalid, naming the field.
    """
    happens_at = new.at or at
    outcome = new.outcome or _usual(kind.form, happens_at, at)
    row = replace(new, at=happens_at, outcome=outcome)
    check(row, kind.form, at)
    return row


def check(row: NewActivity, form: Form, at: datetime) -> None:
    """Refuse what can't be: an outcome of another kind, a call of tomorrow that was answered, an empty note.

    Raises: Invalid, naming the field.
    """
    _text(row.text, form)
    if row.outcome not in OUTCOMES[form]:
        raise Invalid(gettext_noop("This kind of activity has no such outcome."), field="outcome")
    if row.at and row.outcome in TOOK_PLACE and form != Form.TASK and row.at > at + CLOCK_SLACK:
        raise Invalid(gettext_noop("This is still to come: plan it, or correct the time."), field="at")
    if row.reaction not in tuple(Reaction):
        raise Invalid(gettext_noop("The reaction is warmer, same, colder, or not known."), field="reaction")
    if row.direction not in tuple(Direction):
        raise Invalid(gettext_noop("The direction is in or out."), field="direction")
    if row.duration_minutes is not None and not 0 <= row.duration_minutes <= MINUTES_MAX:
        raise Invalid(
            gettext_noop("A length in minutes, at most a month, is expected."), field="duration_minutes"
        )
    if row.due_at is not None and form != Form.TASK:
        raise Invalid(gettext_noop("Only a task has a day by which it is due."), field="due_at")


def reaction_of(row: NewActivity, form: Form) -> str:
    """The buyer's reaction, where there was a buyer to react."""
    return row.reaction if form in WITH_CUSTOMER else ""


def _usual(form: Form, happens_at: datetime, at: datetime) -> str:
    planned = happens_at > at + CLOCK_SLACK and Outcome.PLANNED in OUTCOMES[form]
    return (Outcome.PLANNED if planned else OUTCOMES[form][0]).value


def _text(text: str, form: Form) -> None:
    try:
        clean(text, max_length=TEXT_MAX, multiline=True)
    except Invalid as error:
        raise Invalid({"text": next(iter(error.messages.values()))}, code=error.code) from error
    if form in _NEEDS_TEXT and not text.strip():
        raise Invalid(gettext_noop("Write something first."), field="text")
