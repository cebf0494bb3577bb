"""Wiring of webhooks."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "polku.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog import subscriptions  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.webhooks import (  # noqa: PLC0415 -- apps must be loaded first
            entries,
            events,
            privacy,
            reactions,
            rules,
            tasks,  # noqa: F401
        )

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        subscriptions.on(subscriptions.ANY, reactions.note_deliveries)
        entries.register()
        privacy.register()
