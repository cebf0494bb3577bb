"""Wiring of stock."""

from pathlib import Path

from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "polku.stock"
    label = "stock"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.catalogue import availability  # noqa: PLC0415 -- apps must be loaded first
        from polku.documents import registry as documents  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog import subscriptions  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.orders import guards, progress  # noqa: PLC0415 -- apps must be loaded first
        from polku.orders.registry import expected_days, public_steps  # noqa: PLC0415 -- apps must be loaded first
        from polku.process import facts as registry  # noqa: PLC0415 -- apps must be loaded first
        from polku.stock import (  # noqa: F401, PLC0415 -- apps must be loaded first
            checks,
            entries,
            events,
            facts,
            privacy,
            reactions,
            rules,
            tasks,
        )
        from polku.stock.logic import states  # noqa: PLC0415 -- apps must be loaded first
        from polku.stock.queries import coming, free, lines, public  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        registry.register_group(facts.GROUP, facts.of_deliveries)
        registry.register(*facts.FACTS)
        for kind in ("orders.order_confirmed", "orders.order_changed", "orders.order_released"):
            subscriptions.on(kind, reactions.reserve)
        subscriptions.on("orders.order_canceled", reactions.release)
        subscriptions.on("orders.line_waived", reactions.let_go)
        availability.register("stock", free.free_of, coming.expected)
        expected_days.register("stock", coming.expected_days)
        guards.register("stock", reactions.forbid)
        guards.leaving["stock"] = reactions.let_lines_go
        progress.register_lines(progress.Step.RESERVED, lines.RESERVED)
        progress.register_lines(progress.Step.SHIPPED, lines.in_shipments(states.GONE))
        progress.register_lines(progress.Step.DELIVERED, lines.in_shipments([states.State.DELIVERED]))
        public_steps.register("stock", public.delivery)
        documents.register("delivery_note", Path(__file__).parent / "papers" / "delivery_note.typ")
        entries.register()
        checks.register()
        holdings.register("deliveries", privacy.DELIVERIES, order=61)
