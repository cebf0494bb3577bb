"""Wiring of measures."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "polku.measures"
    label = "measures"
