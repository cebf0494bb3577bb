"""The project's own files, read and parsed once for all rules."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "polku"


@dataclass(frozen=True)
class Module:
    """One Python file."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """Its place in the project, as a person would write it."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def inner(self) -> tuple[str, ...]:
        """Its place inside src/polku: `('deals', 'actions', 'move.py')`."""
        return self.path.relative_to(PACKAGE).parts

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=self.name)

    def lines(self) -> list[str]:
        return self.text.splitlines()

    def at(self, node: ast.AST) -> str:
        """`file:line` of a node."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the product."""
    return tuple(_read(PACKAGE))


@cache
def all_modules() -> tuple[Module, ...]:
    """Every Python file of the project: the product, its tests, tools and benchmarks."""
    folders = (ROOT / name for name in ("tests", "tools", "benchmarks"))
    return modules() + tuple(module for folder in folders for module in _read(folder))


@cache
def templates() -> tuple[Path, ...]:
    """Every HTML template of the product."""
    return tuple(sorted(path for path in PACKAGE.rglob("*.html") if "templates" in path.parts))


@cache
def static_files(suffix: str) -> tuple[Path, ...]:
    """Our own scripts or styles; what others wrote lies in a folder `vendor`."""
    found = (path for path in PACKAGE.rglob(f"*{suffix}") if "static" in path.parts)
    return tuple(sorted(path for path in found if "vendor" not in path.parts))


@cache
def packages() -> tuple[str, ...]:
    """The packages right under src/polku that hold code."""
    return tuple(sorted(path.name for path in PACKAGE.iterdir() if any(path.rglob("*.py"))))


@cache
def contracts() -> tuple[dict[str, object], ...]:
    """The import contracts of pyproject.toml."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return tuple(config["tool"]["importlinter"]["contracts"])


@cache
def ranks() -> dict[str, int]:
    """Each package's rank along the sale, the lowest first; siblings share one."""
    layers = contracts()[0]["layers"]
    assert isinstance(layers, list)
    return {
        name.strip(" ()"): rank
        for rank, layer in enumerate(reversed(layers))
        for name in str(layer).split("|")
    }


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _read(folder: Path) -> Iterator[Module]:
    for path in sorted(folder.rglob("*.py")):
        yield Module(path, path.read_text(encoding="utf-8"))
