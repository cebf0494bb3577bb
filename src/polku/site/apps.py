"""Wiring of the edge."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "polku.site"
    label = "site"
