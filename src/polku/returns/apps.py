"""Wiring of returns."""

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "polku.returns"
    label = "returns"
