"""Writes of exchange: a diagram or a history as a draft. The import of histories is in `importing`."""

from polku.exchange.actions.beginning import begin_draft
from polku.exchange.actions.drawing import draw_history

__all__ = ["begin_draft", "draw_history"]
