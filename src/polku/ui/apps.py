"""Wiring of the interface: its own places, settings and acts."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "polku.ui"
    label = "ui"

    def ready(self) -> None:
        import polku.ui.checks  # noqa: F401, PLC0415 -- apps must be loaded first
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.db import health  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.ui import (  # noqa: PLC0415 -- apps must be loaded first
            catalogues,
            entries,
            events,
            privacy,
            timeline,
        )

        register(events.ViewSaved, events.ViewDeleted)
        health.checks.register("translations", catalogues.catalogues_are_compiled)
        entries.register()
        holdings.register("views", privacy.VIEWS, order=65)
        timeline.register_own()
