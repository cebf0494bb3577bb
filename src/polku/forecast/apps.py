"""Wiring of forecast."""

from django.apps import AppConfig


class ForecastConfig(AppConfig):
    name = "polku.forecast"
    label = "forecast"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.forecast import (  # noqa: F401, PLC0415 -- apps must be loaded first
            entries,
            events,
            rules,
            tasks,
        )

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        entries.register()
