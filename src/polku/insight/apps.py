"""Wiring of insight."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "polku.insight"
    label = "insight"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.company.events import CompanyChanged  # noqa: PLC0415 -- apps must be loaded first
        from polku.insight import rules, sources  # noqa: PLC0415 -- apps must be loaded first

        register_permissions(rules.PERMISSIONS)
        sources.reload_on(CompanyChanged.kind)
