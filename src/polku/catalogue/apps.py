"""Wiring of the catalogue."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "polku.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.catalogue import entries, events, reactions, rules  # noqa: PLC0415 -- apps must be loaded first
        from polku.catalogue.actions.importing import PRODUCTS  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog import subscriptions  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.imports.registry import kinds  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        kinds.register(PRODUCTS.key, PRODUCTS)
        entries.register()
        subscriptions.on(reactions.MERGED, reactions.join_groups)
        subscriptions.on(reactions.PARTED, reactions.leave_groups)
