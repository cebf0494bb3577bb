"""Wiring of orders."""

from pathlib import Path

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "polku.orders"
    label = "orders"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.deals import worth  # noqa: PLC0415 -- apps must be loaded first
        from polku.documents import registry as documents  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog import subscriptions  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.orders import (  # noqa: F401, PLC0415 -- apps must be loaded first
            checks,
            entries,
            events,
            facts,
            guards,
            privacy,
            reactions,
            rules,
            tasks,
        )
        from polku.orders.queries import of_quotes, public  # noqa: PLC0415 -- apps must be loaded first
        from polku.orders.queries.worth import worth_of  # noqa: PLC0415 -- apps must be loaded first
        from polku.process import facts as registry  # noqa: PLC0415 -- apps must be loaded first
        from polku.quotes import following  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        registry.register_group(facts.GROUP, facts.of_orders)
        registry.register(*facts.FACTS)
        worth.register("orders", worth_of)
        subscriptions.on("quotes.quote_accepted", reactions.place_accepted)
        for kind in ("orders.order_confirmed", "orders.order_changed"):
            subscriptions.on(kind, reactions.write_to_customers)
        subscriptions.on("orders.order_canceled", reactions.reopen)
        guards.register("orders", reactions.forbid)
        documents.register("order_confirmation", Path(__file__).parent / "papers" / "order.typ")
        following.register("orders", of_quotes.order_of)
        following.ways.register("orders", public.way_of)
        entries.register()
        checks.register()
        holdings.register("orders", privacy.ORDERS, order=60)
