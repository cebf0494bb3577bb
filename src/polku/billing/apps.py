"""Wiring of billing."""

from pathlib import Path

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "polku.billing"
    label = "billing"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.billing import (  # noqa: PLC0415 -- apps must be loaded first
            checks,
            entries,
            events,
            facts,
            metrics,
            privacy,
            reactions,
            rules,
            tasks,  # noqa: F401
        )
        from polku.billing.actions.merging import MOVER  # noqa: PLC0415 -- apps must be loaded first
        from polku.billing.queries import billed, papers, public, search  # noqa: PLC0415 -- apps must be loaded first
        from polku.contacts import merging  # noqa: PLC0415 -- apps must be loaded first
        from polku.documents import registry as documents  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog import subscriptions  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.mail import events as mail  # noqa: PLC0415 -- apps must be loaded first
        from polku.measures import registry as measures  # noqa: PLC0415 -- apps must be loaded first
        from polku.orders import guards, progress  # noqa: PLC0415 -- apps must be loaded first
        from polku.orders.registry import public_bills, public_steps  # noqa: PLC0415 -- apps must be loaded first
        from polku.process import facts as registry  # noqa: PLC0415 -- apps must be loaded first
        from polku.search.registry import register as register_search  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        registry.register_group(facts.GROUP, facts.of_invoices)
        registry.register(*facts.FACTS)
        guards.register("billing", reactions.forbid)
        subscriptions.on("orders.order_confirmed", reactions.bill_what_is_paid_first)
        for kind in mail.ARRIVED:
            subscriptions.on(kind, reactions.note_what_left)
        public_bills.register("billing", public.public_bill)
        public_steps.register("billing", public.bills)
        progress.register_lines(progress.Step.BILLED, billed.BY_LINE)
        progress.register_given_back(billed.GIVEN_BACK, billed.LOWERED)
        progress.register_sums(progress.Sum.BILLED, billed.by_order)
        register_search(search.KIND)
        documents.register("invoice", Path(__file__).parent / "papers" / "invoice.typ")
        documents.senders.register("billing", papers.sender)
        merging.register(MOVER)
        checks.register()
        privacy.register()
        entries.register()
        measures.register(metrics.BILLED)
        measures.register(metrics.MARGIN)
