"""The codes of an activity, and what they mean to criteria and clocks."""

from enum import StrEnum
from typing import Final


class Form(StrEnum):
    """How an activity behaves, whatever the company calls it."""

    CALL = "call"
    MEETING = "meeting"
    DEMO = "demo"
    MAIL = "mail"
    NOTE = "note"
    TASK = "task"


class Outcome(StrEnum):
    """What became of it."""

    PLANNED = "planned"
    DONE = "done"
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    MESSAGE_LEFT = "message_left"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class Reaction(StrEnum):
    """How the buyer took it, against the time before."""

    NONE = ""
    WARMER = "warmer"
    SAME = "same"
    COLDER = "colder"


class Direction(StrEnum):
    """Who began it."""

    OUT = "out"
    IN = "in"


TOOK_PLACE: Final = (Outcome.DONE.value, Outcome.REACHED.value)
"""Outcomes after which the thing happened: the customer was spoken with, the mail went out, the task is done."""

OUTCOMES: Final = {
    Form.CALL: (Outcome.REACHED, Outcome.NO_ANSWER, Outcome.MESSAGE_LEFT, Outcome.PLANNED),
    Form.MEETING: (Outcome.DONE, Outcome.PLANNED, Outcome.NO_SHOW, Outcome.CANCELLED),
    Form.DEMO: (Outcome.DONE, Outcome.PLANNED, Outcome.NO_SHOW, Outcome.CANCELLED),
    Form.MAIL: (Outcome.DONE, Outcome.PLANNED),
    Form.NOTE: (Outcome.DONE,),
    Form.TASK: (Outcome.PLANNED, Outcome.DONE, Outcome.CANCELLED),
}
"""Which outcomes a form may have; the first is what it has unless said otherwise."""

WITH_CUSTOMER: Final = frozenset({Form.CALL, Form.MEETING, Form.DEMO, Form.MAIL})
"""Forms that are contact with the customer."""
