"""What many tests start from is made once, in an open transaction to which each of them goes back.

    @kept
    def people() -> People: ...

    @kept
    def sold_deal(people: People) -> Sold: ...

is used like a fixture. The rows of `people` stay while the tests that follow want them, those of `sold_deal` upon
them; each test works in a savepoint that is rolled back, on a copy of the objects of its own. A test that wants
other rows, none, or commits (`transactional_db`) lets go of what is in its way. What is kept may be made of rows
that are kept only; it must not touch the clock or anything else that a test changes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction

_COPIES = pytest.StashKey[dict[int, Any]]()


@dataclass(frozen=True, eq=False)
class Layer:
    """Rows upon other rows, and how they are made."""

    make: Callable[..., Any]
    needs: tuple[str, ...]
    shared: bool


def kept(make: Callable[..., Any] | None = None, *, shared: bool = False) -> Any:
    """A fixture whose rows are kept; `shared` when nobody can change what it gives, so that it needs no copy."""
    if make is None:
        return lambda found: kept(found, shared=shared)
    layer = Layer(make, tuple(inspect.signature(make).parameters), shared)

    def given(request: pytest.FixtureRequest, db: None, **needs: Any) -> Any:
        stage: Stage = request.getfixturevalue("_stage")
        return stage.copy(layer, request.node) if stage.has(layer) else layer.make(**needs)

    names = ("request", "db", *layer.needs)
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    given.__signature__ = inspect.Signature([inspect.Parameter(name, kind) for name in names])  # type: ignore[attr-defined]
    given.__doc__, given.__name__, given.layer = make.__doc__, make.__name__, layer  # type: ignore[attr-defined]
    return pytest.fixture(given)


class Stage:
    """What stands in the database between tests, layer upon layer."""

    def __init__(self) -> None:
        self._standing: list[tuple[Layer, transaction.Atomic, Any]] = []

    def has(self, layer: Layer) -> bool:
        """Whether its rows are there."""
        return any(one is layer for one, _, _ in self._standing)

    def copy(self, layer: Layer, node: pytest.Item) -> Any:
        """Its objects for one test; what two layers share stays one object."""
        copies = node.stash.setdefault(_COPIES, {})
        value = self._value(layer)
        if layer.shared:
            copies[id(value)] = value
        return deepcopy(value, copies)

    def prepare(self, node: pytest.Item) -> None:
        """Let stand what a test starts from, and nothing else."""
        # In a transaction that a module opened for all its tests nothing can stay when that one ends.
        within = connection.in_atomic_block and not self._standing
        wanted = [] if within else _layers(node)
        right = 0
        while right < min(len(wanted), len(self._standing)) and self._standing[right][0] is wanted[right]:
            right += 1
        self.clear(down_to=right)
        for layer in wanted[right:]:
            self._add(layer, node)

    def clear(self, *, down_to: int = 0) -> None:
        """Take the uppermost layers away."""
        while len(self._standing) > down_to:
            _, atomic, _ = self._standing.pop()
            _roll_back(atomic)

    def _add(self, layer: Layer, node: pytest.Item) -> None:
        atomic = transaction.atomic()
        atomic._from_testcase = True  # an action sees a test's transaction, not another action's
        atomic.__enter__()
        try:
            found = _named(node)
            value = layer.make(**{name: self._value(found[name]) for name in layer.needs})
            connection.check_constraints()
        except BaseException:
            _roll_back(atomic)
            raise
        self._standing.append((layer, atomic, value))

    def _value(self, layer: Layer) -> Any:
        return next(value for one, _, value in self._standing if one is layer)


def _roll_back(atomic: transaction.Atomic) -> None:
    transaction.set_rollback(True)
    atomic.__exit__(None, None, None)


def _layers(node: pytest.Item) -> list[Layer]:
    """The layers of a test, each above those it needs."""
    if _commits(node):
        return []
    found, ordered = _named(node), list[Layer]()

    def add(layer: Layer) -> bool:
        if layer not in ordered:
            if not all(name in found and add(found[name]) for name in layer.needs):
                return False
            ordered.append(layer)
        return True

    for layer in found.values():
        add(layer)
    return ordered


def _named(node: pytest.Item) -> dict[str, Layer]:
    """The layers that a test asks for, straight or through others, by the name of their fixture."""
    fixtures = node._fixtureinfo.name2fixturedefs  # type: ignore[attr-defined]
    layers = {name: getattr(found[-1].func, "layer", None) for name, found in fixtures.items()}
    return {name: layer for name, layer in sorted(layers.items()) if layer is not None}


def _commits(node: pytest.Item) -> bool:
    marked = node.get_closest_marker("django_db")
    return bool(marked and (marked.args or marked.kwargs)) or not {
        "transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"
    }.isdisjoint(node.fixturenames)  # type: ignore[attr-defined] # fmt: skip
