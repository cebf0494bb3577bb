"""Wiring of returns."""

from pathlib import Path

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "polku.returns"
    label = "returns"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.documents import registry as documents  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog import subscriptions  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.orders import guards, progress  # noqa: PLC0415 -- apps must be loaded first
        from polku.process import facts as registry  # noqa: PLC0415 -- apps must be loaded first
        from polku.returns import checks, entries, events, facts, privacy, reactions, rules  # noqa: PLC0415 -- apps must be loaded first
        from polku.returns.queries import lines  # noqa: PLC0415 -- apps must be loaded first
        from polku.returns.queries.documents import numbers  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        registry.register_group(facts.GROUP, facts.of_returns)
        registry.register(*facts.FACTS)
        subscriptions.on("orders.order_canceled", reactions.reopen)
        guards.register("returns", reactions.forbid)
        progress.register_lines(progress.Step.RETURNED, lines.RETURNED)
        progress.register_away(lines.AWAY)
        documents.register("return", Path(__file__).parent / "papers" / "return.typ")
        documents.numbered.register("return", numbers)
        entries.register()
        checks.register()
        holdings.register("returns", privacy.RETURNS, order=62)
