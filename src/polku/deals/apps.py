"""Wiring of the spine."""

from django.apps import AppConfig


class DealsConfig(AppConfig):
    name = "polku.deals"
    label = "deals"

    def ready(self) -> None:
        from polku.access.hooks import leaving_guards  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.contacts import hooks, merging  # noqa: PLC0415 -- apps must be loaded first
        from polku.contacts.events import CustomerChanged  # noqa: PLC0415 -- apps must be loaded first
        from polku.db.health import checks  # noqa: PLC0415 -- apps must be loaded first
        from polku.deals import (  # noqa: PLC0415 -- apps must be loaded first
            entries,
            events,
            facts,
            metrics,
            privacy,
            reactions,
            rules,
            tasks,  # noqa: F401
        )
        from polku.deals.actions.merging import MOVER, keeps  # noqa: PLC0415 -- apps must be loaded first
        from polku.deals.queries.health import course_agrees  # noqa: PLC0415 -- apps must be loaded first
        from polku.deals.queries.holding import owned_in  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog import subscriptions  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.insight import sources  # noqa: PLC0415 -- apps must be loaded first
        from polku.process import facts as registry  # noqa: PLC0415 -- apps must be loaded first

        checks.register("deals", course_agrees)
        leaving_guards.register("deals", owned_in)
        from polku.deals.actions.imports import DEALS  # noqa: PLC0415 -- apps must be loaded first
        from polku.imports.registry import kinds  # noqa: PLC0415 -- apps must be loaded first

        kinds.register(DEALS.key, DEALS, order=10)
        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        registry.register_group(facts.ON_DEAL, facts.of_deal)
        registry.register(*facts.FACTS)
        registry.register_family(
            registry.ITEM,
            facts.ticked,
            changed_by=frozenset({events.ItemTicked.kind, events.ItemUnticked.kind}),
        )
        subscriptions.on(subscriptions.ANY, reactions.look_again)
        for source in (metrics.VISITS, metrics.CASES, metrics.PATHS):
            sources.register(source)
        sources.register_names("reason", metrics.reason_names)
        sources.touch_on(CustomerChanged.kind, metrics.of_customers)
        entries.register()
        holdings.register("deals", privacy.DEALS, order=20)
        merging.register(MOVER)
        hooks.void_guards.register("deals", keeps)
