"""Wiring of books."""

from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "polku.books"
    label = "books"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.books import checks, entries, events, rules  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        checks.register()
        entries.register()
