"""Wiring of qualifying."""

from django.apps import AppConfig


class QualifyConfig(AppConfig):
    name = "polku.qualify"
    label = "qualify"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.process import facts as registry  # noqa: PLC0415 -- apps must be loaded first
        from polku.qualify import (  # noqa: F401, PLC0415 -- apps must be loaded first
            entries,
            events,
            facts,
            privacy,
            rules,
            tasks,
        )

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        registry.register_group(facts.GROUP, facts.of_answers)
        registry.register(*facts.FACTS)
        entries.register()
        holdings.register("answers_to_questions", privacy.ANSWERS, order=30)
        holdings.register("forms", privacy.CAPTURES, order=31)
