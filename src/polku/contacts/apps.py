"""Wiring of customers."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "polku.contacts"
    label = "contacts"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.contacts import (  # noqa: PLC0415 -- apps must be loaded first
            entries,
            events,
            privacy,
            rules,
            tasks,  # noqa: F401
        )
        from polku.contacts.actions.importing import CUSTOMERS  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.imports.registry import kinds  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        entries.register()
        holdings.register("customers", privacy.PEOPLE, order=10)
        holdings.register("consents", privacy.CONSENTS, order=11)
        kinds.register(CUSTOMERS.key, CUSTOMERS, order=20)
