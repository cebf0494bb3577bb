"""Writes of qualifying: answers, lead forms, what comes in through them."""

from polku.qualify.actions.answering import Answered, answer, give_answers, retract, undo_answer
from polku.qualify.actions.confirming import awaited, confirm, drop_unconfirmed
from polku.qualify.actions.mapping import map_capture, mark_spam, replay
from polku.qualify.actions.receiving import Received, receive
from polku.qualify.actions.shaping import save_form

__all__ = [
    "Answered",
    "Received",
    "answer",
    "awaited",
    "confirm",
    "drop_unconfirmed",
    "give_answers",
    "map_capture",
    "mark_spam",
    "receive",
    "replay",
    "retract",
    "save_form",
    "undo_answer",
]
