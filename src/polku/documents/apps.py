"""Wiring of documents."""

from pathlib import Path

from django.apps import AppConfig

PAPERS = Path(__file__).parent / "papers"


class DocumentsConfig(AppConfig):
    name = "polku.documents"
    label = "documents"

    def ready(self) -> None:
        from polku.db.health import checks  # noqa: PLC0415 -- apps must be loaded first
        from polku.documents.events import SeriesChanged  # noqa: PLC0415 -- apps must be loaded first
        from polku.documents.queries import numbers_are_whole  # noqa: PLC0415 -- apps must be loaded first
        from polku.documents.registry import register as register_paper  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first

        register(SeriesChanged)
        checks.register("numbers", numbers_are_whole)
        register_paper("document", PAPERS / "document.typ")
