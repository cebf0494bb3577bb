"""Reads of advice."""

from polku.advice.queries.helped import Advice, effects, helped, newest
from polku.advice.queries.settings import pressure_allowed
from polku.advice.queries.standings import Standing, standings

__all__ = ["Advice", "Standing", "effects", "helped", "newest", "pressure_allowed", "standings"]
