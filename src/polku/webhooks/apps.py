"""Wiring of webhooks."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "polku.webhooks"
    label = "webhooks"
