"""Wiring of exchange."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "polku.exchange"
    label = "exchange"

    def ready(self) -> None:
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.exchange import entries, privacy  # noqa: PLC0415 -- apps must be loaded first
        from polku.exchange.actions.importing import EVENTS  # noqa: PLC0415 -- apps must be loaded first
        from polku.imports.registry import kinds  # noqa: PLC0415 -- apps must be loaded first

        kinds.register(EVENTS.key, EVENTS)
        holdings.register("exchange", privacy.PAST, order=26)
        entries.register()
