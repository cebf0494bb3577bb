"""Whether the translations are there as the pages read them: compiled, beside their sources. Loads no Django."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "locale"
MENDED_BY: Final = "make setup"


def missing(folder: Path = FOLDER) -> list[str]:
    """The languages whose catalogue was never compiled: their pages would be in English."""
    return [
        source.parent.parent.name
        for source in sorted(folder.glob("*/LC_MESSAGES/django.po"))
        if not source.with_suffix(".mo").exists()
    ]


def warning(folder: Path = FOLDER) -> str:
    """What to say of it, with the command that mends it; empty where all are there."""
    languages = ", ".join(missing(folder))
    return f"the compiled translations of {languages} are missing; run: {MENDED_BY}" if languages else ""


def catalogues_are_compiled() -> Iterator[str]:
    """For `polku check` and the Health page."""
    if said := warning():
        yield said
