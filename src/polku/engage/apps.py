"""Wiring of engaging."""

from django.apps import AppConfig


class EngageConfig(AppConfig):
    name = "polku.engage"
    label = "engage"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.engage import (  # noqa: PLC0415 -- apps must be loaded first
            entries,
            events,
            facts,
            metrics,
            privacy,
            rules,
        )
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.insight.sources import register_acts  # noqa: PLC0415 -- apps must be loaded first
        from polku.measures.registry import register as measure  # noqa: PLC0415 -- apps must be loaded first
        from polku.process import facts as registry  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        registry.register_group(facts.GROUP, facts.of_activities)
        registry.register(*facts.FACTS)
        entries.register()
        register_acts("engage", metrics.ACTS, words=metrics.act_names)
        for source in metrics.SOURCES:
            measure(source)
        holdings.register("activities", privacy.ACTIVITIES, order=40)
