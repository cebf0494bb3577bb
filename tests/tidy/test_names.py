"""Packages have their place, their purpose and a name that says it."""

import ast

import pytest

from tests.tidy.source import PACKAGE, contracts, modules, packages, ranks

JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "base_utils", "tools", "lib"}
INNER_LAYERS = (
    "web",
    "reactions",
    "tasks",
    "metrics",
    "actions",
    "queries",
    "rules",
    "models",
    "logic",
    "events",
)


@pytest.mark.parametrize("package", packages())
def test_every_package_has_its_rank_in_the_contract(package: str) -> None:
    assert package in ranks()


def test_the_contract_names_no_package_that_does_not_exist() -> None:
    assert set(ranks()) - set(packages()) == set()


@pytest.mark.parametrize("package", packages())
def test_every_package_says_what_it_is_for(package: str) -> None:
    told = ast.get_docstring(ast.parse((PACKAGE / package / "__init__.py").read_text(encoding="utf-8")))
    assert told


def test_every_package_with_layers_keeps_their_order_by_contract() -> None:
    held = {str(name).removeprefix("polku.") for name in contracts()[1]["containers"]}  # type: ignore[attr-defined]
    layered = {
        package
        for package in packages()
        if sum((PACKAGE / package / f"{name}{end}").exists() for name in INNER_LAYERS for end in ("", ".py"))
        > 1
    }
    assert layered - held == set()


def test_no_module_is_a_junk_drawer() -> None:
    assert [
        module.name
        for module in modules()
        if JUNK_DRAWERS & {part.removesuffix(".py") for part in module.inner}
    ] == []


def test_the_web_part_of_a_domain_is_private_to_it() -> None:
    assert [
        f"{module.at(node)}: {name}"
        for module in modules()
        for node in ast.walk(module.tree)
        for name in _imported(node)
        if _is_foreign_web(name, module.inner[0])
    ] == []


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def _is_foreign_web(name: str, package: str) -> bool:
    parts = name.split(".")
    return parts[0] == "polku" and parts[2:3] == ["web"] and package not in (parts[1], "site")
