"""What later domains bring: their papers, and the numbers they hold. Filled in `apps.py: ready()`."""

from collections.abc import Callable, Iterable
from pathlib import Path

from polku.kernel.registry import Registry

papers: Registry[Path] = Registry("papers")
"""The typst template of each paper."""

numbered: Registry[Callable[[], Iterable[str]]] = Registry("numbered documents")
"""By key of a series: every number that its documents hold, for the check that none is missing or doubled."""


logos: Registry[Callable[[], bytes | None]] = Registry("logos")
"""Who knows the logo at the head of papers: a PNG or JPEG."""


senders: Registry[Callable[[], dict[str, list[str]]]] = Registry("senders")
"""Who knows the address and the contact at the head of papers that bring none: lists of lines by these names."""


def register(name: str, path: str | Path) -> None:
    """Make a paper known: `register("quote", Path(__file__).parent / "papers" / "quote.typ")`."""
    papers.register(name, Path(path))
