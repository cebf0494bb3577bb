"""Wiring of advice."""

from django.apps import AppConfig


class AdviceConfig(AppConfig):
    name = "polku.advice"
    label = "advice"
