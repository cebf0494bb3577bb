"""Wiring of cycle."""

from django.apps import AppConfig


class CycleConfig(AppConfig):
    name = "polku.cycle"
    label = "cycle"
