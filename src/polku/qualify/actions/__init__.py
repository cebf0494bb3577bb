"""Writes of qualifying: answers, lead forms, what comes in through them."""

from polku.qualify.actions.answering import Answered, answer, give_answers, retract, undo_answer

__all__ = ["Answered", "answer", "give_answers", "retract", "undo_answer"]
