"""The log's two tables."""

from polku.eventlog.models.change import Change
from polku.eventlog.models.event import Event

__all__ = ["Change", "Event"]
