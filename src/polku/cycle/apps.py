"""Wiring of the cycle."""

from django.apps import AppConfig


class CycleConfig(AppConfig):
    name = "polku.cycle"
    label = "cycle"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.cycle import checks, entries, rules  # noqa: PLC0415 -- apps must be loaded first
        from polku.db.health import checks as health  # noqa: PLC0415 -- apps must be loaded first

        register_permissions(rules.PERMISSIONS, rules.WORDS)
        entries.register()
        health.register("cycle", checks.bills_are_booked)
