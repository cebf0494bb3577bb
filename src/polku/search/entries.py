"""The palette finds records through the search."""

from collections.abc import Sequence

from polku.access.logic import Actor
from polku.search.queries import find
from polku.ui.registry import PaletteHit, PaletteSource, palette_sources


def records(actor: Actor, words: str, limit: int) -> Sequence[PaletteHit]:
    """Records of every kind that these words mean."""
    return [
        PaletteHit(found.title, found.url, found.subtitle, found.kind.icon, found.kind.label)
        for found in find(actor, words, limit=limit)
    ]


def register() -> None:
    """Called once, when the apps are loaded."""
    palette_sources.register(PaletteSource("records", records, order=10))
