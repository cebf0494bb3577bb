"""Wiring of stock."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "polku.stock"
    label = "stock"
