"""Writes of advice."""

from polku.advice.actions.asking import ask, note_signal, take_back
from polku.advice.actions.keeping import allow_pressure, keep_finding

__all__ = ["allow_pressure", "ask", "keep_finding", "note_signal", "take_back"]
