"""Wiring of proposals."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "polku.proposals"
    label = "proposals"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.insight.hooks import figure_acts  # noqa: PLC0415 -- apps must be loaded first
        from polku.process import pins  # noqa: PLC0415 -- apps must be loaded first
        from polku.proposals import entries, events, privacy, rules, tasks  # noqa: F401, PLC0415 -- apps must be loaded first
        from polku.proposals.web.offering import offered  # noqa: PLC0415 -- apps must be loaded first
        from polku.proposals.web.pinning import pins_of  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        entries.register()
        pins.register("proposals", pins_of)
        figure_acts.register("proposals", offered)
        holdings.register("findings", privacy.FINDINGS, order=70)
