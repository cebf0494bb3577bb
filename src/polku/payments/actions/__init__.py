"""Writes of payments."""

from polku.payments.actions.matching import match, undo_match
from polku.payments.actions.receiving import Received, receive, reverse
from polku.payments.actions.refunding import refund
from polku.payments.actions.statements import (
    Confirmation,
    Taken,
    confirm_line,
    confirm_lines,
    ignore_line,
    take_statement,
    undo_line,
)

__all__ = [
    "Confirmation",
    "Received",
    "Taken",
    "confirm_line",
    "confirm_lines",
    "ignore_line",
    "match",
    "receive",
    "refund",
    "reverse",
    "take_statement",
    "undo_line",
    "undo_match",
]
