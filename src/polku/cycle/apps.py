"""Wiring of the cycle."""

from pathlib import Path

from django.apps import AppConfig


class CycleConfig(AppConfig):
    name = "polku.cycle"
    label = "cycle"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.cycle import (  # noqa: F401, PLC0415 -- apps must be loaded first
            checks,
            entries,
            facts,
            guiding,
            metrics,
            rules,
            tasks,
        )
        from polku.db.health import checks as health  # noqa: PLC0415 -- apps must be loaded first
        from polku.documents import registry as documents  # noqa: PLC0415 -- apps must be loaded first
        from polku.insight import sources  # noqa: PLC0415 -- apps must be loaded first
        from polku.insight.drilling import drills  # noqa: PLC0415 -- apps must be loaded first
        from polku.process import facts as registry  # noqa: PLC0415 -- apps must be loaded first

        registry.register_group(facts.GROUP, facts.of_cycle)
        registry.register(*facts.FACTS)
        sources.register(metrics.ORDERS)
        drills.register(metrics.behind.WHAT, metrics.behind.rows)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        documents.register("receipt", Path(__file__).parent / "papers" / "receipt.typ")
        entries.register()
        guiding.register_ways()
        health.register("cycle", checks.bills_are_booked)
        health.register("cycle.list", checks.list_is_what_documents_say)
