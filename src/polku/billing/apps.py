"""Wiring of billing."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "polku.billing"
    label = "billing"
