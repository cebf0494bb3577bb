"""Wiring of customers."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "polku.contacts"
    label = "contacts"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.contacts import (  # noqa: PLC0415 -- apps must be loaded first
            entries,
            events,
            rules,
            tasks,  # noqa: F401
        )
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        entries.register()
