"""Wiring of the buyer's side."""

from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "polku.journey"
    label = "journey"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.insight import sources  # noqa: PLC0415 -- apps must be loaded first
        from polku.journey import (  # noqa: PLC0415 -- apps must be loaded first
            entries,
            events,
            facts,
            metrics,
            privacy,
            rules,
        )
        from polku.measures.registry import register as measure  # noqa: PLC0415 -- apps must be loaded first
        from polku.process import facts as registry  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        registry.register_group(facts.GROUP, facts.of_buyer)
        registry.register(*facts.FACTS)
        entries.register()
        sources.register(metrics.OPINIONS)
        for source in metrics.SOURCES:
            measure(source)
        holdings.register("buyers_side", privacy.BUYER, order=45)
