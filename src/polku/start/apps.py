"""Wiring of the guided start."""

from django.apps import AppConfig


class StartConfig(AppConfig):
    name = "polku.start"
    label = "start"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.start import entries, events, rules  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        entries.register()
