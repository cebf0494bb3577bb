"""Wiring of journey."""

from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "polku.journey"
    label = "journey"
