"""Wiring of payments."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "polku.payments"
    label = "payments"
