"""What every test stands on: no network, no silent skips, repeatable hypotheses, the four known people."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

from tests.environment import missing_reason, refuse_outside_connections, required_kinds, unexplained_skip

settings.register_profile(
    "polku",
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("polku")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip with a word what has no browser, database or data here; where that is required, let it fail."""
    for item in items:
        for kind in {"browser", "postgres", "data"} - required_kinds():
            if item.get_closest_marker(kind) and (why := missing_reason(kind)):
                item.add_marker(pytest.mark.skip(reason=why))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where kinds of test are required, a skip without a good reason fails."""
    report = yield
    if why := unexplained_skip(report):
        report.outcome, report.longrepr = "failed", f"skipped, which POLKU_REQUIRE forbids: {why}"
    return report


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test reaches this machine only; one that means to go further says so with the marker `network`."""
    if not request.node.get_closest_marker("network"):
        refuse_outside_connections(monkeypatch)
