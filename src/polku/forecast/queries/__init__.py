"""Reads of forecasting."""

from polku.forecast.queries.chances import Known, chance_of, state_of
from polku.forecast.queries.fared import Fared, fared
from polku.forecast.queries.outlook import Outlook, outlook
from polku.forecast.queries.parts import Said, basis, newest_model, parts_of, said_of

__all__ = [
    "Fared",
    "Known",
    "Outlook",
    "Said",
    "basis",
    "chance_of",
    "fared",
    "newest_model",
    "outlook",
    "parts_of",
    "said_of",
    "state_of",
]
