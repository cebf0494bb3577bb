"""Wiring of payments."""

from pathlib import Path

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "polku.payments"
    label = "payments"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.contacts import merging  # noqa: PLC0415 -- apps must be loaded first
        from polku.db.health import checks as health  # noqa: PLC0415 -- apps must be loaded first
        from polku.documents import registry as documents  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog import subscriptions  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.measures import registry as measures  # noqa: PLC0415 -- apps must be loaded first
        from polku.orders import progress  # noqa: PLC0415 -- apps must be loaded first
        from polku.orders.registry import public_steps  # noqa: PLC0415 -- apps must be loaded first
        from polku.payments import (  # noqa: PLC0415 -- apps must be loaded first
            checks,
            entries,
            events,
            facts,
            metrics,
            numbers,
            privacy,
            reactions,
            rules,
            tasks,  # noqa: F401
        )
        from polku.payments.actions.merging import MOVER  # noqa: PLC0415 -- apps must be loaded first
        from polku.payments.queries import public, sums  # noqa: PLC0415 -- apps must be loaded first
        from polku.process import facts as registry  # noqa: PLC0415 -- apps must be loaded first
        from polku.stock import guards  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        registry.register_group(facts.GROUP, facts.of_payments)
        registry.register(*facts.FACTS)
        for kind in ("billing.invoice_issued", "billing.credit_note_issued"):
            subscriptions.on(kind, reactions.take_up)
        progress.register_sums(progress.Sum.PAID, sums.paid)
        public_steps.register("payments", public.payment)
        guards.register("paid first", reactions.not_before_paid)
        entries.register()
        measures.register(metrics.PAID)
        merging.register(MOVER)
        documents.register("reminder", Path(__file__).parent / "papers" / "reminder.typ")
        documents.numbered.register("receipt", numbers.given)
        health.register("payments.open", checks.open_is_what_is_left)
        health.register("payments.booked", checks.receipts_are_booked)
        health.register("payments.reminders", checks.reminders_are_sent)
        health.register("payments.late_charges", checks.late_charges_are_booked)
        health.register("payments.vouchers", checks.vouchers_add_up)
        holdings.register("payments", privacy.PAYMENTS, order=46)
