"""Reads of quotes."""

from polku.quotes.queries.finding import (
    current_version,
    lines_of,
    needs_of,
    negotiation_of,
    quote,
    quotes_of,
    settings,
    shown_to_buyer,
    templates,
    version_of,
)
from polku.quotes.queries.snapshots import snapshot

__all__ = [
    "current_version",
    "lines_of",
    "needs_of",
    "negotiation_of",
    "quote",
    "quotes_of",
    "settings",
    "shown_to_buyer",
    "snapshot",
    "templates",
    "version_of",
]
