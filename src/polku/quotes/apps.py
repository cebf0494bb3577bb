"""Wiring of quotes."""

from pathlib import Path

from django.apps import AppConfig

PAPERS = Path(__file__).parent / "papers"


class QuotesConfig(AppConfig):
    name = "polku.quotes"
    label = "quotes"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.db.health import checks as health  # noqa: PLC0415 -- apps must be loaded first
        from polku.documents import registry as documents  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.insight.sources import register_acts  # noqa: PLC0415 -- apps must be loaded first
        from polku.journey import hearing  # noqa: PLC0415 -- apps must be loaded first
        from polku.process import facts as registry  # noqa: PLC0415 -- apps must be loaded first
        from polku.quotes import checks, entries, events, facts, metrics, numbers, privacy, rules, tasks  # noqa: F401, PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        registry.register_group(facts.GROUP, facts.of_quotes)
        registry.register(*facts.FACTS)
        register_acts("quotes", metrics.ACTS, words=metrics.act_names)
        documents.register("quote", PAPERS / "quote.typ")
        documents.numbered.register("quote", numbers.given)
        health.register("quotes", checks.sent_is_as_it_was)
        holdings.register("quotes", privacy.QUOTES, order=42)
        entries.register()
        hearing.heard.register("quotes", facts.HEARD)
