"""What the documents say is there: every command with its options, link, operation, variable and make target."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from tests.openapi import API, openapi
from tests.tidy.source import ROOT

PAGES = sorted(
    path
    for path in [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    if "reference" not in path.parts and "adr" not in path.parts
)
_COMMAND = re.compile(r"`((?:\.venv/bin/)?polku [^`\n]+)`")
_BLOCK = re.compile(r"```(?:\w*)\n(.*?)```", re.DOTALL)
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_OPERATION = re.compile(r"`(GET|POST|PATCH|PUT|DELETE) (/[^`?\s]*)[^`]*`")
_VARIABLE = re.compile(r"\bPOLKU_[A-Z_]+\b")
_TARGET = re.compile(r"\bmake ([a-z][a-z-]+)\b")


def told(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def commands(text: str) -> Iterator[list[str]]:
    """Every command of the product that a page shows, in a line or in a block."""
    lines = [found[1] for found in _COMMAND.finditer(_BLOCK.sub("", text))]
    for block in _BLOCK.finditer(text):
        joined = block[1].replace("\\\n", " ")
        lines += [line.strip().removeprefix("$ ") for line in joined.splitlines()]
    for line in lines:
        line = re.sub(r"^(?:[A-Z_]+=\S+ +)*", "", line.split(" #")[0]).removeprefix(".venv/bin/")
        if line.startswith("polku "):
            yield [re.split(r"[<>|]", word)[0] for word in shlex.split(line.replace("…", "X"))[1:]]


def fault(words: list[str]) -> str | None:
    """What is wrong with a command: an unknown name or option."""
    from polku.site.cli import polku

    here: click.Command = polku
    options = {"--help"}
    for word in words:
        if word.startswith("-"):
            name = word.split("=")[0]
            known = {one for param in here.params for one in (*param.opts, *param.secondary_opts)}
            if name not in known | options:
                return f"{here.name} has no option {name}"
        elif isinstance(here, click.Group):
            found = here.get_command(click.Context(here), word)
            if found is None:
                return None if word.isupper() else f"{here.name} has no command {word}"
            here = found
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_command_and_option_exists(page: Path) -> None:
    found = [(" ".join(words), fault(words)) for words in commands(told(page))]
    assert [one for one in found if one[1]] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [one for one in _LINK.findall(told(page)) if not one.startswith(("http", "mailto:", "/"))]
    assert [one for one in links if not (page.parent / one).exists()] == []


@cache
def operations() -> frozenset[tuple[str, str]]:
    return frozenset(
        (method.upper(), re.sub(r"\{[^}]*\}", "{}", path.removeprefix(API)))
        for path, methods in openapi()["paths"].items()
        for method in methods
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_operation_of_the_api_exists(page: Path) -> None:
    named = {
        (method, re.sub(r"\{[^}]*\}|\b\d+\b", "{}", path.removeprefix("/api/v1")))
        for method, path in _OPERATION.findall(told(page))
    }
    assert named - operations() == set()


def test_every_variable_and_target_exists() -> None:
    folders = ("src", "benchmarks", "tests", "tools")
    source = "".join(
        path.read_text(encoding="utf-8") for one in folders for path in (ROOT / one).rglob("*.py")
    )
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    for page in PAGES:
        shown = "\n".join([*_BLOCK.findall(told(page)), *re.findall(r"`([^`]+)`", told(page))])
        assert {one for one in _VARIABLE.findall(told(page)) if one not in source + makefile} == set(), page
        assert set(_TARGET.findall(shown)) <= targets, page
