"""Wiring of the playbook."""

from django.apps import AppConfig


class PlaybookConfig(AppConfig):
    name = "polku.playbook"
    label = "playbook"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.playbook import events, rules  # noqa: PLC0415 -- apps must be loaded first

        register(events.QuestionSetPublished)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
