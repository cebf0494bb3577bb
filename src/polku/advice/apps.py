"""Wiring of advice."""

from django.apps import AppConfig


class AdviceConfig(AppConfig):
    name = "polku.advice"
    label = "advice"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.advice import (  # noqa: F401, PLC0415 -- apps must be loaded first
            entries,
            events,
            metrics,
            rules,
            tasks,
        )
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.insight.sources import register_acts  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        register_acts("advice", metrics.ACTS, words=metrics.act_names)
        entries.register()
