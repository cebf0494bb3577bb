"""Wiring of imports."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "polku.imports"
    label = "imports"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.imports import (  # noqa: F401, PLC0415 -- apps must be loaded first
            entries,
            events,
            privacy,
            rules,
            tasks,
        )

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        entries.register()
        holdings.register("imports", privacy.IMPORTS, order=50)
