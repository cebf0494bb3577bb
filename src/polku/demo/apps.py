"""Wiring of the demo."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "polku.demo"
    label = "demo"

    def ready(self) -> None:
        from polku.demo import entries, events, tasks  # noqa: F401, PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.insight import sources  # noqa: PLC0415 -- apps must be loaded first

        register(events.DemoRemoved)
        entries.register()
        sources.reload_on(events.DemoRemoved.kind)
