"""Wiring of the office."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "polku.office"
    label = "office"

    def ready(self) -> None:
        from polku.office import entries, privacy  # noqa: PLC0415 -- apps must be loaded first

        entries.register()
        privacy.register()
