"""Wiring of measures."""

from pathlib import Path

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "polku.measures"
    label = "measures"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.documents import registry as documents  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.insight.drilling import drills  # noqa: PLC0415 -- apps must be loaded first
        from polku.measures import entries, events, privacy, registry, rules, tasks  # noqa: F401, PLC0415 -- apps must be loaded first
        from polku.measures.measuring import drilling, own_series, papers  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        registry.register(own_series.OVERDUE)
        drills.register(drilling.WHAT, drilling.rows)
        documents.register(papers.TEMPLATE, Path(__file__).parent / "papers" / "dashboard.typ")
        entries.register()
        holdings.register("measures", privacy.MEASURES, order=25)
