"""Wiring of orders."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "polku.orders"
    label = "orders"
