"""Wiring of forecast."""

from django.apps import AppConfig


class ForecastConfig(AppConfig):
    name = "polku.forecast"
    label = "forecast"
