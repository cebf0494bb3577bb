"""Wiring of imports."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "polku.imports"
    label = "imports"

    def ready(self) -> None:
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.imports import privacy  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.imports import entries, events, rules, tasks  # noqa: F401, PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        entries.register()
        holdings.register("imports", privacy.IMPORTS, order=50)
