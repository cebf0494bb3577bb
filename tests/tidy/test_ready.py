"""What is shipped ready to load speaks all six languages, whichever package it belongs to."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from polku.kernel.words import LANGUAGES

PACKAGES = Path(__file__).parents[2] / "src" / "polku"
FILES = sorted(PACKAGES.glob("*/ready/*.yaml"))
READ = frozenset(
    {"name", "about", "words", "say", "hint", "text", "purpose", "title", "question", "label", "help"}
)
"""Keys whose values people read."""


def test_there_is_ready_content_of_five_packages() -> None:
    assert {path.parents[1].name for path in FILES} == {"advice", "books", "journey", "playbook", "process"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_every_text_of_ready_content_is_there_in_all_six_languages(path: Path) -> None:
    assert list(lacking(yaml.safe_load(path.read_text(encoding="utf-8")))) == []


def lacking(value: Any, where: str = "") -> Iterator[str]:
    """Places with a text in fewer languages, or in none that is named."""
    if isinstance(value, Mapping):
        if "en" in value:
            if set(value) != set(LANGUAGES) or not all(str(said).strip() for said in value.values()):
                yield where
            return
        for key, below in value.items():
            if key in READ and isinstance(below, str):
                yield f"{where}.{key}"
            yield from lacking(below, f"{where}.{key}")
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from lacking(below, f"{where}[{number}]")
