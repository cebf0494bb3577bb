"""Wiring of books."""

from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "polku.books"
    label = "books"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.books import checks, entries, events, rules  # noqa: PLC0415 -- apps must be loaded first
        from polku.books.queries.chart import currency_lock  # noqa: PLC0415 -- apps must be loaded first
        from polku.company.registry import currency_locks  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        checks.register()
        currency_locks.register("books", currency_lock)
        entries.register()
