"""One engine for all tests of the analyses; loading it with a made company takes some milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from polku.insight.engine import Engine, Marts
from polku.kernel.calendars import DEFAULT
from tests.insight import worlds

_engine = Engine()


@pytest.fixture
def load() -> Callable[[Sequence[worlds.Case]], Marts]:
    """Fill the marts with a made company."""
    return lambda cases: _engine.load(worlds.tables(cases), DEFAULT)
