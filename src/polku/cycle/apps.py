"""Wiring of the cycle."""

from pathlib import Path

from django.apps import AppConfig


class CycleConfig(AppConfig):
    name = "polku.cycle"
    label = "cycle"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.cycle import checks, entries, facts, guiding, rules, tasks  # noqa: F401, PLC0415 -- apps must be loaded first
        from polku.db.health import checks as health  # noqa: PLC0415 -- apps must be loaded first
        from polku.documents import registry as documents  # noqa: PLC0415 -- apps must be loaded first
        from polku.process import facts as registry  # noqa: PLC0415 -- apps must be loaded first

        registry.register_group(facts.GROUP, facts.of_cycle)
        registry.register(*facts.FACTS)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        documents.register("receipt", Path(__file__).parent / "papers" / "receipt.typ")
        entries.register()
        guiding.register_ways()
        health.register("cycle", checks.bills_are_booked)
        health.register("cycle.list", checks.list_is_what_documents_say)
