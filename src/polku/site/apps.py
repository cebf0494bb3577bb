"""Wiring of the edge."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "polku.site"
    label = "site"

    def ready(self) -> None:
        from polku.site import guides  # noqa: PLC0415 -- apps must be loaded first

        guides.register()
