"""Wiring of the interface: its own places, settings and acts."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "polku.ui"
    label = "ui"

    def ready(self) -> None:
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.ui import privacy  # noqa: PLC0415 -- apps must be loaded first
        import polku.ui.checks  # noqa: F401, PLC0415 -- apps must be loaded first
        from polku.db import health  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.ui import catalogues, entries, events, timeline  # noqa: PLC0415 -- apps must be loaded first

        register(events.ViewSaved, events.ViewDeleted)
        health.checks.register("translations", catalogues.catalogues_are_compiled)
        entries.register()
        holdings.register("views", privacy.VIEWS, order=65)
        timeline.register_own()
