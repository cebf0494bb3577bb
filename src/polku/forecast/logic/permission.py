"""Rights over forecasts, named here so that tables and rules can both see them."""

from enum import StrEnum


class ForecastPermission(StrEnum):
    """What may be done with forecasts."""

    SEE = "forecast.see"
    SET = "forecast.set"
