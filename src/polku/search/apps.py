"""Wiring of the search: its index is put back after every migrate; the palette finds records through it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "polku.search"
    label = "search"

    def ready(self) -> None:
        from polku.access.privacy import holdings  # noqa: PLC0415 -- apps must be loaded first
        from polku.db.health import checks  # noqa: PLC0415 -- apps must be loaded first
        from polku.search import entries, index, privacy  # noqa: PLC0415 -- apps must be loaded first
        from polku.search.queries import faults  # noqa: PLC0415 -- apps must be loaded first

        post_migrate.connect(index.install_after_migrate, sender=self, dispatch_uid="polku.search.index")
        entries.register()
        holdings.register("search", privacy.DOCUMENTS, order=80)
        checks.register("search", faults, order=50)
