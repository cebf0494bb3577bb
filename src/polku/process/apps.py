"""Wiring of processes."""

from django.apps import AppConfig


class ProcessConfig(AppConfig):
    name = "polku.process"
    label = "process"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.insight.sources import register_names  # noqa: PLC0415 -- apps must be loaded first
        from polku.process import entries, events, privacy, rules  # noqa: PLC0415 -- apps must be loaded first
        from polku.process.metrics import stage_names  # noqa: PLC0415 -- apps must be loaded first

        register(
            events.ProcessPublished,
            events.VersionAcknowledged,
            events.ProcessChosen,
            events.ProcessArchived,
            events.ProcessRestored,
        )
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        register_names("stage", stage_names)
        holdings.register("process", privacy.REMARKS, order=15)
        entries.register()
