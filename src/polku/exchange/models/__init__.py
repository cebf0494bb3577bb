"""Histories of other systems."""

from polku.exchange.models.past import PastActivity, PastCase, PastEvent, PastLog

__all__ = ["PastActivity", "PastCase", "PastEvent", "PastLog"]
