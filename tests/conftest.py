"""What every test stands on: no network, no silent skips, repeatable hypotheses, the four known people."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests.environment import missing_reason, refuse_outside_connections, required_kinds

settings.register_profile(
    "polku",
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("polku")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test whose browser, database or data is not here is skipped with a word; where required, it fails instead."""
    for item in items:
        for kind in ("browser", "postgres", "data"):
            if (
                item.get_closest_marker(kind)
                and kind not in required_kinds()
                and (why := missing_reason(kind))
            ):
                item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test reaches this machine only; one that means to go further says so with the marker `network`."""
    if not request.node.get_closest_marker("network"):
        refuse_outside_connections(monkeypatch)
