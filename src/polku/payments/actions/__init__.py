"""Writes of payments."""

from polku.payments.actions.matching import match, undo_match
from polku.payments.actions.receiving import Received, receive, reverse
from polku.payments.actions.refunding import refund

__all__ = ["Received", "match", "receive", "refund", "reverse", "undo_match"]
