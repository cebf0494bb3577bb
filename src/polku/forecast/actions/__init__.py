"""Writes of forecasting."""

from polku.forecast.actions.categories import set_categories, undo_category
from polku.forecast.actions.storing import keep_model, store_chances, store_forecasts

__all__ = ["keep_model", "set_categories", "store_chances", "store_forecasts", "undo_category"]
