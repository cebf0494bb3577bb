"""Wiring of the cycle."""

from django.apps import AppConfig


class CycleConfig(AppConfig):
    name = "polku.cycle"
    label = "cycle"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.cycle import rules  # noqa: PLC0415 -- apps must be loaded first

        register_permissions(rules.PERMISSIONS, rules.WORDS)
