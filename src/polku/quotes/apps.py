"""Wiring of quotes."""

from django.apps import AppConfig


class QuotesConfig(AppConfig):
    name = "polku.quotes"
    label = "quotes"
