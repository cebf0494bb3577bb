"""What insight keeps itself: decisions about figures, never figures."""

from polku.insight.models.allowed import AllowedDeviation, AllowedDeviationQuerySet

__all__ = ["AllowedDeviation", "AllowedDeviationQuerySet"]
