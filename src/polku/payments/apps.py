"""Wiring of payments."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "polku.payments"
    label = "payments"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.db.health import checks as health  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog import subscriptions  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.orders import progress  # noqa: PLC0415 -- apps must be loaded first
        from polku.payments import checks, entries, events, facts, privacy, reactions, rules  # noqa: PLC0415 -- apps must be loaded first
        from polku.payments.queries import sums  # noqa: PLC0415 -- apps must be loaded first
        from polku.process import facts as registry  # noqa: PLC0415 -- apps must be loaded first
        from polku.stock import guards  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        registry.register_group(facts.GROUP, facts.of_payments)
        registry.register(*facts.FACTS)
        for kind in ("billing.invoice_issued", "billing.credit_note_issued"):
            subscriptions.on(kind, reactions.take_up)
        progress.register_sums(progress.Sum.PAID, sums.paid)
        guards.register("paid first", reactions.not_before_paid)
        entries.register()
        health.register("payments.open", checks.open_is_what_is_left)
        health.register("payments.booked", checks.receipts_are_booked)
        holdings.register("payments", privacy.PAYMENTS, order=46)
